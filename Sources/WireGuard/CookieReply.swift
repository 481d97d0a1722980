import Cipher

/// What a node under load answers to a handshake message (§5.4.7).
///
/// ```
///   0  +----------------------+
///      | type = 3, LE         |
///   4  +----------------------+
///      | receiver index, LE   |
///   8  +----------------------+
///      | nonce                |  24
///  32  +----------------------+
///      | cookie, sealed       |  16 and tag
///  64  +----------------------+
/// ```
package struct CookieReply: Hashable, Sendable {
  package static let count = 64
  package let bytes: [UInt8]

  init(checked bytes: [UInt8]) { self.bytes = bytes }

  package init(receiver: UInt32, nonce: [UInt8], sealedCookie: [UInt8]) {
    var bytes: [UInt8] = []
    bytes.appendLE32(MessageType.cookieReply.rawValue)
    bytes.appendLE32(receiver)
    self.bytes = bytes + nonce + sealedCookie
  }

  package var receiver: UInt32 { bytes.le32(4) }
  package var nonce: [UInt8] { Array(bytes[8..<32]) }
  package var sealedCookie: [UInt8] { Array(bytes[32..<64]) }
}
