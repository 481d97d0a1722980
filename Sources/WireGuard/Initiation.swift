import Cipher

/// The first message of a handshake (§5.4.2).
///
/// ```
///    0  +----------------------+
///       | type = 1, LE         |
///    4  +----------------------+
///       | sender index, LE     |
///    8  +----------------------+
///       | ephemeral            |
///   40  +----------------------+
///       | static, sealed       |  32 and tag
///   88  +----------------------+
///       | timestamp, sealed    |  12 and tag
///  116  +----------------------+
///       | mac1                 |
///  132  +----------------------+
///       | mac2                 |
///  148  +----------------------+
/// ```
package struct Initiation: HandshakeMessage {
  package static let count = 148
  package var bytes: [UInt8]

  init(checked bytes: [UInt8]) { self.bytes = bytes }

  /// With both codes still zero.
  package init(sender: UInt32, ephemeral: PublicKey, sealedStatic: [UInt8], sealedTimestamp: [UInt8]) {
    bytes = []
    bytes.reserveCapacity(Self.count)
    bytes.appendLE32(MessageType.initiation.rawValue)
    bytes.appendLE32(sender)
    bytes += ephemeral.raw.bytes
    bytes += sealedStatic
    bytes += sealedTimestamp
    bytes += [UInt8](repeating: 0, count: 32)
  }

  package var sender: UInt32 { bytes.le32(4) }
  package var ephemeral: PublicKey { PublicKey(raw: bytes.fixed32(8)) }
  package var sealedStatic: [UInt8] { Array(bytes[40..<88]) }
  package var sealedTimestamp: [UInt8] { Array(bytes[88..<116]) }
}
