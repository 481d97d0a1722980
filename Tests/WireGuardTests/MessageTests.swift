import Base
import Cipher
import Testing

@testable import WireGuard

@Suite struct MessageTests {
  static let samples: [(MessageType, [UInt8])] = [
    (.initiation, KnownHandshake.initiation), (.response, KnownHandshake.response),
    (.cookieReply, KnownHandshake.cookieReply), (.transportData, KnownHandshake.keepaliveToInitiator),
  ]

  private func rejection(of bytes: [UInt8]) -> MessageRejection? {
    do throws(MessageRejection) {
      _ = try Message(bytes)
      return nil
    } catch { return error }
  }

  @Test func `fields stand where the paper draws them`() throws {
    guard case .initiation(let initiation) = try Message(KnownHandshake.initiation),
      case .response(let response) = try Message(KnownHandshake.response),
      case .cookieReply(let reply) = try Message(KnownHandshake.cookieReply),
      case .transportData(let data) = try Message(KnownHandshake.paddedPacket)
    else { return #expect(Bool(false)) }
    #expect(initiation.sender == KnownHandshake.initiatorIndex)
    #expect(response.sender == KnownHandshake.responderIndex)
    #expect(response.receiver == KnownHandshake.initiatorIndex)
    #expect(reply.receiver == KnownHandshake.initiatorIndex)
    #expect(reply.nonce == KnownHandshake.cookieNonce)
    #expect(data.receiver == KnownHandshake.responderIndex)
    #expect(data.counter == 1)
    #expect(data.sealedPacket.count == 48 + 16)
    #expect(initiation.mac2 == Bytes16())
  }

  @Test func `messages are rebuilt from their fields`() throws {
    guard case .initiation(let a) = try Message(KnownHandshake.initiation),
      case .response(let b) = try Message(KnownHandshake.response),
      case .cookieReply(let c) = try Message(KnownHandshake.cookieReply)
    else { return #expect(Bool(false)) }
    let initiation = Initiation(
      sender: a.sender, ephemeral: a.ephemeral, sealedStatic: a.sealedStatic, sealedTimestamp: a.sealedTimestamp)
    #expect(initiation.bytes == a.bytes[..<116] + [UInt8](repeating: 0, count: 32))
    let response = Response(
      sender: b.sender, receiver: b.receiver, ephemeral: b.ephemeral, sealedNothing: b.sealedNothing)
    #expect(response.bytes == b.bytes[..<60] + [UInt8](repeating: 0, count: 32))
    #expect(CookieReply(receiver: c.receiver, nonce: c.nonce, sealedCookie: c.sealedCookie) == c)
  }

  @Test func `every truncation of every message has its reason`() {
    for (type, bytes) in Self.samples {
      #expect(rejection(of: bytes) == nil)
      for count in 0..<bytes.count {
        let expected: MessageRejection = count < 4 ? .tooShort(has: count) : .wrongLength(type, has: count)
        #expect(rejection(of: Array(bytes[..<count])) == expected)
      }
      if type != .transportData { #expect(rejection(of: bytes + [0]) == .wrongLength(type, has: bytes.count + 1)) }
    }
  }

  @Test func `the reserved bytes belong to the type`() {
    var bytes = KnownHandshake.initiation
    bytes[3] = 1
    #expect(rejection(of: bytes) == .unknownType(0x0100_0001))
    #expect(rejection(of: [0, 0, 0, 0]) == .unknownType(0))
    #expect(rejection(of: [5, 0, 0, 0]) == .unknownType(5))
  }

  @Test func `a packet inside is cut to what its header states`() throws {
    let v4 = KnownHandshake.packet
    #expect(try InnerPacket.length(of: v4 + [0, 0, 0]) == v4.count)
    var v6 = [UInt8](repeating: 0, count: 50)
    v6[0] = 0x60
    v6[5] = 4
    #expect(try InnerPacket.length(of: v6) == 44)
    #expect(throws: MessageRejection.innerNotIP(version: 0)) { try InnerPacket.length(of: [0, 1, 2]) }
    #expect(throws: MessageRejection.innerTooShort(says: 20, has: 2)) { try InnerPacket.length(of: [0x45, 0]) }
    let short = Array(v4.dropLast())
    #expect(throws: MessageRejection.innerTooShort(says: v4.count, has: v4.count - 1)) {
      try InnerPacket.length(of: short)
    }
    #expect(throws: MessageRejection.innerTooShort(says: 3, has: 20)) {
      try InnerPacket.length(of: [0x45, 0, 0, 3] + [UInt8](repeating: 0, count: 16))
    }
  }
}
