import Base
import Cipher
import Testing

@testable import Wire

@Suite struct PublishedSTUNTests {
  private let shortTerm = STUNKey.shortTerm(password: "VOkJxbRl1RmTxUk/WvJxBt")
  private let matrix = "マトリックス"

  private func message(_ hex: String) throws -> STUNMessage { try STUNMessage(try #require(Hex.bytes(hex))) }

  @Test func `RFC 5769 §2.1 reads as it says, and its codes are right`() throws {
    let message = try message(PublishedMessages.request)
    #expect(message.type == STUNType(.binding, .request))
    #expect(message.transaction.description == "b7e7a701bc34d686fa87dfae")
    #expect(message[.software] == "STUN test client")
    #expect(message[.priority] == 0x6e00_01ff)
    #expect(message[.iceControlled] == 0x932f_f9b1_5126_3b36)
    #expect(message[.username] == "evtj:h6vY")
    #expect(message.checkIntegrity(shortTerm) == .valid)
    #expect(message.checkFingerprint() == .valid)
    #expect(message.checkIntegritySHA256(shortTerm) == .absent)
    #expect(message.malformed == nil && message.unknownAttributes().isEmpty)
  }

  @Test(arguments: [
    (PublishedMessages.response4, "192.0.2.1:32853"),
    (PublishedMessages.response6, "[2001:db8:1234:5678:11:2233:4455:6677]:32853"),
  ])
  func `RFC 5769 §2.2 and §2.3 hide the address and show it again`(hex: String, address: String) throws {
    let message = try message(hex)
    #expect(message.type == STUNType(.binding, .success))
    #expect(message[.xorMappedAddress]?.description == address)
    #expect(message[.software] == "test vector")
    #expect(message.checkIntegrity(shortTerm) == .valid)
    #expect(message.checkFingerprint() == .valid)
  }

  @Test func `RFC 5769 §2.4 reads, and the writer gives its bytes`() throws {
    let published = try message(PublishedMessages.longTerm)
    let key = try STUNKey.longTerm(username: matrix, realm: "example.org", password: "TheMatrIX")
    #expect(published.checkIntegrity(key) == .valid)
    #expect(published.checkFingerprint() == .absent)
    var writer = STUNWriter(STUNType(.binding, .request), published.transaction)
    writer.add(.username, matrix)
    writer.add(.nonce, "f//499k954d6OL34oL9FSTvy64sA")
    writer.add(.realm, "example.org")
    #expect(try writer.finish(integrity: key) == published.bytes)
  }

  @Test func `RFC 8489 B.1 as corrected reads, and the writer gives its bytes`() throws {
    let published = try message(PublishedMessages.sha256)
    let key = STUNKey.longTermSHA256(username: matrix, realm: "example.org", password: "TheMatrIX")
    #expect(published.checkIntegritySHA256(key) == .valid)
    #expect(published.checkIntegrity(key) == .absent)
    #expect(published[.passwordAlgorithm] == .sha256)
    var writer = STUNWriter(STUNType(.binding, .request), published.transaction)
    writer.add(.userhash, STUNKey.userhash(username: matrix, realm: "example.org").bytes[...])
    writer.add(.nonce, "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA")
    writer.add(.realm, "example.org")
    writer.add(.passwordAlgorithm, .sha256)
    #expect(try writer.finish(sha256: key) == published.bytes)
  }

  @Test func `one bit anywhere breaks integrity and fingerprint`() throws {
    let bytes = try #require(Hex.bytes(PublishedMessages.response4))
    for bit in 0..<bytes.count * 8 {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let message = try? STUNMessage(changed) else { continue }
      #expect(message.checkFingerprint() != .valid, "bit \(bit)")
      // Integrity covers all but the fingerprint behind it.
      if bit / 8 < bytes.count - 8 { #expect(message.checkIntegrity(shortTerm) != .valid, "bit \(bit)") }
    }
    #expect(try message(PublishedMessages.response4).checkIntegrity(.shortTerm(password: "other")) == .mismatch)
  }
}

@Suite struct CoturnCaptureTests {
  @Test func `every message of a real session reads, and its codes are right`() throws {
    let key = try STUNKey.longTerm(
      username: CoturnCapture.username, realm: CoturnCapture.realm, password: CoturnCapture.password)
    let lines = CoturnCapture.messages
    #expect(lines.count == 28)
    for line in lines {
      let message = try STUNMessage(line.bytes)
      #expect(message.checkFingerprint() == .valid)
      #expect(message.checkIntegrity(key) == (line.isSigned ? .valid : .absent))
      #expect(message.malformed == nil && message.unknownAttributes().isEmpty)
    }
  }

  /// coturn pads with zeros, as the writer does.
  @Test func `every message of a real session is written again with the same bytes`() throws {
    let key = try STUNKey.longTerm(
      username: CoturnCapture.username, realm: CoturnCapture.realm, password: CoturnCapture.password)
    for line in CoturnCapture.messages {
      let message = try STUNMessage(line.bytes)
      var writer = STUNWriter(message.type, message.transaction)
      for span in message.attributes { writer.copy(span, of: message) }
      #expect(try writer.finish(integrity: line.isSigned ? key : nil, fingerprint: true) == line.bytes)
    }
  }

  @Test func `the session says what it was about`() throws {
    let messages = try CoturnCapture.messages.map { try STUNMessage($0.bytes) }
    let refused = messages[1]
    #expect(refused.type == STUNType(.allocate, .error))
    #expect(refused[.errorCode] == STUNError(.unauthenticated, reason: "Unauthorized"))
    #expect(refused[.realm] == "example.org" && refused[.nonce] == "35551ce9f3fcc426")
    #expect(messages[2][.requestedTransport] == .udp && messages[2][.evenPort] == false)
    #expect(messages[2][.requestedAddressFamily] == .v4 && messages[2][.lifetime] == 777)
    #expect(messages[3][.xorRelayedAddress]?.description == "127.0.0.1:49190")
    #expect(messages[3].all(.xorRelayedAddress).count == 1)
    #expect(messages[12][.channelNumber] == ChannelNumber(rawValue: 0x72a0))
    #expect(messages[12][.xorPeerAddress]?.description == "127.0.0.1:3481")
    let data = try ChannelData(try #require(Hex.bytes(CoturnCapture.channelData)))
    #expect(data.number.isFormer && !data.number.isAssignable && data.payload == 4..<104 && data.trailing == 0)
  }
}
