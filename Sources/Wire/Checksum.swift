import Base

/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words.
package struct Checksum: Sendable {
  private var sum: UInt64 = 0

  package init() {}

  /// Adds bytes that begin at an even offset of what is summed. Complexity: one addition for each four bytes.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    // A plain counted loop with a sum of its own: the compiler makes wide additions of it.
    var wide: UInt64 = 0
    for word in 0..<bytes.count / 4 { wide &+= UInt64((start + word &* 4).loadUnaligned(as: UInt32.self)) }
    sum &+= wide
    var i = bytes.count & ~3
    if i + 2 <= bytes.count {
      sum &+= UInt64(bytes.loadUnaligned(fromByteOffset: i, as: UInt16.self))
      i += 2
    }
    // RFC 1071 §4.1: an odd last byte is padded with a zero byte after it.
    if i < bytes.count { sum &+= UInt64(UInt16(littleEndian: UInt16(bytes[i]))) }
  }

  package mutating func add(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { add($0) } }
  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// A word of the pseudo-header, in host order.
  package mutating func add(word: UInt16) { sum &+= UInt64(word.bigEndian) }

  /// The pseudo-header of RFC 768/9293 (IPv4) or RFC 8200 §8.1 (IPv6).
  package mutating func addPseudoHeader(_ source: IPAddress, _ destination: IPAddress, _ proto: IPProtocol, length: Int)
  {
    add(source.octets)
    add(destination.octets)
    add(word: UInt16(truncatingIfNeeded: length >> 16))
    add(word: UInt16(truncatingIfNeeded: length))
    add(word: UInt16(proto.rawValue))
  }

  /// The checksum of what was added, in host order.
  package var value: UInt16 {
    var folded = sum
    while folded > 0xffff { folded = (folded & 0xffff) + (folded >> 16) }
    return ~UInt16(bigEndian: UInt16(folded))
  }

  /// The checksum of one run of bytes.
  package static func of(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var checksum = Checksum()
    checksum.add(bytes)
    return checksum.value
  }
}
