import Base
import Wire

/// What happened between us and a relay.
package enum AllocationEvent: Hashable, Sendable {
  /// The address of the server that answered first: everything goes there.
  case serverChosen(Endpoint)
  /// - base: what we send from. A host candidate is its own base, and so is a relayed one.
  case candidateFound(Candidate.Kind, Endpoint, base: Endpoint)
  case candidateLost(Candidate.Kind, Endpoint)
  case challenged(STUNMethod, STUNErrorCode)
  case allocated([Endpoint], lifetime: Duration)
  case refreshed(lifetime: Duration)
  case channelBound(ChannelNumber, Endpoint)
  /// The relay does not reach this peer for us.
  case channelRefused(Endpoint, STUNError)
  /// No allocation, and none asked for before the next `refresh` or the time.
  case suspended(STUNError)
  /// The allocation is gone for good; the owner takes another relay.
  case freed(FreeReason)
  /// A datagram of the server, or of whoever pretends to be it, that had no effect.
  case rejected(AllocationRejection, from: Endpoint, PacketID)
  /// Data that we were to send.
  case dropped(AllocationDrop, to: Endpoint, PacketID)
}

/// Why an allocation ended for good.
package enum FreeReason: String, Hashable, Sendable {
  case authenticationError = "authentication-error"
  case noResponse = "no-response"
  case protocolFailure = "protocol-failure"
  case released = "released"
}

extension AllocationEvent {
  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .serverChosen: "server-chosen"
    case .candidateFound: "candidate-found"
    case .candidateLost: "candidate-lost"
    case .challenged: "challenged"
    case .allocated: "allocated"
    case .refreshed: "refreshed"
    case .channelBound: "channel-bound"
    case .channelRefused: "channel-refused"
    case .suspended: "suspended"
    case .freed: "freed"
    case .rejected: "rejected"
    case .dropped: "dropped"
    }
  }
}

/// Why a datagram from a relay had no effect. Each has exactly one of these.
package enum AllocationRejection: Error, Hashable, Sendable {
  case unknownServer
  case malformedMessage(STUNRejection)
  case malformedChannelData(ChannelDataRejection)
  /// A request, or an indication other than data.
  case unexpectedMessage(STUNType)
  case wrongFingerprint
  case unknownTransaction(STUNTransactionID)
  case wrongMethod(STUNMethod)
  /// The answer comes from another address than the request went to.
  case otherServer
  case noIntegrity
  case wrongIntegrity
  case missing(STUNAttributeType)
  case foreignRealm(String)
  case unboundChannel(ChannelNumber)
  /// An answer of no consequence: an error that a request of this kind has no use for.
  case uselessError(STUNErrorCode)
  case noAllocation

  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .unknownServer: "unknown-server"
    case .malformedMessage: "malformed-stun"
    case .malformedChannelData: "malformed-channel-data"
    case .unexpectedMessage: "unexpected-message"
    case .wrongFingerprint: "wrong-fingerprint"
    case .unknownTransaction: "unknown-transaction"
    case .wrongMethod: "wrong-method"
    case .otherServer: "other-server"
    case .noIntegrity: "no-integrity"
    case .wrongIntegrity: "wrong-integrity"
    case .missing: "missing-attribute"
    case .foreignRealm: "foreign-realm"
    case .unboundChannel: "unbound-channel"
    case .uselessError: "useless-error"
    case .noAllocation: "no-allocation"
    }
  }
}

/// Why data for a peer never left.
package enum AllocationDrop: Hashable, Sendable {
  case noAllocation
  case peerFamilyNotAllocated
  /// The relay refused the peer a moment ago.
  case peerRefused
  case noFreeChannel
  case payloadTooLong(Int)

  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .noAllocation: "no-allocation"
    case .peerFamilyNotAllocated: "peer-family-not-allocated"
    case .peerRefused: "peer-refused"
    case .noFreeChannel: "no-free-channel"
    case .payloadTooLong: "payload-too-long"
    }
  }
}
