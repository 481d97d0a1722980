import Wire

/// The packet in a message, which padding may follow (§5.4.6).
enum InnerPacket {
  /// The bytes that its IP header states. What is in it is checked by whoever receives it.
  static func length(of bytes: [UInt8]) throws(MessageRejection) -> Int {
    let version = bytes.isEmpty ? 0 : bytes[0] >> 4
    let header: Int
    switch version {
    case 4: header = 20
    case 6: header = 40
    default: throw .innerNotIP(version: version)
    }
    guard bytes.count >= header else { throw .innerTooShort(says: header, has: bytes.count) }
    let stated = version == 4 ? Int(bytes.be16(2)) : header + Int(bytes.be16(4))
    guard stated >= header, stated <= bytes.count else { throw .innerTooShort(says: stated, has: bytes.count) }
    return stated
  }
}
