import Base

/// What a request and its answer have in common: who asked whom, on which ports, with which transaction.
///
/// A request and a packet that answers it have equal exchanges, since an answer is read the other way round.
package struct Exchange: Hashable, Sendable {
  package let asker: IPAddress
  package let asked: IPAddress
  package let proto: IPProtocol
  /// The ports of asker and asked; zero in protocols without ports.
  package let ports: Ports
  package let transaction: Transaction

  package struct Ports: Hashable, Sendable {
    package let asker: UInt16
    package let asked: UInt16
  }

  /// What tells exchanges between the same ports apart.
  package enum Transaction: Hashable, Sendable {
    case none
    /// Identifier and sequence number of an ICMP query; the type is the request's.
    case query(type: UInt8, identifier: UInt16, sequence: UInt16)
    /// RFC 1035 §4.1.1.
    case dns(id: UInt16)
    /// RFC 8489 §5: the 96 bits of the transaction id.
    case stun(UInt64, UInt32)
  }
}

extension Exchange {
  /// The exchange that a packet begins; nil for what asks for nothing: errors, answers, later fragments.
  package init?(request packet: IPPacket) {
    switch packet.transport {
    case .icmp(let icmp):
      guard let query = ICMPQuery.all.first(where: { $0.family == icmp.family && $0.request == icmp.type }) else {
        return nil
      }
      self.init(packet, reversed: false, Ports(asker: 0, asked: 0), query.transaction(icmp))
    case .udp(let udp):
      self.init(
        packet, reversed: false, Ports(asker: udp.sourcePort, asked: udp.destinationPort),
        packet.transaction(udp, serverPort: udp.destinationPort))
    case .tcp(let tcp):
      self.init(packet, reversed: false, Ports(asker: tcp.sourcePort, asked: tcp.destinationPort), .none)
    case .other:
      guard !packet.isLaterFragment else { return nil }
      self.init(packet, reversed: false, Ports(asker: 0, asked: 0), .none)
    }
  }

  /// The exchange that a packet answers, taken for an answer; nil for what can answer nothing.
  package init?(answer packet: IPPacket) {
    switch packet.transport {
    case .icmp(let icmp):
      guard let query = ICMPQuery.all.first(where: { $0.family == icmp.family && $0.reply == icmp.type }) else {
        return nil
      }
      self.init(packet, reversed: true, Ports(asker: 0, asked: 0), query.transaction(icmp))
    case .udp(let udp):
      self.init(
        packet, reversed: true, Ports(asker: udp.destinationPort, asked: udp.sourcePort),
        packet.transaction(udp, serverPort: udp.sourcePort))
    case .tcp(let tcp):
      self.init(packet, reversed: true, Ports(asker: tcp.destinationPort, asked: tcp.sourcePort), .none)
    case .other:
      guard !packet.isLaterFragment else { return nil }
      self.init(packet, reversed: true, Ports(asker: 0, asked: 0), .none)
    }
  }

  /// The exchange of the packet that an ICMP error quotes, as far as the quote goes: its transaction may be cut off.
  package init?(quotedIn packet: IPPacket) {
    guard let quoted = packet.reportedError?.quoted else { return nil }
    asker = quoted.source
    asked = quoted.destination
    proto = quoted.proto
    if quoted.proto == .icmp || quoted.proto == .icmpv6 {
      ports = Ports(asker: 0, asked: 0)
      transaction = .query(
        type: quoted.payload[0], identifier: quoted.payload.be16(4), sequence: quoted.payload.be16(6))
    } else {
      ports = Ports(asker: quoted.sourcePort?.number ?? 0, asked: quoted.destinationPort?.number ?? 0)
      transaction = .none
    }
  }

  private init(_ packet: IPPacket, reversed: Bool, _ ports: Ports, _ transaction: Transaction) {
    asker = reversed ? packet.destination : packet.source
    asked = reversed ? packet.source : packet.destination
    proto = packet.proto
    self.ports = ports
    self.transaction = transaction
  }

  private init(asker: IPAddress, asked: IPAddress, proto: IPProtocol, ports: Ports) {
    self.asker = asker
    self.asked = asked
    self.proto = proto
    self.ports = ports
    transaction = .none
  }

  /// The same without its transaction: what an error that quotes eight bytes can tell.
  package var withoutTransaction: Exchange {
    if case .query = transaction { return self }
    return Exchange(asker: asker, asked: asked, proto: proto, ports: ports)
  }
}

/// ICMP messages that ask, and what answers them (RFC 792, RFC 950, RFC 4443 §4, RFC 8335).
private struct ICMPQuery {
  let family: IPFamily
  let request: UInt8
  let reply: UInt8

  static let all = [
    ICMPQuery(family: .v4, request: 8, reply: 0), ICMPQuery(family: .v4, request: 13, reply: 14),
    ICMPQuery(family: .v4, request: 15, reply: 16), ICMPQuery(family: .v4, request: 17, reply: 18),
    ICMPQuery(family: .v4, request: 42, reply: 43), ICMPQuery(family: .v6, request: 128, reply: 129),
    ICMPQuery(family: .v6, request: 160, reply: 161),
  ]

  func transaction(_ icmp: ICMPHeader) -> Exchange.Transaction {
    // RFC 8335 §2: an extended echo has eight bits of sequence, and flags behind them.
    let sequence = request == 42 || request == 160 ? icmp.sequence & 0xff00 : icmp.sequence
    return .query(type: request, identifier: icmp.identifier, sequence: sequence)
  }
}

extension IPPacket {
  /// RFC 8489 §5: every STUN message has it at byte 4.
  private static let magicCookie: UInt32 = 0x2112_a442
  private static let dnsPorts: [UInt16] = [53, 5353]

  fileprivate func transaction(_ udp: UDPHeader, serverPort: UInt16) -> Exchange.Transaction {
    let at = udp.payload.lowerBound
    if udp.payload.count >= 20, bytes[at] < 4, bytes.be32(at + 4) == Self.magicCookie {
      return .stun(bytes.be64(at + 8), bytes.be32(at + 16))
    }
    if udp.payload.count >= 12, Self.dnsPorts.contains(serverPort) { return .dns(id: bytes.be16(at)) }
    return .none
  }
}
