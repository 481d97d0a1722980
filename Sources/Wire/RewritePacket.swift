import Base

/// What a translation puts in place of a packet's ends. nil leaves what is there.
package struct PacketRewrite: Hashable, Sendable {
  package var source: IPAddress?
  package var destination: IPAddress?
  /// The port of TCP and UDP; the identifier of an echo message, whichever end it is given for.
  package var sourcePort: UInt16?
  package var destinationPort: UInt16?

  package init(
    source: IPAddress? = nil, destination: IPAddress? = nil, sourcePort: UInt16? = nil, destinationPort: UInt16? = nil
  ) {
    self.source = source
    self.destination = destination
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
  }
}

extension IPPacket {
  /// The packet with other ends. Its checksums move along with what changes (RFC 1624), so that a packet which was
  /// damaged before is still seen to be.
  ///
  /// - Returns: nil if an address is of the other family.
  package func rewritten(_ rewrite: PacketRewrite) -> IPPacket? {
    guard [rewrite.source, rewrite.destination].allSatisfy({ $0.map { $0.family == family } ?? true }) else {
      return nil
    }
    var bytes = PatchedBytes(bytes)
    bytes.rewrite(
      rewrite, packetAt: 0, family: family, proto: proto, transport: isLaterFragment ? nil : transportOffset)
    return try? IPPacket(bytes.bytes)
  }

  /// This ICMP error with other ends, and with other ends in the packet that it quotes.
  ///
  /// - Parameter hopLimit: what the error starts with again.
  /// - Returns: nil if this is no error with a usable quote, or an address is of the other family.
  package func rewritten(_ rewrite: PacketRewrite, quoting: PacketRewrite, hopLimit: UInt8) -> IPPacket? {
    guard let quoted = reportedError?.quoted,
      [rewrite.source, rewrite.destination, quoting.source, quoting.destination]
        .allSatisfy({ $0.map { $0.family == family } ?? true })
    else { return nil }
    var bytes = PatchedBytes(bytes)
    bytes.around = transportOffset + 2
    bytes.rewrite(
      quoting, packetAt: quoted.offset, family: family, proto: quoted.proto,
      transport: bytes.bytes.count - quoted.payload.count)
    bytes.around = nil
    bytes.rewrite(rewrite, packetAt: 0, family: family, proto: proto, transport: transportOffset)
    bytes.setHopLimit(hopLimit, family)
    return try? IPPacket(bytes.bytes)
  }
}

extension IPPacket {
  /// The same packet with this mark in its header, whatever it bore.
  package func marked(_ ecn: ECN) -> IPPacket {
    var bytes = PatchedBytes(bytes)
    bytes.setECN(ecn, family)
    return (try? IPPacket(bytes.bytes)) ?? self
  }
}

/// Bytes under checksums that are kept in step with each change.
private struct PatchedBytes {
  private(set) var bytes: [UInt8]
  /// The checksum of a message that holds all that is changed; nil outside of one.
  var around: Int?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameter start: where the packet stands among the bytes.
  /// - Parameter transport: where its upper layer begins; nil for a fragment without one.
  mutating func rewrite(
    _ rewrite: PacketRewrite, packetAt start: Int, family: IPFamily, proto: IPProtocol, transport: Int?
  ) {
    let header = family == .v4 ? start + 10 : nil
    let sum = transport.flatMap { checksum(of: proto, family, at: $0) }
    // ICMPv4 has no pseudo-header (RFC 792).
    let covering = proto == .icmp ? [header] : [header, sum]
    let width = family == .v4 ? 4 : 16
    let addresses = start + (family == .v4 ? 12 : 8)
    if let source = rewrite.source { replace(at: addresses, source.octets, under: covering) }
    if let destination = rewrite.destination { replace(at: addresses + width, destination.octets, under: covering) }
    guard let transport else { return }
    defer { if proto == .udp, let sum { avoidZero(at: sum) } }
    switch proto {
    case .tcp, .udp:
      if let port = rewrite.sourcePort { replace(at: transport, port, under: sum) }
      if let port = rewrite.destinationPort { replace(at: transport + 2, port, under: sum) }
    case .icmp where family == .v4, .icmpv6 where family == .v6:
      guard let identifier = rewrite.sourcePort ?? rewrite.destinationPort else { return }
      replace(at: transport + 4, identifier, under: sum)
    default: break
    }
  }

  mutating func setHopLimit(_ limit: UInt8, _ family: IPFamily) {
    switch family {
    case .v4: replace(at: 8, [limit, bytes[9]], under: [10])
    case .v6: bytes[7] = limit
    }
  }

  mutating func setECN(_ ecn: ECN, _ family: IPFamily) {
    switch family {
    case .v4: replace(at: 0, [bytes[0], bytes[1] & 0xfc | ecn.rawValue], under: [10])
    case .v6: bytes[1] = bytes[1] & 0xcf | ecn.rawValue << 4
    }
  }

  /// Where the upper layer's checksum stands; nil if it has none, or a quote ends before it.
  private func checksum(of proto: IPProtocol, _ family: IPFamily, at transport: Int) -> Int? {
    let offset: Int? =
      switch proto {
      case .tcp: 16
      case .udp: 6
      case .icmp where family == .v4, .icmpv6 where family == .v6: 2
      default: nil
      }
    guard let at = offset.map({ transport + $0 }), at + 2 <= bytes.count else { return nil }
    // RFC 768: zero says that the sender made no checksum.
    return proto == .udp && bytes.be16(at) == 0 ? nil : at
  }

  /// RFC 768: a sum of zero is sent as all ones, for zero says "none".
  private mutating func avoidZero(at checksum: Int) {
    guard bytes.be16(checksum) == 0 else { return }
    bytes.put16(0xffff, at: checksum)
    account(0, 0xffff)
  }

  private mutating func replace(at offset: Int, _ word: UInt16, under checksum: Int?) {
    replace(at: offset, [UInt8(word >> 8), UInt8(word & 0xff)], under: [checksum])
  }

  /// Offsets are even in all that is summed, for headers are.
  private mutating func replace(at offset: Int, _ new: [UInt8], under checksums: [Int?]) {
    for at in stride(from: 0, to: new.count, by: 2) where offset + at + 2 <= bytes.count {
      let (old, word) = (bytes.be16(offset + at), UInt16(new[at]) << 8 | UInt16(new[at + 1]))
      guard old != word else { continue }
      bytes.put16(word, at: offset + at)
      account(old, word)
      for case let checksum? in checksums {
        let before = bytes.be16(checksum)
        let after = Checksum.updated(before, replacing: old, with: word)
        bytes.put16(after, at: checksum)
        account(before, after)
      }
    }
  }

  private mutating func account(_ old: UInt16, _ new: UInt16) {
    guard let around else { return }
    bytes.put16(Checksum.updated(bytes.be16(around), replacing: old, with: new), at: around)
  }
}

extension Checksum {
  /// The checksum after one word of what it covers has changed: HC' = ~(~HC + ~m + m') (RFC 1624 §3, equation 3).
  package static func updated(_ checksum: UInt16, replacing old: UInt16, with new: UInt16) -> UInt16 {
    var sum = UInt32(~checksum) + UInt32(~old) + UInt32(new)
    sum = (sum & 0xffff) + (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16)
    return ~UInt16(sum)
  }
}

extension IPPacket {
  /// Which datagram this packet is a part of, and how many bytes of it stand before; nil for a whole one.
  package var fragmentPlace: (datagram: DatagramKey, offset: Int)? {
    guard isFragment, let fragment = try? Fragment(bytes) else { return nil }
    return (fragment.key, fragment.offset)
  }
}
