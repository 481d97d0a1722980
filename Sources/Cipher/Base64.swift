import CSodium

/// Base64 text (RFC 4648 §4).
package enum Base64 {
  package static func text(_ bytes: [UInt8], padded: Bool = true) -> String {
    let variant = variant(padded: padded)
    var text = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
    sodium_bin2base64(&text, text.count, bytes, bytes.count, variant)
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Strict: no white space, no stray bits, padding exactly as asked; anything else is nil.
  package static func bytes(_ text: String, padded: Bool = true) -> [UInt8]? {
    let characters = text.utf8.map { CChar(bitPattern: $0) }
    var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 3)
    var count = 0
    let status = sodium_base642bin(
      &bytes, bytes.count, characters, characters.count, nil, &count, nil, variant(padded: padded))
    return status == 0 ? Array(bytes.prefix(count)) : nil
  }

  private static func variant(padded: Bool) -> Int32 {
    Int32(padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
  }
}
