import Base
import Wire

/// The places of IP and TCP headers that change when a large segment is cut into small ones, or small ones are joined.
///
/// Bounds are the caller's: `transport` and a whole TCP header lie within the bytes.
struct TCPHeaders {
  let family: IPFamily
  /// Where TCP's header begins.
  let transport: Int
  /// Where its payload begins.
  let payload: Int

  /// TCP's flags, at byte 13 of its header (RFC 9293 §3.1).
  static let fin: UInt8 = 0x01
  static let push: UInt8 = 0x08
  static let ack: UInt8 = 0x10
  static let cwr: UInt8 = 0x80

  /// Nil where the headers are no such headers, or do not lie within the bytes.
  init?(_ bytes: UnsafeRawBufferPointer, transport: Int) {
    guard let first = bytes.first, let family = IPFamily(rawValue: first >> 4),
      transport >= (family == .v4 ? 20 : 40), transport + 20 <= bytes.count
    else { return nil }
    let payload = transport + Int(bytes[transport + 12] >> 4) * 4
    guard payload >= transport + 20, payload <= bytes.count else { return nil }
    (self.family, self.transport, self.payload) = (family, transport, payload)
  }

  func sequence(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: transport + 4, as: UInt32.self))
  }

  func flags(_ bytes: UnsafeRawBufferPointer) -> UInt8 { bytes[transport + 13] }

  func set(sequence: UInt32, _ bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: sequence.bigEndian, toByteOffset: transport + 4, as: UInt32.self)
  }

  /// The IP header says how long the packet is; of IPv4 it has a checksum.
  func setLength(_ bytes: UnsafeMutableRawBufferPointer) {
    guard family == .v4 else {
      return bytes.storeBytes(
        of: UInt16(truncatingIfNeeded: bytes.count - 40).bigEndian, toByteOffset: 4, as: UInt16.self)
    }
    bytes.storeBytes(of: UInt16(truncatingIfNeeded: bytes.count).bigEndian, toByteOffset: 2, as: UInt16.self)
    bytes.storeBytes(of: 0, toByteOffset: 10, as: UInt16.self)
    var sum = Checksum()
    sum.add(UnsafeRawBufferPointer(rebasing: bytes[..<transport]))
    bytes.storeBytes(of: sum.value.bigEndian, toByteOffset: 10, as: UInt16.self)
  }

  /// The pseudo-header's part of TCP's checksum.
  func pseudoHeader(_ bytes: UnsafeRawBufferPointer) -> Checksum {
    var sum = Checksum()
    let addresses = family == .v4 ? bytes[12..<20] : bytes[8..<40]
    sum.add(UnsafeRawBufferPointer(rebasing: addresses))
    sum.add(word: UInt16(truncatingIfNeeded: bytes.count - transport))
    sum.add(word: UInt16(IPProtocol.tcp.rawValue))
    return sum
  }

  func setChecksum(_ bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: 0, toByteOffset: transport + 16, as: UInt16.self)
    bytes.storeBytes(
      of: checksum(UnsafeRawBufferPointer(bytes)).bigEndian, toByteOffset: transport + 16, as: UInt16.self)
  }

  /// Over all, the field included: 0 where that is right.
  func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt16 {
    var sum = pseudoHeader(bytes)
    sum.add(UnsafeRawBufferPointer(rebasing: bytes[transport...]))
    return sum.value
  }
}
