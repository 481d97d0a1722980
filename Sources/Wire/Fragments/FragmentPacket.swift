import Base

/// Cutting packets that are longer than a link takes.
extension Packet {
  /// The packets that carry this one over a link; itself where it fits.
  ///
  /// IPv4 copies options by their copy bit and keeps the identification (RFC 791 §3.2); a fragment is cut again. IPv6
  /// puts a fragment header behind the per-fragment headers (RFC 8200 §4.5).
  ///
  /// - Parameters:
  ///   - mtu: in bytes.
  ///   - id: IPv6's identification of the datagram.
  package func fragmented(to mtu: Int, id: UInt32 = 0) throws(FragmentError) -> [Packet] {
    let cut: [[UInt8]]
    switch bytes.first.map({ $0 >> 4 }) {
    case 4: cut = try Self.cut(v4: bytes, to: mtu)
    case 6: cut = try Self.cut(v6: bytes, to: mtu, id: id)
    default: throw .notIP
    }
    return cut.map { Packet(dissecting: $0) }
  }

  private static func cut(v4 bytes: [UInt8], to mtu: Int) throws(FragmentError) -> [[UInt8]] {
    let packet = try IPv4Parts(bytes)
    guard packet.end > mtu else { return [Array(bytes[..<packet.end])] }
    let word = bytes.be16(6)
    guard word & 0x4000 == 0 else { throw .dontFragment(length: packet.end, mtu: mtu) }
    let header = Array(bytes[..<packet.header])
    let later = laterHeader(header)
    guard mtu >= header.count + 8 else { throw .mtuTooSmall(mtu: mtu, least: header.count + 8) }
    var fragments: [[UInt8]] = []
    var at = packet.header
    while at < packet.end {
      var fragment = fragments.isEmpty ? header : later
      let room = (mtu - fragment.count) / 8 * 8
      let isLast = packet.end - at <= mtu - fragment.count
      let end = isLast ? packet.end : at + room
      let offset = (at - packet.header) / 8 + Int(word & 0x1fff)
      let more = isLast ? word & 0x2000 : 0x2000
      fragment.put16(UInt16(fragment.count + end - at), at: 2)
      fragment.put16(word & 0x8000 | more | UInt16(truncatingIfNeeded: offset & 0x1fff), at: 6)
      fragment.put16(0, at: 10)
      fragment.put16(Checksum.of(fragment[...]), at: 10)
      fragments.append(fragment + bytes[at..<end])
      at = end
    }
    return fragments
  }

  /// RFC 791 §3.1: fragments but the first have those options whose copy bit is set.
  private static func laterHeader(_ header: [UInt8]) -> [UInt8] {
    let span = Header(schema: .ip4, start: 0, end: header.count, origin: 0)
    var options: [UInt8] = []
    for option in header.items(IPv4Option.list, in: 20..<header.count, of: span).items
    where header[option.start] & 0x80 != 0 {
      options += header[option.start..<option.end]
    }
    while options.count % 4 != 0 { options.append(0) }
    var later = Array(header[..<20]) + options
    later[0] = 0x40 | UInt8(later.count / 4)
    return later
  }

  private static func cut(v6 bytes: [UInt8], to mtu: Int, id: UInt32) throws(FragmentError) -> [[UInt8]] {
    let packet = try IPv6Parts(bytes)
    guard packet.end > mtu else { return [Array(bytes[..<packet.end])] }
    guard packet.fragmentHeader == nil else { throw .alreadyFragment }
    let per = packet.perFragmentEnd
    guard mtu >= per + 16 else { throw .mtuTooSmall(mtu: mtu, least: per + 16) }
    let room = (mtu - per - 8) / 8 * 8
    let headers = packet.headersEnd + upperHeader(bytes, packet) - per
    guard headers <= room else { throw .headersTooLong(mtu: mtu, least: per + 8 + (headers + 7) / 8 * 8) }
    var fragments: [[UInt8]] = []
    var at = per
    while at < packet.end {
      let end = packet.end - at <= mtu - per - 8 ? packet.end : at + room
      var fragment = Array(bytes[..<per])
      fragment[packet.nextField] = IPProtocol.fragment.rawValue
      fragment.put16(UInt16(per - 40 + 8 + end - at), at: 4)
      fragment += [bytes[packet.nextField], 0]
      fragment.append16(UInt16(at - per) | (end < packet.end ? 1 : 0))
      fragment.append32(id)
      fragments.append(fragment + bytes[at..<end])
      at = end
    }
    return fragments
  }

  /// Bytes of the upper layer's header (RFC 7112 §5).
  private static func upperHeader(_ bytes: [UInt8], _ packet: IPv6Parts) -> Int {
    let left = packet.end - packet.headersEnd
    switch IPProtocol(rawValue: packet.upper) {
    case .udp, .icmpv6: return min(8, left)
    case .tcp: return left < 13 ? left : min(left, Int(bytes[packet.headersEnd + 12] >> 4) * 4)
    default: return 0
    }
  }
}

extension IPPacket {
  /// The bytes of the packets that carry this one over a link. The first may be too short to be taken for a packet whose
  /// transport header is there, so they are bytes.
  package func fragmented(to mtu: Int, id: UInt32 = 0) throws(FragmentError) -> [[UInt8]] {
    try Packet(self).fragmented(to: mtu, id: id).map(\.bytes)
  }
}
