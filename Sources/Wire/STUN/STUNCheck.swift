import Cipher

/// What became of checking an integrity or a fingerprint.
package enum STUNCheck: Hashable, Sendable {
  case valid
  case absent
  /// Another length than the attribute has.
  case wrongLength(Int)
  /// Made with another key, or the message was changed.
  case mismatch
  /// Attributes follow a FINGERPRINT, which is the last of all.
  case notLast
  case unavailable(DigestUnavailable)
}

extension STUNMessage {
  /// RFC 8489 §14.5.
  package func checkIntegrity(_ key: STUNKey) -> STUNCheck {
    guard let span = seals.sha1 else { return .absent }
    guard span.value.count == Bytes20.count else { return .wrongLength(span.value.count) }
    return check(span) { bytes throws(DigestUnavailable) in try STUNCode.sha1(key, bytes, sealedUpTo: offset(span.end))
    }
  }

  /// RFC 8489 §14.6: the code may be cut to 16 bytes or more, in steps of four.
  package func checkIntegritySHA256(_ key: STUNKey) -> STUNCheck {
    guard let span = seals.sha256 else { return .absent }
    guard (16...Bytes32.count).contains(span.value.count), span.value.count % 4 == 0 else {
      return .wrongLength(span.value.count)
    }
    return check(span) { bytes throws(DigestUnavailable) in STUNCode.sha256(key, bytes, sealedUpTo: offset(span.end)) }
  }

  /// RFC 8489 §14.7.
  package func checkFingerprint() -> STUNCheck {
    guard let span = seals.fingerprint else { return .absent }
    guard span.value.count == 4 else { return .wrongLength(span.value.count) }
    guard span.end == range.upperBound else { return .notLast }
    let code = bytes.withUnsafeBytes {
      STUNCode.fingerprint(UnsafeRawBufferPointer(rebasing: $0[range.lowerBound..<span.start]), sealedUpTo: range.count)
    }
    return code == bytes.be32(span.value.lowerBound) ? .valid : .mismatch
  }

  /// An offset in the message.
  private func offset(_ at: Int) -> Int { at - range.lowerBound }

  private func check<Code: FixedBytes>(
    _ span: STUNAttributeSpan, _ code: (UnsafeRawBufferPointer) throws(DigestUnavailable) -> Code
  ) -> STUNCheck {
    bytes.withUnsafeBytes { bytes in
      do throws(DigestUnavailable) {
        let code = try code(UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<span.start]))
        return code.begins(with: UnsafeRawBufferPointer(rebasing: bytes[span.value])) ? .valid : .mismatch
      } catch { return .unavailable(error) }
    }
  }
}
