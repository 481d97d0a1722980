import Access
import Base
import Portal
import Wire

/// How much a machine has wanted so far, and a checksum of it: the same machine, told the same, wants the same.
///
/// Events do not count: a later program may tell more of the same deeds.
package struct OutputCheck: Hashable, Sendable {
  package private(set) var datagrams = 0
  package private(set) var packets = 0
  package private(set) var messages = 0
  /// Questions, wishes for the tunnel device, for sockets and for relayed addresses.
  package private(set) var others = 0
  private(set) var checksum: UInt32 = 0

  package init() {}

  init(datagrams: Int, packets: Int, messages: Int, others: Int, checksum: UInt32) {
    (self.datagrams, self.packets, self.messages) = (datagrams, packets, messages)
    (self.others, self.checksum) = (others, checksum)
  }

  package var count: Int { datagrams + packets + messages + others }

  /// An authentication tag stands at the end of whatever crosses the wire, and says all that is before it.
  private static let tail = 32
  /// What a tunnel carries was checked by its tag: its headers are what a machine changes.
  private static let head = 80

  package mutating func note(_ deed: RecordedDeed) {
    switch deed {
    case .access(let output): note(output)
    case .open(let relayed), .close(let relayed):
      others += 1
      mix(relayed.address)
      if case .open = deed { mix(UInt64(relayed.port) << 1 | 1) } else { mix(UInt64(relayed.port) << 1) }
    case .portal(.text(let socket, let text)):
      messages += 1
      mix(UInt64(socket.number))
      mix(Array(text.utf8)[...])
    case .portal(.close(let socket)):
      others += 1
      mix(UInt64(socket.number))
    case .relay, .portal(.event): break
    }
  }

  private mutating func note(_ output: AccessOutput) {
    switch output {
    case .datagram(let bytes, let from, let to, let id, let ecn):
      datagrams += 1
      mix(UInt64(id.number) << 32 | UInt64(from.port) << 16 | UInt64(to.port))
      mix(to.address)
      mix(UInt64(bytes.count) << 8 | UInt64(ecn.rawValue))
      mix(bytes.suffix(Self.tail))
    case .deliver(let packet, let id):
      packets += 1
      mix(UInt64(id.number) << 32 | UInt64(packet.bytes.count))
      mix(packet.bytes.prefix(Self.head))
    case .portal(.text(let text)):
      messages += 1
      mix(Array(text.utf8)[...])
    case .portal(let wish):
      others += 1
      mix(wish == .open ? 1 : 2)
    case .interface(let tun):
      others += 1
      for address in tun.addresses { mix(address) }
      for route in tun.routes {
        mix(route.address)
        mix(UInt64(route.length))
      }
    case .resolve(let lookup):
      others += 1
      mix(UInt64(lookup.id.number))
    case .ask(let query):
      others += 1
      mix(UInt64(query.id.number))
      mix(query.message[...])
    case .secret, .event: break
    }
  }

  private mutating func mix(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { checksum = CRC32.continued(checksum, with: $0) }
  }

  private mutating func mix(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { checksum = CRC32.continued(checksum, with: $0) }
  }

  private mutating func mix(_ address: IPAddress) {
    switch address {
    case .v4(let address): mix(UInt64(address.bits))
    case .v6(let address):
      mix(address.high)
      mix(address.low)
    }
  }
}

extension OutputCheck {
  /// What came since an earlier one, in words.
  package func words(since earlier: OutputCheck) -> String {
    let parts = [
      (datagrams - earlier.datagrams, "datagram"), (packets - earlier.packets, "packet"),
      (messages - earlier.messages, "message"), (others - earlier.others, "other wish"),
    ].filter { $0.0 != 0 }
    guard !parts.isEmpty else { return "nothing" }
    return parts.map { count, word in
      count == 1 ? "1 \(word)" : "\(count) \(word.hasSuffix("sh") ? word + "es" : word + "s")"
    }.joined(separator: " and ")
  }
}
