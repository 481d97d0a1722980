/// A message that carries a packet, or nothing (§5.4.6).
///
/// ```
///   0   +----------------------+
///       | type = 4, LE         |
///   4   +----------------------+
///       | receiver index, LE   |
///   8   +----------------------+
///       | counter, LE          |
///  16   +----------------------+
///       | packet, sealed       |  n and tag
///  32+n +----------------------+
/// ```
package struct TransportData: Hashable, Sendable {
  package static let headerCount = 16
  /// What a message is longer than its packet by.
  package static let overhead = 32
  package let bytes: [UInt8]

  init(checked bytes: [UInt8]) { self.bytes = bytes }

  package var receiver: UInt32 { bytes.le32(4) }
  package var counter: UInt64 { bytes.le64(8) }
  package var sealedPacket: ArraySlice<UInt8> { bytes[Self.headerCount...] }

  static func write(
    receiver: UInt32, counter: UInt64, into header: UnsafeMutableRawBufferPointer
  ) {
    header.storeBytes(of: MessageType.transportData.rawValue.littleEndian, as: UInt32.self)
    header.storeBytes(of: receiver.littleEndian, toByteOffset: 4, as: UInt32.self)
    header.storeBytes(of: counter.littleEndian, toByteOffset: 8, as: UInt64.self)
  }
}
