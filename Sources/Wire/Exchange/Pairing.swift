import Base

/// Requests under way, and which of them a packet that comes answers.
///
/// A packet is looked up, not compared with every request: its cost does not grow with their number.
package struct Pairing: Sendable {
  package private(set) var requests: [IPPacket] = []
  package private(set) var answers: [Int?] = []
  package private(set) var open = 0
  private var byExchange: [Exchange: Queue] = [:]
  /// For errors, whose quote may end before the transaction.
  private var byPorts: [Exchange: Queue] = [:]

  /// Requests with the same exchange, in the order in which they were sent.
  private struct Queue: Sendable {
    var members: [Int]
    /// All before it are answered.
    var head = 0
  }

  package init() {}

  package mutating func append(_ request: IPPacket) {
    let index = requests.count
    requests.append(request)
    answers.append(nil)
    open += 1
    guard let exchange = Exchange(request: request) else { return }
    byExchange[exchange, default: Queue(members: [])].members.append(index)
    byPorts[exchange.withoutTransaction, default: Queue(members: [])].members.append(index)
  }

  /// The request that `packet` answers, which then counts as answered; nil if there is none.
  ///
  /// - Parameter tag: what is kept as the answer in `answers`.
  package mutating func take(_ packet: IPPacket, as tag: Int) -> Int? {
    let found: Int?
    if let quoted = Exchange(quotedIn: packet) {
      found = first(in: &byPorts, quoted) { packet.quotes($0) }
    } else if let exchange = Exchange(answer: packet) {
      found = first(in: &byExchange, exchange) { ExchangeMiss(packet, from: $0) == nil }
    } else {
      found = nil
    }
    guard let found else { return nil }
    answers[found] = tag
    open -= 1
    return found
  }

  private func first(in table: inout [Exchange: Queue], _ exchange: Exchange, _ fits: (IPPacket) -> Bool) -> Int? {
    guard var queue = table[exchange] else { return nil }
    while queue.head < queue.members.count, answers[queue.members[queue.head]] != nil { queue.head += 1 }
    table[exchange]?.head = queue.head
    return queue.members[queue.head...].first { answers[$0] == nil && fits(requests[$0]) }
  }
}

extension IPPacket {
  /// Whether this error quotes `packet` and not another one between the same ports, as far as the quote tells. Sums are
  /// not compared: translators on the way change them.
  fileprivate func quotes(_ packet: IPPacket) -> Bool {
    guard let quoted = reportedError?.quoted else { return false }
    if family == .v4, bytes.be16(quoted.offset + 4) != packet.bytes.be16(4) { return false }
    let own: Range<Int>
    switch quoted.proto {
    case .tcp: own = 4..<8  // the sequence number
    case .udp: own = 8..<32  // what transactions of DNS and STUN stand in
    default: return true
    }
    let (quote, sent) = (quoted.payload.dropFirst(own.lowerBound), packet.payload.dropFirst(own.lowerBound))
    return sent.prefix(own.count).starts(with: quote.prefix(own.count))
  }
}
