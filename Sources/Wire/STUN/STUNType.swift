/// What a message does to its method (RFC 8489 §5).
package enum STUNClass: UInt8, Hashable, Sendable, CaseIterable {
  case request = 0
  case indication = 1
  case success = 2
  case error = 3
}

/// What a message is about, in 12 bits. Any number may stand on the wire; those of the RFCs have names.
package struct STUNMethod: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16

  /// - Parameter rawValue: its low 12 bits count.
  package init(rawValue: UInt16) { self.rawValue = rawValue & 0xfff }

  /// RFC 8489 §18.2.
  package static let binding = STUNMethod(rawValue: 0x001)
  /// RFC 8656 §17.
  package static let allocate = STUNMethod(rawValue: 0x003)
  package static let refresh = STUNMethod(rawValue: 0x004)
  package static let send = STUNMethod(rawValue: 0x006)
  package static let data = STUNMethod(rawValue: 0x007)
  package static let createPermission = STUNMethod(rawValue: 0x008)
  package static let channelBind = STUNMethod(rawValue: 0x009)
}

/// A message's type: the class's two bits lie between those of the method (RFC 8489 §5).
///
/// ```
///  0  1  2               7  8  9  10  11 12         15
/// |0  0 |M11 …         M7|C1|M6 … M4 |C0|M3 …     M0|
/// ```
package struct STUNType: Hashable, Sendable {
  package var method: STUNMethod
  package var kind: STUNClass

  package init(_ method: STUNMethod, _ kind: STUNClass) {
    self.method = method
    self.kind = kind
  }

  /// - Parameter rawValue: its low 14 bits count; in a STUN message the other two are zero.
  package init(rawValue: UInt16) {
    method = STUNMethod(rawValue: rawValue & 0xf | rawValue >> 1 & 0x70 | rawValue >> 2 & 0xf80)
    kind = STUNClass(rawValue: UInt8(rawValue >> 4 & 1 | rawValue >> 7 & 2)) ?? .request
  }

  package var rawValue: UInt16 {
    let (m, c) = (method.rawValue, UInt16(kind.rawValue))
    return m & 0xf | m << 1 & 0xe0 | m << 2 & 0x3e00 | c << 4 & 0x10 | c << 7 & 0x100
  }
}
