import Base
import Wire

/// What errors do (RFC 8489 §9.2.5, RFC 8656 §7.4, §8.3, §12.3).
extension Allocation {
  mutating func fail(
    _ request: PendingRequest, _ message: STUNMessage, _ error: STUNError, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    if request.purpose == .release(.forGood), phase != .releasing { return }
    switch error.code {
    case .unauthenticated where request.hadNonce: free(.authenticationError, into: &out)
    case .wrongCredentials: free(.authenticationError, into: &out)
    case .unauthenticated, .staleNonce: try obey(message, error.code, request, at: now, into: &out)
    case .unknownAttribute: free(.protocolFailure, into: &out)
    case .allocationMismatch: mismatch(request, error, at: now, into: &out)
    default: try refuse(request, error, at: now, into: &out)
    }
  }

  /// A challenge: the same request again, with what was learnt.
  private mutating func obey(
    _ challenge: STUNMessage, _ code: STUNErrorCode, _ request: PendingRequest, at now: Instant,
    into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    guard request.challenges < AllocationConstants.greatestChallengeCount else {
      return free(.protocolFailure, into: &out)
    }
    try authentication.accept(challenge)
    out.put(.event(.challenged(request.method, code)))
    self.request(
      request.purpose, to: request.server, .usual(at: now), challenges: request.challenges + 1, at: now, into: &out)
  }

  /// The server has an allocation that we do not know of, or none where we thought we had one.
  private mutating func mismatch(
    _ request: PendingRequest, _ error: STUNError, at now: Instant, into out: inout Outbox<Output>
  ) {
    mismatches += 1
    guard mismatches <= AllocationConstants.greatestChallengeCount else {
      mismatches = 0
      return suspend(error, at: now, into: &out)
    }
    switch request.purpose {
    case .binding: break
    case .allocate:
      self.request(.release(.beforeAllocating), to: request.server, .usual(at: now), at: now, into: &out)
    case .release(.beforeAllocating): allocate(at: now, into: &out)
    // RFC 8656 §8.3: gone already, which is what was wanted.
    case .release(.forGood): free(.released, into: &out)
    case .refresh:
      invalidate(into: &out)
      allocate(at: now, into: &out)
    case .bindChannel(_, let peer):
      invalidate(into: &out)
      backlog.wait(peer)
      allocate(at: now, into: &out)
    }
  }

  private mutating func refuse(
    _ request: PendingRequest, _ error: STUNError, at now: Instant, into out: inout Outbox<Output>
  ) throws(AllocationRejection) {
    switch request.purpose {
    case .allocate, .release(.beforeAllocating): suspend(error, at: now, into: &out)
    case .release(.forGood): free(.released, into: &out)
    case .bindChannel(let number, let peer):
      channels.forget(number)
      backlog.refuse(peer, at: now)
      out.put(.event(.channelRefused(peer, error)))
    // Left waiting before it came here.
    case .binding, .refresh: throw .uselessError(error.code)
    }
  }
}
