/// The attributes that have a name here (IANA "STUN Attributes"). Others are known by their number alone.
///
/// RFC 8489 §14: below 0x8000 an agent must understand them or refuse the message, above it may ignore them.
package enum STUNAttributeType: UInt16, Hashable, Sendable, CaseIterable {
  // RFC 8489 §14.
  case mappedAddress = 0x0001
  case username = 0x0006
  case messageIntegrity = 0x0008
  case errorCode = 0x0009
  case unknownAttributes = 0x000a
  case realm = 0x0014
  case nonce = 0x0015
  case messageIntegritySHA256 = 0x001c
  case passwordAlgorithm = 0x001d
  case userhash = 0x001e
  case xorMappedAddress = 0x0020
  case passwordAlgorithms = 0x8002
  case alternateDomain = 0x8003
  case software = 0x8022
  case alternateServer = 0x8023
  case fingerprint = 0x8028

  // RFC 8656 §18.
  case channelNumber = 0x000c
  case lifetime = 0x000d
  case xorPeerAddress = 0x0012
  case data = 0x0013
  case xorRelayedAddress = 0x0016
  case requestedAddressFamily = 0x0017
  case evenPort = 0x0018
  case requestedTransport = 0x0019
  case dontFragment = 0x001a
  case reservationToken = 0x0022
  case additionalAddressFamily = 0x8000
  case addressErrorCode = 0x8001
  case icmp = 0x8004

  // RFC 8445 §16.1.
  case priority = 0x0024
  case useCandidate = 0x0025
  case iceControlled = 0x8029
  case iceControlling = 0x802a

  // RFC 5780 §7.
  case changeRequest = 0x0003
  case padding = 0x0026
  case responsePort = 0x0027
  case responseOrigin = 0x802b
  case otherAddress = 0x802c
}
