import Base
import Wire

// Packets keep their headers and their lengths: other addresses, no contents.

extension Disguise {
  /// Nil of one whose headers say more than is understood here.
  mutating func packet(_ packet: IPPacket) -> IPPacket? {
    var bytes = packet.bytes
    let header = packet.family == .v4 ? Int(bytes[0] & 15) * 4 : 40
    guard packet.family == .v4 || packet.transportOffset == 40 else { return nil }
    put(addressesOf: packet.family, at: 0, in: &bytes)
    clear(packet.family == .v4 ? 20..<header : 40..<40, in: &bytes)
    clear(contents(of: packet), in: &bytes)
    if packet.reportedError != nil { quote(at: packet.transportOffset + 8, from: packet, in: &bytes) }
    Self.sum(header, packet, in: &bytes)
    return try? IPPacket(bytes)
  }

  private func contents(of packet: IPPacket) -> Range<Int> {
    let all = packet.transportOffset..<packet.bytes.count
    guard !packet.isLaterFragment else { return all }
    switch packet.transport {
    case .udp(let header): return header.payload.lowerBound..<all.upperBound
    case .tcp(let header): return header.payload.lowerBound..<all.upperBound
    // RFC 792: a redirect names a router behind its checksum.
    case .icmp(let header) where !header.isEcho && header.type == 5: return all.lowerBound + 4..<all.upperBound
    case .icmp(let header): return header.payload
    case .other: return all
    }
  }

  private func clear(_ range: Range<Int>, in bytes: inout [UInt8]) {
    for i in range.clamped(to: bytes.indices) { bytes[i] = 0 }
  }

  private mutating func put(addressesOf family: IPFamily, at start: Int, in bytes: inout [UInt8]) {
    let places = family == .v4 ? [12..<16, 16..<20] : [8..<24, 24..<40]
    for place in places.map({ $0.lowerBound + start..<$0.upperBound + start }) {
      bytes.replaceSubrange(place, with: addresses(IPAddress(octets: Array(bytes[place]))).octets)
    }
  }

  /// What an ICMP error quotes: its addresses and ports, and nothing behind them.
  private mutating func quote(at start: Int, from packet: IPPacket, in bytes: inout [UInt8]) {
    let original = packet.bytes
    guard start < original.count else { return }
    let (family, least): (IPFamily, Int) = original[start] >> 4 == 4 ? (.v4, 20) : (.v6, 40)
    guard start + least <= original.count else { return }
    let kept = start..<min(start + least + 8, original.count)
    // Options stand where the ports would be: nothing of those is kept.
    let isPlain = family == .v6 || original[start] & 15 == 5
    let range = isPlain ? kept : start..<start + least
    bytes.replaceSubrange(range, with: original[range])
    put(addressesOf: family, at: start, in: &bytes)
    if family == .v4 {
      (bytes[start + 10], bytes[start + 11]) = (0, 0)
      Self.put(Checksum.of(bytes[start..<start + 20]), at: start + 10, in: &bytes)
    }
  }

  private static func sum(_ header: Int, _ packet: IPPacket, in bytes: inout [UInt8]) {
    let at = packet.transportOffset
    if packet.family == .v4 {
      (bytes[10], bytes[11]) = (0, 0)
      put(Checksum.of(bytes[..<header]), at: 10, in: &bytes)
    }
    let offsets: [(proto: IPProtocol, offset: Int)] = [(.udp, 6), (.tcp, 16), (.icmp, 2), (.icmpv6, 2)]
    guard !packet.isLaterFragment, let place = offsets.first(where: { $0.proto == packet.proto })?.offset,
      at + place + 2 <= bytes.count
    else { return }
    (bytes[at + place], bytes[at + place + 1]) = (0, 0)
    guard !packet.isFragment, let (source, destination) = ends(of: bytes) else { return }
    var checksum = Checksum()
    if packet.proto != .icmp {
      checksum.addPseudoHeader(source, destination, packet.proto, length: bytes.count - at)
    }
    checksum.add(bytes[at...])
    put(checksum.value, at: at + place, in: &bytes)
  }

  private static func ends(of bytes: [UInt8]) -> (IPAddress, IPAddress)? {
    switch bytes[0] >> 4 {
    case 4: (IPAddress(octets: Array(bytes[12..<16])), IPAddress(octets: Array(bytes[16..<20])))
    case 6: (IPAddress(octets: Array(bytes[8..<24])), IPAddress(octets: Array(bytes[24..<40])))
    default: nil
    }
  }

  private static func put(_ value: UInt16, at: Int, in bytes: inout [UInt8]) {
    (bytes[at], bytes[at + 1]) = (UInt8(value >> 8), UInt8(value & 255))
  }

  // MARK: On the wire

  /// What a datagram carries, by its outermost header alone.
  func load(_ bytes: [UInt8]) -> [UInt8] {
    guard let first = bytes.first else { return [] }
    let kept: Int
    switch first {
    // RFC 8656 §12.4: channel data, its number and length.
    case 0x40...0x4f:
      return Array(bytes.prefix(4)) + load(Array(bytes.dropFirst(4)))
    // RFC 8489 §5: type, length and the cookie; no transaction, no attribute.
    case 0...3 where bytes.count >= 20 && bytes[4...7] == [0x21, 0x12, 0xa4, 0x42]:
      return Self.empty(message: bytes)
    // WireGuard: the type, and the indices by which both ends know a session.
    case 1: kept = 8
    case 2: kept = 12
    // And the counter.
    case 4: kept = 16
    default: kept = first == 3 ? 8 : 0
    }
    return Array(bytes.prefix(kept)) + [UInt8](repeating: 0, count: max(0, bytes.count - kept))
  }

  /// The types and lengths of the attributes stay.
  private static func empty(message bytes: [UInt8]) -> [UInt8] {
    var empty = Array(bytes.prefix(8)) + [UInt8](repeating: 0, count: bytes.count - 8)
    var at = 20
    while at + 4 <= bytes.count {
      empty.replaceSubrange(at..<at + 4, with: bytes[at..<at + 4])
      at += 4 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]) + 3) & ~3
    }
    return empty
  }
}
