import Base

/// Reading attributes: nil where one is not there, or has no value of its kind (`malformed` tells the two apart).
///
/// Of several of one type the first counts (RFC 8489 §14); attributes behind an integrity are ignored (§14.5).
extension STUNMessage {
  /// The attributes that count.
  package var attributes: STUNAttributes { STUNAttributes(bytes, body.lowerBound..<(seals.start ?? body.upperBound)) }

  /// Every attribute, those that are to be ignored included.
  package var allAttributes: STUNAttributes { STUNAttributes(bytes, body) }

  private var body: Range<Int> { range.lowerBound + Self.headerCount..<range.upperBound }

  /// Whether an attribute is there that counts: of those that close a message, the one that covers what stands before it.
  package func has(_ type: STUNAttributeType) -> Bool {
    switch type {
    case .messageIntegrity: seals.sha1 != nil
    case .messageIntegritySHA256: seals.sha256 != nil
    case .fingerprint: seals.fingerprint != nil
    default: first(type) != nil
    }
  }

  /// The bytes of an attribute's value, whatever they are.
  package subscript(bytes type: STUNAttributeType) -> ArraySlice<UInt8>? { first(type).map { bytes[$0.range] } }

  package subscript(attribute: STUNAttribute<UInt32>) -> UInt32? { first(attribute.type)?.word }
  package subscript(attribute: STUNAttribute<UInt64>) -> UInt64? { first(attribute.type)?.long }
  package subscript(attribute: STUNAttribute<UInt16>) -> UInt16? { first(attribute.type)?.half }
  package subscript(attribute: STUNAttribute<IPProtocol>) -> IPProtocol? {
    first(attribute.type)?.byte.map { IPProtocol(rawValue: $0) }
  }
  package subscript(attribute: STUNAttribute<IPFamily>) -> IPFamily? {
    first(attribute.type)?.byte.flatMap { IPFamily(stunNumber: $0) }
  }
  package subscript(attribute: STUNAttribute<ChannelNumber>) -> ChannelNumber? {
    first(attribute.type)?.half.map { ChannelNumber(rawValue: $0) }
  }
  package subscript(attribute: STUNAttribute<Endpoint>) -> Endpoint? {
    first(attribute.type)?.endpoint(hiddenBehind: attribute.type.isXORed ? transaction : nil)
  }
  package subscript(attribute: STUNAttribute<String>) -> String? {
    first(attribute.type)?.text(max: attribute.type.greatestText)
  }
  package subscript(attribute: STUNAttribute<ArraySlice<UInt8>>) -> ArraySlice<UInt8>? { self[bytes: attribute.type] }
  package subscript(attribute: STUNAttribute<Void>) -> Void? { first(attribute.type)?.nothing }
  package subscript(attribute: STUNAttribute<Bool>) -> Bool? { first(attribute.type)?.evenPort }
  package subscript(attribute: STUNAttribute<STUNError>) -> STUNError? { first(attribute.type)?.error }
  package subscript(attribute: STUNAttribute<STUNAddressError>) -> STUNAddressError? {
    first(attribute.type)?.addressError
  }
  package subscript(attribute: STUNAttribute<STUNICMP>) -> STUNICMP? { first(attribute.type)?.icmp }
  package subscript(attribute: STUNAttribute<[UInt16]>) -> [UInt16]? { first(attribute.type)?.halves }
  package subscript(attribute: STUNAttribute<STUNPasswordAlgorithm>) -> STUNPasswordAlgorithm? {
    first(attribute.type)?.algorithms.flatMap { $0.count == 1 ? $0[0] : nil }
  }
  package subscript(attribute: STUNAttribute<[STUNPasswordAlgorithm]>) -> [STUNPasswordAlgorithm]? {
    first(attribute.type)?.algorithms
  }

  /// All addresses of one type: an allocation has one XOR-RELAYED-ADDRESS of each family.
  package func all(_ attribute: STUNAttribute<Endpoint>) -> [Endpoint] {
    attributes.compactMap { span in
      guard span.number == attribute.type.rawValue else { return nil }
      return STUNValue(bytes, span.value).endpoint(hiddenBehind: attribute.type.isXORed ? transaction : nil)
    }
  }

  /// Complexity: linear in the number of attributes.
  private func first(_ type: STUNAttributeType) -> STUNValue? {
    for span in attributes where span.number == type.rawValue { return STUNValue(bytes, span.value) }
    return nil
  }
}
