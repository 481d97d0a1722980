import Base

/// What the RFCs say of an attribute's value.
extension STUNAttributeType {
  var isXORed: Bool { self == .xorMappedAddress || self == .xorPeerAddress || self == .xorRelayedAddress }

  /// Bytes that a text may have: RFC 8489 §14.3 (USERNAME: fewer than 509; RFC 5389 said 513), §14.9, §14.10 and §14.14.
  var greatestText: Int { self == .username ? 512 : self == .alternateDomain ? 255 : 763 }

  /// RFC 8489 §14.8.
  static let greatestReason = 763

  /// Below 0x8000: who does not understand it must not act on the message (RFC 8489 §14).
  package static func isRequired(_ number: UInt16) -> Bool { number < 0x8000 }

  /// As the RFCs write it: `XOR-MAPPED-ADDRESS`; a number without a name in hexadecimal.
  package static func text(_ number: UInt16) -> String {
    STUNAttributeType(rawValue: number)?.name ?? "attribute 0x\(Hex.text([UInt8(number >> 8), UInt8(number & 255)]))"
  }
}

extension STUNMessage {
  /// The first attribute that counts and whose value is not one of its type.
  package var malformed: STUNAttributeSpan? { attributes.first { !isWellFormed($0) } }

  /// Attributes that count, must be understood, and are not among `known`: those to report with error 420.
  package func unknownAttributes(
    known: (STUNAttributeType) -> Bool = { _ in true }
  ) -> [UInt16] {
    attributes.map(\.number).filter {
      STUNAttributeType.isRequired($0) && !(STUNAttributeType(rawValue: $0).map(known) ?? false)
    }
  }

  private func isWellFormed(_ span: STUNAttributeSpan) -> Bool {
    guard let type = span.type else { return true }
    let value = STUNValue(bytes, span.value)
    switch type {
    case .lifetime, .priority, .changeRequest: return value.word != nil
    case .channelNumber, .responsePort: return value.half != nil
    case .requestedTransport: return value.byte != nil
    case .iceControlled, .iceControlling, .reservationToken: return value.long != nil
    case .requestedAddressFamily, .additionalAddressFamily: return value.byte.flatMap(IPFamily.init(stunNumber:)) != nil
    case .mappedAddress, .alternateServer, .responseOrigin, .otherAddress, .xorMappedAddress, .xorPeerAddress,
      .xorRelayedAddress:
      return value.endpoint(hiddenBehind: nil) != nil
    case .username, .realm, .nonce, .software, .alternateDomain: return value.text(max: type.greatestText) != nil
    case .useCandidate, .dontFragment: return value.nothing != nil
    case .evenPort: return value.evenPort != nil
    case .errorCode: return value.error != nil
    case .addressErrorCode: return value.addressError != nil
    case .icmp: return value.icmp != nil
    case .unknownAttributes: return value.halves != nil
    case .passwordAlgorithm: return value.algorithms?.count == 1
    case .passwordAlgorithms: return value.algorithms != nil
    case .userhash: return span.value.count == 32
    case .data, .padding, .messageIntegrity, .messageIntegritySHA256, .fingerprint: return true
    }
  }
}
