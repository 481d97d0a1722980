import CLinux

/// What stands before each packet of a tunnel device with offloads: struct virtio_net_hdr (VIRTIO 1.2 §5.1.6), in the
/// machine's own byte order.
///
/// ```
/// 0       1      2               4          6                8                 10
/// +-------+------+---------------+----------+----------------+-----------------+
/// | flags | kind | header length | gso size | checksum start | checksum offset |
/// +-------+------+---------------+----------+----------------+-----------------+
/// ```
struct OffloadHeader: Equatable {
  static let count = 10

  /// The transport's checksum is to be finished: so far the field holds the pseudo-header's sum.
  var needsChecksum = false
  var kind = Kind.none
  /// Bytes before the payload.
  var headerLength: UInt16 = 0
  /// Bytes of payload in each segment but the last.
  var segment: UInt16 = 0
  var checksumStart: UInt16 = 0
  var checksumOffset: UInt16 = 0

  enum Kind: UInt8 {
    case none = 0
    case tcp4 = 1
    case tcp6 = 4
  }

  /// VIRTIO_NET_HDR_F_NEEDS_CSUM.
  private static let needsChecksumBit: UInt8 = 1
  /// VIRTIO_NET_HDR_GSO_ECN, beside the kind.
  private static let ecnBit: UInt8 = 0x80

  init() {}

  /// Nil of too few bytes, and of kinds that nobody asked the kernel for.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.count, let kind = Kind(rawValue: bytes[1] & ~Self.ecnBit) else { return nil }
    needsChecksum = bytes[0] & Self.needsChecksumBit != 0
    self.kind = kind
    headerLength = bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
    segment = bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self)
    checksumStart = bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self)
    checksumOffset = bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
  }

  func write(to bytes: UnsafeMutableRawBufferPointer) {
    bytes[0] = needsChecksum ? Self.needsChecksumBit : 0
    bytes[1] = kind.rawValue
    bytes.storeBytes(of: headerLength, toByteOffset: 2, as: UInt16.self)
    bytes.storeBytes(of: segment, toByteOffset: 4, as: UInt16.self)
    bytes.storeBytes(of: checksumStart, toByteOffset: 6, as: UInt16.self)
    bytes.storeBytes(of: checksumOffset, toByteOffset: 8, as: UInt16.self)
  }
}
