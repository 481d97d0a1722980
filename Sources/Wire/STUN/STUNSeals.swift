/// The attributes that close a message, in the order in which they may stand (RFC 8489 §14.5 to §14.7).
struct STUNSeals: Hashable, Sendable {
  private(set) var sha1: STUNAttributeSpan?
  private(set) var sha256: STUNAttributeSpan?
  private(set) var fingerprint: STUNAttributeSpan?

  /// Walks attributes once and checks that they fill `range`.
  init(_ bytes: [UInt8], _ range: Range<Int>) throws(STUNRejection) {
    var at = range.lowerBound
    var count = 0
    for span in STUNAttributes(bytes, range) {
      count += 1
      guard count <= STUNMessage.greatestAttributeCount else {
        throw .tooManyAttributes(max: STUNMessage.greatestAttributeCount)
      }
      note(span)
      at = span.end
    }
    guard at == range.upperBound else {
      // At least four bytes are left, since all lengths are multiples of four.
      throw .attributeOverrun(
        type: bytes.be16(at), at: at - range.lowerBound + STUNMessage.headerCount, says: Int(bytes.be16(at + 2)),
        has: range.upperBound - at - 4)
    }
  }

  /// The first of a kind counts. Behind an integrity only a stronger one and the fingerprint do, behind that nothing.
  private mutating func note(_ span: STUNAttributeSpan) {
    guard fingerprint == nil else { return }
    switch span.type {
    case .messageIntegrity where sha1 == nil && sha256 == nil: sha1 = span
    case .messageIntegritySHA256 where sha256 == nil: sha256 = span
    case .fingerprint: fingerprint = span
    default: break
    }
  }

  /// Where the first of them begins: attributes behind it are not to be looked at.
  var start: Int? { (sha1 ?? sha256 ?? fingerprint)?.start }
}
