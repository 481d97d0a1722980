import Base

/// Requests under way, and which of them a packet that comes answers.
///
/// A packet is looked up, not compared with every request: its cost does not grow with their number.
package struct Pairing: Sendable {
  package private(set) var requests: [IPPacket] = []
  package private(set) var answers: [Int?] = []
  package private(set) var open = 0
  private var byExchange: [Exchange: Queue] = [:]
  /// For errors, whose quote may end before the transaction: the first `quotable` requests. More are added when an error
  /// comes, which most exchanges never see.
  private var byPorts: [Exchange: Queue] = [:]
  private var quotable = 0

  /// Requests with the same exchange, in the order in which they were sent.
  private struct Queue: Sendable {
    var members: [Int]
    /// All before it are answered.
    var head = 0

    /// The first request without an answer that fits.
    mutating func first(open answers: [Int?], _ fits: (Int) -> Bool) -> Int? {
      while head < members.count, answers[members[head]] != nil { head += 1 }
      return members[head...].first { answers[$0] == nil && fits($0) }
    }
  }

  /// - Parameter count: how many requests there will be, as far as that is known.
  package init(count: Int = 0) {
    requests.reserveCapacity(count)
    answers.reserveCapacity(count)
    byExchange.reserveCapacity(count)
  }

  package mutating func append(_ request: IPPacket) {
    let index = requests.count
    requests.append(request)
    answers.append(nil)
    open += 1
    guard let exchange = Exchange(request: request) else { return }
    byExchange[exchange, default: Queue(members: [])].members.append(index)
  }

  private mutating func makeQuotable() {
    for index in quotable..<requests.count {
      guard let exchange = Exchange(request: requests[index])?.withoutTransaction else { continue }
      byPorts[exchange, default: Queue(members: [])].members.append(index)
    }
    quotable = requests.count
  }

  /// The request that `packet` answers, which then counts as answered; nil if there is none.
  ///
  /// - Parameter tag: what is kept as the answer in `answers`.
  package mutating func take(_ packet: IPPacket, as tag: Int) -> Int? {
    let found: Int?
    if let quoted = Exchange(quotedIn: packet) {
      makeQuotable()
      found = byPorts[quoted]?.first(open: answers) { packet.quotes(requests[$0]) }
    } else if let exchange = Exchange(answer: packet) {
      found = byExchange[exchange]?.first(open: answers) { packet.acknowledges(requests[$0]) }
    } else {
      found = nil
    }
    guard let found else { return nil }
    answers[found] = tag
    open -= 1
    return found
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
