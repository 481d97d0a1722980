import Base
import Cipher

/// The attributes that close a message. Their codes are computed unless set; integrity needs a key, which is not sent.
extension STUNItem {
  static let messageIntegrity = item(
    .messageIntegrity, "HMAC-SHA1 of what stands before it", "RFC 8489 §14.5",
    FieldSchema(
      "hmac", .bits(offset: 0, width: 160), .bytes, "HMAC-SHA1",
      computed: computed("HMAC-SHA1 of the message up to here") { site in
        guard let key = key(site) else { return nil }
        let code = site.sealed { (bytes, end) throws(DigestUnavailable) in
          try STUNCode.sha1(key, bytes, sealedUpTo: end)
        }
        return code.map { .bytes($0.bytes) }
      }))

  static let messageIntegritySHA256 = item(
    .messageIntegritySHA256, "HMAC-SHA256 of what stands before it", "RFC 8489 §14.6",
    FieldSchema(
      "hmac", .bits(offset: 0, width: 256), .bytes, "HMAC-SHA256",
      computed: computed("HMAC-SHA256 of the message up to here") { site in
        guard let key = key(site) else { return nil }
        return site.sealed { bytes, end in STUNCode.sha256(key, bytes, sealedUpTo: end) }.map { .bytes($0.bytes) }
      }))

  static let fingerprint = item(
    .fingerprint, "checksum of what stands before it", "RFC 8489 §14.7",
    FieldSchema(
      "crc", .bits(offset: 0, width: 32), .hexadecimal, "CRC-32, XORed with 0x5354554e",
      computed: computed("CRC-32 of the message up to here") { site in
        site.sealed { bytes, end in STUNCode.fingerprint(bytes, sealedUpTo: end) }.map { .number(UInt64($0)) }
      }))

  private static func computed(
    _ words: String, _ rule: @escaping @Sendable (ComputedSite) -> FieldValue?
  ) -> ComputedField {
    ComputedField(words, isSum: true, rule: .value(rule))
  }

  /// Where a key is known the message is signed, unless that is said otherwise: by `message-integrity=0`, or by an
  /// integrity of another kind.
  static func impliedIntegrity(_ layer: Layer, _ items: inout [Layer]) {
    guard layer.value(of: "integrity_key") ?? layer.value(of: "password") != nil,
      layer.value(of: "message-integrity") != .number(0),
      !items.contains(where: { $0.schema === messageIntegrity || $0.schema === messageIntegritySHA256 })
    else { return }
    let end = items.firstIndex { $0.schema === fingerprint } ?? items.endIndex
    items.insert(Layer(messageIntegrity), at: end)
  }

  /// The key as it was given, or made of the password: with a realm by the long-term mechanism (RFC 8489 §9.2.2).
  private static func key(_ site: ComputedSite) -> STUNKey? {
    guard let written = site.written else { return nil }
    if case .bytes(let bytes)? = written.value(of: "integrity_key") { return STUNKey(bytes: bytes) }
    guard case .bytes(let password)? = written.value(of: "password") else { return nil }
    let start = site.packet.layers[site.layer].start + STUNMessage.headerCount
    var username: ArraySlice<UInt8> = []
    var realm: ArraySlice<UInt8>?
    var isSHA256 = false
    for span in STUNAttributes(site.packet.bytes, start..<site.header.start) {
      let value = site.packet.bytes[span.value]
      switch span.type {
      case .username: username = value
      case .realm: realm = value
      case .passwordAlgorithm: isSHA256 = value.prefix(2).elementsEqual([0, 2])
      default: break
      }
    }
    guard let realm else { return STUNKey(bytes: password) }
    let text = username + [0x3a] + realm + [0x3a] + password
    return isSHA256
      ? STUNKey(bytes: SHA256.hash(Array(text)).bytes) : (try? MD5.hash(Array(text))).map { STUNKey(bytes: $0.bytes) }
  }
}

extension ComputedSite {
  /// A code over the message up to this attribute; nil where libcrypto gives none.
  ///
  /// - Parameter code: given those bytes, and where the attribute ends in the message.
  fileprivate func sealed<Code, Failure>(
    _ code: (UnsafeRawBufferPointer, Int) throws(Failure) -> Code
  ) -> Code? {
    let start = packet.layers[layer].start
    guard header.start >= start + STUNMessage.headerCount else { return nil }
    return packet.bytes.withUnsafeBytes { bytes in
      try? code(UnsafeRawBufferPointer(rebasing: bytes[start..<header.start]), header.end - start)
    }
  }
}
