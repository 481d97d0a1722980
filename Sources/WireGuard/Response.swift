import Cipher

/// The second message of a handshake (§5.4.3).
///
/// ```
///   0  +----------------------+
///      | type = 2, LE         |
///   4  +----------------------+
///      | sender index, LE     |
///   8  +----------------------+
///      | receiver index, LE   |
///  12  +----------------------+
///      | ephemeral            |
///  44  +----------------------+
///      | nothing, sealed      |  tag
///  60  +----------------------+
///      | mac1                 |
///  76  +----------------------+
///      | mac2                 |
///  92  +----------------------+
/// ```
package struct Response: HandshakeMessage {
  package static let count = 92
  package var bytes: [UInt8]

  init(checked bytes: [UInt8]) { self.bytes = bytes }

  /// With both codes still zero.
  package init(sender: UInt32, receiver: UInt32, ephemeral: PublicKey, sealedNothing: [UInt8]) {
    bytes = []
    bytes.reserveCapacity(Self.count)
    bytes.appendLE32(MessageType.response.rawValue)
    bytes.appendLE32(sender)
    bytes.appendLE32(receiver)
    bytes += ephemeral.raw.bytes
    bytes += sealedNothing
    bytes += [UInt8](repeating: 0, count: 32)
  }

  package var sender: UInt32 { bytes.le32(4) }
  package var receiver: UInt32 { bytes.le32(8) }
  package var ephemeral: PublicKey { PublicKey(raw: bytes.fixed32(12)) }
  package var sealedNothing: [UInt8] { Array(bytes[44..<60]) }
}
