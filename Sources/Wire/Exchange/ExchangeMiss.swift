import Base

/// Why a packet that came is not the answer to a request: the first field in which it differs.
package struct ExchangeMiss: Hashable, Sendable {
  /// As a pattern names it: `udp.dport`.
  package let field: String
  package let expected: String
  package let found: String
  /// Fields that were as an answer has them: the more, the nearer.
  package let agreed: Int
}

extension ExchangeMiss {
  /// What keeps `reply` from being the answer to `request`; nil if nothing does.
  package init?(_ reply: IPPacket, from request: IPPacket) {
    guard let wanted = Exchange(request: request) else { return nil }
    if let quoted = Exchange(quotedIn: reply) {
      self.init(wanted.withoutTransaction, quoted, in: "\(reply.layerName).quoted.", as: request, of: reply)
    } else if let exchange = Exchange(answer: reply) {
      self.init(wanted, exchange, in: "", as: request, of: reply)
    } else {
      self.init(field: reply.layerName + ".type", expected: "an answer", found: reply.kindInWords, agreed: 0)
    }
  }

  private init?(_ wanted: Exchange, _ found: Exchange, in quote: String, as request: IPPacket, of reply: IPPacket) {
    let ip = reply.family == .v4 ? "ip" : "ip6"
    let upper = quote.isEmpty ? reply.layerName : request.layerName
    let isQuote = !quote.isEmpty
    var differences: [(field: String, expected: String, found: String)?] = [
      Self.compare(ip + (isQuote ? ".dst" : ".src"), wanted.asked, found.asked),
      Self.compare(ip + (isQuote ? ".src" : ".dst"), wanted.asker, found.asker),
      Self.compare(ip + (reply.family == .v4 ? ".protocol" : ".next_header"), wanted.proto, found.proto),
      Self.compare(upper + (isQuote ? ".dport" : ".sport"), wanted.ports.asked, found.ports.asked),
      Self.compare(upper + (isQuote ? ".sport" : ".dport"), wanted.ports.asker, found.ports.asker),
    ]
    differences += Self.compare(wanted.transaction, found.transaction, upper)
    if !isQuote { differences.append(request.unacknowledged(by: reply)) }
    guard let first = differences.lazy.compactMap({ $0 }).first else { return nil }
    self.init(
      field: quote + first.field, expected: first.expected, found: first.found,
      agreed: differences.count { $0 == nil })
  }

  private static func compare<T: Equatable>(_ field: String, _ a: T, _ b: T) -> (String, String, String)? {
    a == b ? nil : (field, "\(a)", "\(b)")
  }

  private static func compare(_ a: Exchange.Transaction, _ b: Exchange.Transaction, _ layer: String)
    -> [(String, String, String)?]
  {
    switch (a, b) {
    case (.query(let t, let i, let s), .query(let u, let j, let r)):
      [compare("\(layer).type", t, u), compare("\(layer).id", i, j), compare("\(layer).seq", s, r)]
    case (.dns(let i), .dns(let j)): [compare("dns.id", i, j)]
    case (.stun, .stun): [a == b ? nil : ("stun.transaction_id", a.text, b.text)]
    case (.none, _): []
    default: [(layer + ".payload", a.text, b.text)]
    }
  }
}

extension Exchange.Transaction {
  fileprivate var text: String {
    switch self {
    case .none: "no transaction"
    case .query(let type, let identifier, let sequence): "type \(type) id \(identifier) seq \(sequence)"
    case .dns(let id): "DNS id \(id)"
    case .stun(let high, let low):
      "x\"\(Hex.text((0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64($0))) } + (0..<4).map { UInt8(truncatingIfNeeded: low >> (24 - 8 * UInt32($0))) }))\""
    }
  }
}

extension IPPacket {
  fileprivate var layerName: String {
    switch proto {
    case .udp: "udp"
    case .tcp: "tcp"
    case .icmp: "icmp"
    case .icmpv6: "icmp6"
    default: family == .v4 ? "ip" : "ip6"
    }
  }

  fileprivate var kindInWords: String {
    if case .icmp(let icmp) = transport { "type \(icmp.type) code \(icmp.code)" } else { "\(proto)" }
  }

  /// Whether the answer to such a request is the answer to this one; of what has no acknowledgments it is.
  func acknowledges(_ request: IPPacket) -> Bool { proto != .tcp || request.unacknowledged(by: self) == nil }

  /// RFC 9293 §3.4: an acknowledgment must cover something that was sent and nothing that was not; a reset without one
  /// must carry the sequence number that was acknowledged to it.
  fileprivate func unacknowledged(by reply: IPPacket) -> (field: String, expected: String, found: String)? {
    guard case .tcp(let sent) = transport, case .tcp(let came) = reply.transport else { return nil }
    let isReset = came.flags.contains(.rst) && !came.flags.contains(.ack)
    if isReset {
      return sent.flags.contains(.ack) && came.sequence != sent.acknowledgment
        ? ("tcp.seq", "\(sent.acknowledgment)", "\(came.sequence)") : nil
    }
    guard came.flags.contains(.ack) else { return nil }
    let length = UInt32(sent.payload.count) + (sent.flags.contains(.syn) ? 1 : 0) + (sent.flags.contains(.fin) ? 1 : 0)
    let covered = came.acknowledgment &- sent.sequence
    return covered <= length && (covered > 0 || length == 0)
      ? nil : ("tcp.ack", "\(sent.sequence &+ length)", "\(came.acknowledgment)")
  }
}
