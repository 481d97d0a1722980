import Base
import Wire

/// What happened at a relay.
package enum RelayEvent: Hashable, Sendable {
  case allocated(FiveTuple, RelayedAddresses, owner: String, lifetime: Duration)
  case refreshed(FiveTuple, lifetime: Duration)
  /// Another program has the port that was chosen.
  case occupied(FiveTuple, Endpoint)
  case deallocated(FiveTuple, RelayedAddresses, DeallocationReason)
  case permitted(FiveTuple, [IPAddress])
  /// - isNew: false where the binding was there and lasts longer now.
  case channelBound(FiveTuple, ChannelNumber, Endpoint, isNew: Bool)
  case channelEnded(FiveTuple, ChannelNumber, Endpoint)
  /// A request that was answered with an error.
  case refused(FiveTuple, STUNMethod, RelayRefusal)
  /// A request that came again, and its answer once more.
  case answeredAgain(FiveTuple, STUNMethod)
  /// - from: where the datagram came from.
  case dropped(RelayDrop, from: Endpoint, PacketID)
}

package enum DeallocationReason: String, Hashable, Sendable {
  case expired = "expired"
  /// REFRESH with a lifetime of 0.
  case released = "released"
  /// The relayed address could not be opened, or was lost.
  case portUnavailable = "port-unavailable"
}

extension RelayEvent {
  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .allocated: "allocated"
    case .refreshed: "refreshed"
    case .occupied: "occupied"
    case .deallocated: "deallocated"
    case .permitted: "permitted"
    case .channelBound: "channel-bound"
    case .channelEnded: "channel-ended"
    case .refused: "refused"
    case .answeredAgain: "answered-again"
    case .dropped: "dropped"
    }
  }
}

/// Why a datagram had no effect and no answer.
package enum RelayDrop: Error, Hashable, Sendable {
  case empty
  /// Neither STUN nor channel data (RFC 7983 §7).
  case unknownFirstByte(UInt8)
  case notForUs(Endpoint)
  /// From one of the relay's own addresses, which never send to it.
  case ownAddress
  case malformedMessage(STUNRejection)
  case wrongFingerprint
  /// A response, or an indication that only a relay sends.
  case unexpectedMessage(STUNType)
  /// The address has had its answers of this second.
  case answerBudget
  case answerTooLong
  case malformedChannelData(ChannelDataRejection)
  case noAllocation
  case unboundChannel(ChannelNumber)
  case malformedIndication
  case unknownAttributes([UInt16])
  case noPermission(Endpoint)
  case peerFamilyNotAllocated
  /// The relayed address belongs to nobody.
  case noSuchAddress(Endpoint)
  case payloadTooLong(Int)

  /// The stable name that scripts and reports know it by.
  package var name: String {
    switch self {
    case .empty: "empty-datagram"
    case .unknownFirstByte: "neither-stun-nor-channel-data"
    case .notForUs: "not-for-this-relay"
    case .ownAddress: "from-own-address"
    case .malformedMessage: "malformed-stun"
    case .wrongFingerprint: "wrong-fingerprint"
    case .unexpectedMessage: "unexpected-message"
    case .answerBudget: "answer-budget-spent"
    case .answerTooLong: "answer-too-long"
    case .malformedChannelData: "malformed-channel-data"
    case .noAllocation: "no-allocation"
    case .unboundChannel: "unbound-channel"
    case .malformedIndication: "malformed-indication"
    case .unknownAttributes: "unknown-attributes"
    case .noPermission: "no-permission"
    case .peerFamilyNotAllocated: "peer-family-not-allocated"
    case .noSuchAddress: "no-such-relayed-address"
    case .payloadTooLong: "payload-too-long"
    }
  }
}
