import Base

/// An ICMP message that reports what became of another packet.
package enum ICMPError: Hashable, Sendable {
  /// ICMPv4 type 3 (RFC 792), ICMPv6 type 1 (RFC 4443 §3.1). The code is the family's own.
  case unreachable(code: UInt8)
  /// ICMPv4 type 3 code 4 (RFC 1191), ICMPv6 type 2 (RFC 4443 §3.2). MTU in bytes.
  case packetTooBig(mtu: UInt32)
  /// ICMPv4 type 11, ICMPv6 type 3. 0: in transit; 1: reassembly.
  case timeExceeded(code: UInt8)
  /// ICMPv4 type 12, ICMPv6 type 4.
  case parameterProblem(code: UInt8, pointer: UInt32)

  /// "Communication administratively prohibited": v4 3/13 (RFC 1812 §5.2.7.1), v6 1/1 (RFC 4443 §3.1).
  package static func prohibited(_ family: IPFamily) -> ICMPError { .unreachable(code: family == .v4 ? 13 : 1) }

  /// v4 network unreachable 3/0, v6 address unreachable 1/3.
  package static func noTranslation(_ family: IPFamily) -> ICMPError { .unreachable(code: family == .v4 ? 0 : 3) }

  package static func portUnreachable(_ family: IPFamily) -> ICMPError { .unreachable(code: family == .v4 ? 3 : 4) }

  /// Only v4 code 13 and v6 code 1 count; the v4 codes 9 and 10 speak of networks and hosts, not of this traffic.
  package func isProhibited(_ family: IPFamily) -> Bool { self == .prohibited(family) }

  /// (type, code, the four bytes after the checksum)
  func header(_ family: IPFamily) -> (type: UInt8, code: UInt8, rest: UInt32) {
    switch (self, family) {
    case (.unreachable(let code), .v4): (3, code, 0)
    case (.unreachable(let code), .v6): (1, code, 0)
    case (.packetTooBig(let mtu), .v4): (3, 4, mtu & 0xffff)
    case (.packetTooBig(let mtu), .v6): (2, 0, mtu)
    case (.timeExceeded(let code), .v4): (11, code, 0)
    case (.timeExceeded(let code), .v6): (3, code, 0)
    case (.parameterProblem(let code, let pointer), .v4): (12, code, pointer << 24)
    case (.parameterProblem(let code, let pointer), .v6): (4, code, pointer)
    }
  }

  init?(_ header: ICMPHeader, rest: UInt32) {
    switch (header.family, header.type) {
    case (.v4, 3) where header.code == 4: self = .packetTooBig(mtu: rest & 0xffff)
    case (.v4, 3), (.v6, 1): self = .unreachable(code: header.code)
    case (.v6, 2): self = .packetTooBig(mtu: rest)
    case (.v4, 11), (.v6, 3): self = .timeExceeded(code: header.code)
    case (.v4, 12): self = .parameterProblem(code: header.code, pointer: rest >> 24)
    case (.v6, 4): self = .parameterProblem(code: header.code, pointer: rest)
    default: return nil
    }
  }
}

/// Lengths that the system at hand uses for errors; specification limits in brackets.
package enum QuoteLimit {
  /// RFC 792: the header with its options and eight bytes. [RFC 1812 §4.3.2.3 allows up to 576 bytes in all.]
  package static let v4Payload = 8
  /// RFC 4443 §3.1: as much as fits in the minimum MTU of 1280 behind 40 + 8 bytes of headers.
  package static let v6 = 1280 - 40 - 8
  /// TTL or hop limit of an error that a gateway makes.
  package static let hopLimit: UInt8 = 20
}

extension IPPacket {
  /// The error about `packet` on its way back to who sent it.
  ///
  /// - Parameter source: who reports; a gateway speaks with the packet's own destination.
  package static func error(_ error: ICMPError, about packet: IPPacket, from source: IPAddress? = nil) -> IPPacket? {
    let quoted =
      packet.family == .v4
      ? min(Int(packet.bytes[0] & 15) * 4 + QuoteLimit.v4Payload, packet.bytes.count)
      : min(QuoteLimit.v6, packet.bytes.count)
    let header = error.header(packet.family)
    var body: [UInt8] = []
    body.append32(header.rest)
    body += packet.bytes[..<quoted]
    return icmp(
      from: source ?? packet.destination, to: packet.source, type: header.type, code: header.code,
      hopLimit: QuoteLimit.hopLimit, carrying: body)
  }

  /// Why no error may be sent about this packet, if so (RFC 1122 §3.2.2, RFC 1812 §4.3.2.7, RFC 4443 §2.4 e).
  package var mayNotBeReported: UnreportableReason? {
    if case .icmp(let icmp) = transport, icmp.isError { return .errorAboutError }
    if isLaterFragment { return .laterFragment }
    if destination.isMulticast { return .multicast }
    if case .v4(let v4) = destination, v4.isBroadcast { return .multicast }
    if source.isMulticast || source.isUnspecified { return .sourceNotUnicast }
    return nil
  }
}

package enum UnreportableReason: String, Hashable, Sendable {
  case errorAboutError = "no-error-about-error"
  case laterFragment = "no-error-about-fragment"
  case multicast = "no-error-about-multicast"
  case sourceNotUnicast = "no-error-to-source"
}

/// The packet that an ICMP error speaks of, as far as it is quoted.
package struct QuotedPacket: Hashable, Sendable {
  package var source: IPAddress
  package var destination: IPAddress
  package var proto: IPProtocol
  /// The ports (or the echo identifier on the asking side); nil for other protocols.
  package var sourcePort: FlowPort?
  package var destinationPort: FlowPort?
  /// First bytes of the upper layer, at least four.
  package var payload: [UInt8]
  /// Where the quote begins in the error's bytes.
  package var offset: Int
}

extension IPPacket {
  /// What this packet reports, if it is an ICMP error with a usable quote.
  ///
  /// The quote may be cut short (RFC 792 promises eight bytes, we are content with four of the upper layer).
  package var reportedError: (error: ICMPError, quoted: QuotedPacket)? {
    guard case .icmp(let header) = transport, header.isError,
      let error = ICMPError(header, rest: bytes.be32(transportOffset + 4)),
      let quoted = QuotedPacket(bytes, at: header.payload.lowerBound, family: family)
    else { return nil }
    return (error, quoted)
  }
}

extension QuotedPacket {
  init?(_ bytes: [UInt8], at offset: Int, family: IPFamily) {
    let quote = Array(bytes[offset...])
    let upper: Int
    switch family {
    case .v4:
      guard quote.count >= 20, quote[0] >> 4 == 4 else { return nil }
      upper = Int(quote[0] & 15) * 4
      guard upper >= 20, quote.be16(6) & 0x1fff == 0 else { return nil }
      proto = IPProtocol(rawValue: quote[9])
      source = .v4(IPv4Address(bits: quote.be32(12)))
      destination = .v4(IPv4Address(bits: quote.be32(16)))
    case .v6:
      guard quote.count >= 40, quote[0] >> 4 == 6 else { return nil }
      var next = IPProtocol(rawValue: quote[6])
      var at = 40
      while next.isExtension {
        guard at + 8 <= quote.count, next != .fragment || quote.be16(at + 2) & 0xfff8 == 0 else { return nil }
        let units = Int(quote[at + 1])
        let length = next == .fragment ? 8 : next == .authentication ? (units + 2) * 4 : (units + 1) * 8
        next = IPProtocol(rawValue: quote[at])
        at += length
      }
      upper = at
      proto = next
      source = .v6(IPv6Address(high: quote.be64(8), low: quote.be64(16)))
      destination = .v6(IPv6Address(high: quote.be64(24), low: quote.be64(32)))
    }
    guard upper + 4 <= quote.count else { return nil }
    self.offset = offset
    payload = Array(quote[upper...])
    switch proto {
    case .tcp:
      sourcePort = .tcp(payload.be16(0))
      destinationPort = .tcp(payload.be16(2))
    case .udp:
      sourcePort = .udp(payload.be16(0))
      destinationPort = .udp(payload.be16(2))
    case .icmp where family == .v4, .icmpv6 where family == .v6:
      // An echo request alone: replies and errors are not traffic that anybody asked a resource for.
      guard payload.count >= 8, payload[0] == (family == .v4 ? 8 : 128) else { return nil }
      sourcePort = .icmp(payload.be16(4))
      destinationPort = .icmp(payload.be16(4))
    default:
      sourcePort = nil
      destinationPort = nil
    }
  }
}
