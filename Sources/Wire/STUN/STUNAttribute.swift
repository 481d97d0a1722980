import Base

/// An attribute and what its value is in Swift, so that `message[.lifetime]` is a number and `message[.realm]` a text.
package struct STUNAttribute<Value>: Hashable, Sendable {
  package let type: STUNAttributeType

  private init(_ type: STUNAttributeType) { self.type = type }
}

/// 32 bits. LIFETIME is in seconds.
extension STUNAttribute where Value == UInt32 {
  package static var lifetime: Self { Self(.lifetime) }
  package static var priority: Self { Self(.priority) }
  package static var changeRequest: Self { Self(.changeRequest) }
}

/// 64 bits: tie-breakers.
extension STUNAttribute where Value == UInt64 {
  package static var iceControlled: Self { Self(.iceControlled) }
  package static var iceControlling: Self { Self(.iceControlling) }
  package static var reservationToken: Self { Self(.reservationToken) }
}

/// 16 bits, and 16 that are reserved.
extension STUNAttribute where Value == UInt16 {
  package static var responsePort: Self { Self(.responsePort) }
}

/// 8 bits, and 24 that are reserved.
extension STUNAttribute where Value == IPProtocol {
  package static var requestedTransport: Self { Self(.requestedTransport) }
}

/// RFC 8656 §18.6 and §18.8: 0x01 or 0x02, and 24 bits that are reserved.
extension STUNAttribute where Value == IPFamily {
  package static var requestedAddressFamily: Self { Self(.requestedAddressFamily) }
  package static var additionalAddressFamily: Self { Self(.additionalAddressFamily) }
}

extension STUNAttribute where Value == ChannelNumber {
  package static var channelNumber: Self { Self(.channelNumber) }
}

/// Those whose name begins with XOR hide their bits behind the magic cookie and the transaction id.
extension STUNAttribute where Value == Endpoint {
  package static var mappedAddress: Self { Self(.mappedAddress) }
  package static var xorMappedAddress: Self { Self(.xorMappedAddress) }
  package static var xorPeerAddress: Self { Self(.xorPeerAddress) }
  package static var xorRelayedAddress: Self { Self(.xorRelayedAddress) }
  package static var alternateServer: Self { Self(.alternateServer) }
  package static var responseOrigin: Self { Self(.responseOrigin) }
  package static var otherAddress: Self { Self(.otherAddress) }
}

extension STUNAttribute where Value == String {
  package static var username: Self { Self(.username) }
  package static var realm: Self { Self(.realm) }
  package static var nonce: Self { Self(.nonce) }
  package static var software: Self { Self(.software) }
  package static var alternateDomain: Self { Self(.alternateDomain) }
}

extension STUNAttribute where Value == ArraySlice<UInt8> {
  package static var data: Self { Self(.data) }
  package static var userhash: Self { Self(.userhash) }
  package static var padding: Self { Self(.padding) }
}

/// Attributes that say all by being there.
extension STUNAttribute where Value == Void {
  package static var useCandidate: Self { Self(.useCandidate) }
  package static var dontFragment: Self { Self(.dontFragment) }
}

/// RFC 8656 §18.7: whether the next port is to be kept, too.
extension STUNAttribute where Value == Bool {
  package static var evenPort: Self { Self(.evenPort) }
}

extension STUNAttribute where Value == STUNError {
  package static var errorCode: Self { Self(.errorCode) }
}

extension STUNAttribute where Value == STUNAddressError {
  package static var addressErrorCode: Self { Self(.addressErrorCode) }
}

extension STUNAttribute where Value == STUNICMP {
  package static var icmp: Self { Self(.icmp) }
}

/// Attribute types that were not understood.
extension STUNAttribute where Value == [UInt16] {
  package static var unknownAttributes: Self { Self(.unknownAttributes) }
}

extension STUNAttribute where Value == STUNPasswordAlgorithm {
  package static var passwordAlgorithm: Self { Self(.passwordAlgorithm) }
}

extension STUNAttribute where Value == [STUNPasswordAlgorithm] {
  package static var passwordAlgorithms: Self { Self(.passwordAlgorithms) }
}
