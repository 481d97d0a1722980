import Base
import Wire

/// Why a request was not granted. Every error response has exactly one of these.
package enum RelayRefusal: Error, Hashable, Sendable {
  case noIntegrity
  case noUsername
  case noNonce
  case staleNonce
  case foreignNonce
  /// No `expiry:salt`.
  case malformedUsername
  case expiredCredentials
  case wrongIntegrity
  case malformedAttribute(UInt16)
  case unknownAttributes([UInt16])
  case unknownMethod(UInt16)
  /// A digest that the library of the system does not give.
  case digestUnavailable

  case allocationExists
  case noAllocation
  /// Made by another user.
  case foreignAllocation
  case noTransport
  case unsupportedTransport(IPProtocol)
  /// Attributes that exclude each other (RFC 8656 §7.1).
  case contradiction
  case familyNotAvailable(IPFamily)
  case unknownReservation
  case portsExhausted
  case ownerQuota
  case addressQuota

  case noPeer
  case noChannelNumber
  case peerFamilyNotAllocated(IPFamily)
  case peerDenied(IPAddress)
  case channelNumberOutOfRange(UInt16)
  case channelNumberTaken(ChannelNumber, by: Endpoint)
  case peerHasOtherChannel(Endpoint, ChannelNumber)
  case permissionLimit
}

extension RelayRefusal {
  /// RFC 8489 §9.2.4, RFC 8656 §7.2, §8.2, §10.2 and §12.2.
  package var code: STUNErrorCode {
    switch self {
    case .noIntegrity, .noUsername, .noNonce, .malformedUsername, .expiredCredentials, .wrongIntegrity:
      .unauthenticated
    case .staleNonce, .foreignNonce: .staleNonce
    case .malformedAttribute, .unknownMethod, .noTransport, .contradiction, .noPeer, .noChannelNumber,
      .channelNumberOutOfRange, .channelNumberTaken, .peerHasOtherChannel:
      .badRequest
    case .unknownAttributes: .unknownAttribute
    case .digestUnavailable: .serverError
    case .allocationExists, .noAllocation: .allocationMismatch
    case .foreignAllocation: .wrongCredentials
    case .unsupportedTransport: .unsupportedTransport
    case .familyNotAvailable: .addressFamilyNotSupported
    case .unknownReservation, .portsExhausted, .permissionLimit: .insufficientCapacity
    case .ownerQuota, .addressQuota: .allocationQuotaReached
    case .peerFamilyNotAllocated: .peerAddressFamilyMismatch
    case .peerDenied: .forbidden
    }
  }

  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .noIntegrity: "no-integrity"
    case .noUsername: "no-username"
    case .noNonce: "no-nonce"
    case .staleNonce: "stale-nonce"
    case .foreignNonce: "foreign-nonce"
    case .malformedUsername: "malformed-username"
    case .expiredCredentials: "expired-credentials"
    case .wrongIntegrity: "wrong-integrity"
    case .malformedAttribute: "malformed-attribute"
    case .unknownAttributes: "unknown-attributes"
    case .unknownMethod: "unknown-method"
    case .digestUnavailable: "digest-unavailable"
    case .allocationExists: "allocation-exists"
    case .noAllocation: "no-allocation"
    case .foreignAllocation: "foreign-allocation"
    case .noTransport: "no-transport"
    case .unsupportedTransport: "unsupported-transport"
    case .contradiction: "contradicting-attributes"
    case .familyNotAvailable: "family-not-available"
    case .unknownReservation: "unknown-reservation"
    case .portsExhausted: "ports-exhausted"
    case .ownerQuota: "owner-quota"
    case .addressQuota: "address-quota"
    case .noPeer: "no-peer"
    case .noChannelNumber: "no-channel-number"
    case .peerFamilyNotAllocated: "peer-family-not-allocated"
    case .peerDenied: "peer-denied"
    case .channelNumberOutOfRange: "channel-number-out-of-range"
    case .channelNumberTaken: "channel-number-taken"
    case .peerHasOtherChannel: "peer-has-other-channel"
    case .permissionLimit: "permission-limit"
    }
  }

  /// Whether the answer tells which realm and nonce to use (RFC 8489 §9.2.4).
  var isChallenge: Bool { code == .unauthenticated || code == .staleNonce }
}
