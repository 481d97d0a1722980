import Cipher

/// The first four bytes of a message, little-endian (§5.4): a byte of type and three reserved ones, which are zero.
package enum MessageType: UInt32, Hashable, Sendable, CaseIterable {
  case initiation = 1
  case response = 2
  case cookieReply = 3
  case transportData = 4
}

/// A WireGuard message whose type and length were checked once, so that reading its fields cannot fail.
package enum Message: Hashable, Sendable {
  case initiation(Initiation)
  case response(Response)
  case cookieReply(CookieReply)
  case transportData(TransportData)

  package init(_ bytes: [UInt8]) throws(MessageRejection) {
    guard bytes.count >= 4 else { throw .tooShort(has: bytes.count) }
    let number = bytes.le32(0)
    guard let type = MessageType(rawValue: number) else { throw .unknownType(number) }
    func check(_ fits: Bool) throws(MessageRejection) {
      guard fits else { throw .wrongLength(type, has: bytes.count) }
    }
    switch type {
    case .initiation:
      try check(bytes.count == Initiation.count)
      self = .initiation(Initiation(checked: bytes))
    case .response:
      try check(bytes.count == Response.count)
      self = .response(Response(checked: bytes))
    case .cookieReply:
      try check(bytes.count == CookieReply.count)
      self = .cookieReply(CookieReply(checked: bytes))
    case .transportData:
      try check(bytes.count >= TransportData.overhead)
      self = .transportData(TransportData(checked: bytes))
    }
  }

  package var bytes: [UInt8] {
    switch self {
    case .initiation(let message): message.bytes
    case .response(let message): message.bytes
    case .cookieReply(let message): message.bytes
    case .transportData(let message): message.bytes
    }
  }

  /// The session index of ours that the peer answers; nil for an initiation, which answers nothing.
  package var receiver: UInt32? {
    switch self {
    case .initiation: nil
    case .response(let message): message.receiver
    case .cookieReply(let message): message.receiver
    case .transportData(let message): message.receiver
    }
  }
}

/// A handshake message: it ends in two codes of 16 bytes, and load counts it.
package protocol HandshakeMessage: Hashable, Sendable {
  var bytes: [UInt8] { get set }
  var sender: UInt32 { get }
}

/// §5.4.4: mac1 covers all bytes before it, mac2 all bytes before it, mac1 included.
extension HandshakeMessage {
  package var mac1: Bytes16 { bytes.fixed16(bytes.count - 32) }
  package var mac2: Bytes16 { bytes.fixed16(bytes.count - 16) }
  package var coveredByMAC1: ArraySlice<UInt8> { bytes.dropLast(32) }
  package var coveredByMAC2: ArraySlice<UInt8> { bytes.dropLast(16) }
}

/// Fixed fields. The caller has checked that they are there.
extension [UInt8] {
  func le32(_ at: Int) -> UInt32 {
    UInt32(self[at]) | UInt32(self[at + 1]) << 8 | UInt32(self[at + 2]) << 16 | UInt32(self[at + 3]) << 24
  }
  func le64(_ at: Int) -> UInt64 { UInt64(le32(at)) | UInt64(le32(at + 4)) << 32 }
  func fixed16(_ at: Int) -> Bytes16 { Bytes16(self[at..<at + 16]) ?? Bytes16() }
  func fixed32(_ at: Int) -> Bytes32 { Bytes32(self[at..<at + 32]) ?? Bytes32() }

  mutating func appendLE32(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }
}
