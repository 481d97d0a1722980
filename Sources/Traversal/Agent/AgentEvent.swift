import Base
import Wire

/// What happened in an agent. Large and seldom: it stands apart from what carries it.
package indirect enum AgentEvent: Hashable, Sendable {
  case stateChanged(AgentState)
  case pairFormed(CandidatePair)
  /// The first answer to a check.
  case pairSucceeded(CandidatePair, after: Duration)
  case pairFailed(CandidatePair, PairFailure)
  /// Does not answer any more; another that does takes over.
  case pairSuspected(CandidatePair)
  /// By us where we control, else by the peer.
  case pairNominated(CandidatePair)
  /// A peer's address that nobody told us.
  case peerReflexiveFound(Candidate)
  case candidateIgnored(Candidate, CandidateRefusal)
  case roleChanged(ICERole)
  case rejected(AgentRejection, from: Endpoint, PacketID)
}

package enum PairFailure: Hashable, Sendable {
  case unanswered(Int)
  case candidateWithdrawn
  /// More pairs than there may be; those of the lowest priority go.
  case pairLimit

  package var name: String {
    switch self {
    case .unanswered: "unanswered"
    case .candidateWithdrawn: "candidate-withdrawn"
    case .pairLimit: "pair-limit"
    }
  }
}

package enum CandidateRefusal: String, Hashable, Sendable {
  case duplicate
  case unusableAddress = "unusable-address"
  /// Its `ufrag` is not the peer's.
  case foreignFragment = "foreign-fragment"
  case candidateLimit = "candidate-limit"
}

extension AgentEvent {
  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .stateChanged: "state-changed"
    case .pairFormed: "pair-formed"
    case .pairSucceeded: "pair-succeeded"
    case .pairFailed: "pair-failed"
    case .pairSuspected: "pair-suspected"
    case .pairNominated: "pair-nominated"
    case .peerReflexiveFound: "peer-reflexive-found"
    case .candidateIgnored: "candidate-ignored"
    case .roleChanged: "role-changed"
    case .rejected: "rejected"
    }
  }
}

/// Why a message had no effect on an agent. Each has exactly one of these.
package enum AgentRejection: Error, Hashable, Sendable {
  case malformedMessage(STUNRejection)
  /// No BINDING, or an indication.
  case unexpectedMessage(STUNType)
  case wrongFingerprint
  case malformedAttribute(UInt16)
  case unknownAttributes([UInt16])
  case missing(STUNAttributeType)
  case foreignUsername
  case noIntegrity
  case wrongIntegrity
  case unknownBase(Endpoint)
  /// The peer has withdrawn the address.
  case withdrawnCandidate(Endpoint)
  case candidateLimit
  /// Answered with 487.
  case roleConflict
  case unknownTransaction(STUNTransactionID)
  /// An answer from another address than was asked, or to another (RFC 8445 §7.2.5.2.1).
  case asymmetric
  case alreadyAnswered
  case errorResponse(STUNErrorCode)

  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .malformedMessage: "malformed-stun"
    case .unexpectedMessage: "unexpected-message"
    case .wrongFingerprint: "wrong-fingerprint"
    case .malformedAttribute: "malformed-attribute"
    case .unknownAttributes: "unknown-attributes"
    case .missing: "missing-attribute"
    case .foreignUsername: "foreign-username"
    case .noIntegrity: "no-integrity"
    case .wrongIntegrity: "wrong-integrity"
    case .unknownBase: "unknown-base"
    case .withdrawnCandidate: "withdrawn-candidate"
    case .candidateLimit: "candidate-limit"
    case .roleConflict: "role-conflict"
    case .unknownTransaction: "unknown-transaction"
    case .asymmetric: "asymmetric-answer"
    case .alreadyAnswered: "already-answered"
    case .errorResponse: "error-response"
    }
  }
}
