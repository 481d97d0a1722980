import Base
import Wire

/// A request that waits for its answer.
struct PendingRequest: Sendable {
  enum Purpose: Hashable, Sendable {
    case binding
    case allocate
    case refresh
    /// REFRESH with a lifetime of 0.
    case release(ReleasePurpose)
    case bindChannel(ChannelNumber, Endpoint)
  }

  enum ReleasePurpose: Hashable, Sendable {
    /// The server has an allocation of ours that we do not know.
    case beforeAllocating
    case forGood
  }

  let purpose: Purpose
  let server: Endpoint
  /// Of every copy: a late answer to an earlier one counts, too.
  var transactions: [STUNTransactionID] = []
  var retransmission: Retransmission
  /// Whether it had a nonce, so that 401 means that the credentials are wrong.
  var hadNonce = false
  /// Challenges that it, and those that it replaced, have met.
  var challenges = 0

  var method: STUNMethod {
    switch purpose {
    case .binding: .binding
    case .allocate: .allocate
    case .refresh, .release: .refresh
    case .bindChannel: .channelBind
    }
  }
}

/// Requests in flight, found by transaction and by what is due. Complexity: O(log count), O(count) to enter.
struct PendingRequests: Sendable {
  private var bySerial = SortedTable<UInt32, PendingRequest>()
  private var serials = SortedTable<STUNTransactionID, UInt32>()
  private var due = DeadlineQueue<UInt32>()
  private var next: UInt32 = 0

  /// The first retransmission. Entries of requests that are gone may come up early.
  var nextDue: Instant? { bySerial.isEmpty ? nil : due.next }

  mutating func add(_ request: PendingRequest) {
    next &+= 1
    put(request, next)
  }

  /// Enters it again, with the copy that was sent.
  mutating func put(_ request: PendingRequest, _ serial: UInt32) {
    bySerial[serial] = request
    for transaction in request.transactions { serials[transaction] = serial }
    due.arm(serial, at: request.retransmission.due)
  }

  func request(of transaction: STUNTransactionID) -> PendingRequest? {
    serials[transaction].flatMap { bySerial[$0] }
  }

  mutating func take(_ transaction: STUNTransactionID) -> PendingRequest? { serials[transaction].flatMap { take($0) } }

  private mutating func take(_ serial: UInt32) -> PendingRequest? {
    guard let request = bySerial[serial] else { return nil }
    bySerial[serial] = nil
    for transaction in request.transactions { serials[transaction] = nil }
    return request
  }

  mutating func popDue(at now: Instant) -> (UInt32, PendingRequest)? {
    while let serial = due.popDue(at: now) {
      guard let request = bySerial[serial], request.retransmission.due <= now else { continue }
      _ = take(serial)
      return (serial, request)
    }
    return nil
  }

  func contains(where matches: (PendingRequest) -> Bool) -> Bool { bySerial.values.contains(where: matches) }

  mutating func removeAll() {
    bySerial.removeAll()
    serials.removeAll()
    due = DeadlineQueue()
  }

  mutating func removeAll(where matches: (PendingRequest) -> Bool) {
    for (serial, request) in bySerial where matches(request) { _ = take(serial) }
  }
}
