import Base
import Cipher

/// The three codes that close a message. Each covers all bytes before its attribute, under a header whose length counts
/// that attribute and nothing behind it.
enum STUNCode {
  /// - Parameters:
  ///   - bytes: from the header to the attribute; at least a header.
  ///   - end: the attribute's end, counted from the header's beginning.
  static func sha1(
    _ key: STUNKey, _ bytes: UnsafeRawBufferPointer, sealedUpTo end: Int
  ) throws(DigestUnavailable) -> Bytes20 {
    try under(bytes, end) { (header, rest) throws(DigestUnavailable) in try SHA1.hmac(key: key.bytes, header, rest) }
  }

  static func sha256(_ key: STUNKey, _ bytes: UnsafeRawBufferPointer, sealedUpTo end: Int) -> Bytes32 {
    under(bytes, end) { header, rest in SHA256.hmac(key: key.bytes, header, rest) }
  }

  /// RFC 8489 §14.7: CRC-32, XORed so that it differs from that of other protocols in the same stream ("STUN").
  static func fingerprint(_ bytes: UnsafeRawBufferPointer, sealedUpTo end: Int) -> UInt32 {
    under(bytes, end) { header, rest in CRC32.continued(CRC32.of(header), with: rest) } ^ 0x5354_554e
  }

  private static func under<Result, Failure>(
    _ bytes: UnsafeRawBufferPointer, _ end: Int,
    _ body: (_ header: UnsafeRawBufferPointer, _ rest: UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var header: [20 of UInt8] = .init(repeating: 0)
    for i in 0..<min(STUNMessage.headerCount, bytes.count) { header[i] = bytes[i] }
    let length = end - STUNMessage.headerCount
    header[2] = UInt8(truncatingIfNeeded: length >> 8)
    header[3] = UInt8(truncatingIfNeeded: length)
    let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(STUNMessage.headerCount))
    return try withUnsafeBytes(of: header) { (header) throws(Failure) in try body(header, rest) }
  }
}
