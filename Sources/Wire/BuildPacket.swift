import Base

/// A TCP segment to be built. `options` must be padded to a multiple of four bytes.
package struct TCPSegment: Hashable, Sendable {
  package var sequence: UInt32
  package var acknowledgment: UInt32
  package var flags: TCPFlags
  package var window: UInt16
  package var options: [UInt8]
  package var payload: [UInt8]

  package init(
    sequence: UInt32, acknowledgment: UInt32 = 0, flags: TCPFlags, window: UInt16 = 65535, options: [UInt8] = [],
    payload: [UInt8] = []
  ) {
    self.sequence = sequence
    self.acknowledgment = acknowledgment
    self.flags = flags
    self.window = window
    self.options = options
    self.payload = payload
  }
}

/// Correct packets, quickly made. Packets that are wrong on purpose come from crafting.
///
/// Each gives nil if the addresses are of different families or the result exceeds 65,535 bytes.
extension IPPacket {
  /// RFC 791 and 8200: a header without options and what it carries. DF is set: nothing here fragments.
  package static func make(
    from source: IPAddress, to destination: IPAddress, _ proto: IPProtocol, hopLimit: UInt8 = 64,
    carrying payload: [UInt8]
  ) -> IPPacket? {
    var bytes: [UInt8] = []
    switch (source, destination) {
    case (.v4(let from), .v4(let to)):
      guard payload.count <= 65_515 else { return nil }
      bytes.reserveCapacity(20 + payload.count)
      bytes += [0x45, 0]
      bytes.append16(UInt16(20 + payload.count))
      bytes += [0, 0, 0x40, 0, hopLimit, proto.rawValue, 0, 0]
      bytes.append32(from.bits)
      bytes.append32(to.bits)
      bytes.put16(Checksum.of(bytes[...]), at: 10)
    case (.v6(let from), .v6(let to)):
      guard payload.count <= 65_535 else { return nil }
      bytes.reserveCapacity(40 + payload.count)
      bytes += [0x60, 0, 0, 0]
      bytes.append16(UInt16(payload.count))
      bytes += [proto.rawValue, hopLimit]
      bytes += from.octets
      bytes += to.octets
    default: return nil
    }
    bytes += payload
    return try? IPPacket(bytes)
  }

  package static func udp(from source: Endpoint, to destination: Endpoint, _ payload: [UInt8]) -> IPPacket? {
    guard payload.count <= 65_507 else { return nil }
    var datagram: [UInt8] = []
    datagram.reserveCapacity(8 + payload.count)
    datagram.append16(source.port)
    datagram.append16(destination.port)
    datagram.append16(UInt16(8 + payload.count))
    datagram.append16(0)
    datagram += payload
    let sum = checksum(of: datagram, source.address, destination.address, .udp)
    datagram.put16(sum == 0 ? 0xffff : sum, at: 6)  // RFC 768: zero would mean "none"
    return make(from: source.address, to: destination.address, .udp, carrying: datagram)
  }

  package static func tcp(from source: Endpoint, to destination: Endpoint, _ segment: TCPSegment) -> IPPacket? {
    guard segment.options.count <= 40, segment.options.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20 + segment.options.count + segment.payload.count)
    bytes.append16(source.port)
    bytes.append16(destination.port)
    bytes.append32(segment.sequence)
    bytes.append32(segment.acknowledgment)
    bytes.append(UInt8(5 + segment.options.count / 4) << 4)
    bytes.append(segment.flags.rawValue)
    bytes.append16(segment.window)
    bytes.append32(0)
    bytes += segment.options
    bytes += segment.payload
    bytes.put16(checksum(of: bytes, source.address, destination.address, .tcp), at: 16)
    return make(from: source.address, to: destination.address, .tcp, carrying: bytes)
  }

  /// An echo request or reply of the family of the addresses.
  package static func echo(
    request: Bool, from source: IPAddress, to destination: IPAddress, identifier: UInt16, sequence: UInt16,
    _ payload: [UInt8]
  ) -> IPPacket? {
    var body: [UInt8] = []
    body.append16(identifier)
    body.append16(sequence)
    let type: UInt8 = source.family == .v4 ? (request ? 8 : 0) : (request ? 128 : 129)
    return icmp(from: source, to: destination, type: type, code: 0, carrying: body + payload)
  }

  /// - Parameter body: what follows the checksum, the four bytes that differ by type included.
  package static func icmp(
    from source: IPAddress, to destination: IPAddress, type: UInt8, code: UInt8, hopLimit: UInt8 = 64,
    carrying body: [UInt8]
  ) -> IPPacket? {
    var message: [UInt8] = [type, code, 0, 0] + body
    let proto: IPProtocol = source.family == .v4 ? .icmp : .icmpv6
    // RFC 792 sums the message alone, RFC 4443 §2.3 the pseudo-header too.
    message.put16(
      source.family == .v4 ? Checksum.of(message[...]) : checksum(of: message, source, destination, proto), at: 2)
    return make(from: source, to: destination, proto, hopLimit: hopLimit, carrying: message)
  }

  private static func checksum(of bytes: [UInt8], _ source: IPAddress, _ destination: IPAddress, _ proto: IPProtocol)
    -> UInt16
  {
    var checksum = Checksum()
    checksum.addPseudoHeader(source, destination, proto, length: bytes.count)
    checksum.add(bytes)
    return checksum.value
  }
}
