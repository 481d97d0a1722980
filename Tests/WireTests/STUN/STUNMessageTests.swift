import Base
import Cipher
import Testing

@testable import Wire

@Suite struct STUNMessageTests {
  private let key = STUNKey.shortTerm(password: "secret")
  private let transaction = STUNTransactionID(high: 0x0102_0304, low: 0x0506_0708_090a_0b0c)

  private func sample() throws -> [UInt8] {
    var writer = STUNWriter(STUNType(.binding, .request), transaction)
    writer.add(.username, "a:b")
    writer.add(.priority, 7)
    return try writer.finish(integrity: key, sha256: key, fingerprint: true)
  }

  /// A header that fits, and attributes as they are.
  private func framed(_ attributes: String) throws -> [UInt8] {
    let body = try #require(Hex.bytes(attributes))
    var bytes: [UInt8] = [0, 1]
    bytes.append16(UInt16(body.count))
    return try bytes + #require(Hex.bytes("2112a442 0102030405060708090a0b0c")) + body
  }

  @Test func `what closes a message is had where it is there`() throws {
    let sealed = try STUNMessage(sample())
    for type in [STUNAttributeType.username, .messageIntegrity, .messageIntegritySHA256, .fingerprint] {
      #expect(sealed.has(type), "\(type)")
    }
    #expect(!sealed.has(.realm))
    var writer = STUNWriter(STUNType(.binding, .request), transaction)
    writer.add(.username, "a:b")
    let open = try STUNMessage(writer.finish(integrity: nil, sha256: nil, fingerprint: false))
    #expect(open.has(.username) && !open.has(.messageIntegrity) && !open.has(.fingerprint))
  }

  private func rejection(_ bytes: [UInt8]) -> STUNRejection? {
    do throws(STUNRejection) { _ = try STUNMessage(bytes) } catch { return error }
    return nil
  }

  @Test(arguments: [
    (UInt16(0x0001), STUNMethod.binding, STUNClass.request),
    (0x0011, .binding, .indication), (0x0101, .binding, .success),
    (0x0111, .binding, .error), (0x0113, .allocate, .error), (0x0016, .send, .indication),
    (0x0109, .channelBind, .success), (0x3eef, STUNMethod(rawValue: 0xfff), .request),
    (0x3fff, STUNMethod(rawValue: 0xfff), .error), (0x2000, STUNMethod(rawValue: 0x800), .request),
    (0x0080, STUNMethod(rawValue: 0x040), .request), (0x0200, STUNMethod(rawValue: 0x080), .request),
  ])
  func `method and class lie between each other`(number: UInt16, method: STUNMethod, kind: STUNClass) {
    #expect(STUNType(rawValue: number) == STUNType(method, kind))
    #expect(STUNType(method, kind).rawValue == number)
  }

  @Test func `every one of the 16,384 types reads back`() {
    #expect((0..<0x4000).allSatisfy { STUNType(rawValue: $0).rawValue == $0 })
  }

  @Test func `every truncation is refused with its reason`() throws {
    let whole = try sample()
    for count in whole.indices {
      let expected: STUNRejection =
        count < 20 ? .tooShort(has: count) : .wrongLength(says: whole.count - 20, has: count - 20)
      #expect(rejection(Array(whole[..<count])) == expected)
      // The length made to fit: attributes are cut instead.
      var fitting = Array(whole[..<count])
      if count >= 20 {
        fitting.put16(UInt16(count - 20), at: 2)
        if count % 4 != 0 { #expect(rejection(fitting) == .unpaddedLength(count - 20)) }
      }
    }
    #expect(rejection(whole + [0]) == .wrongLength(says: whole.count - 20, has: whole.count - 19))
  }

  @Test func `a message lies anywhere in other bytes`() throws {
    let whole = try sample()
    let padded = [1, 2, 3] + whole + [4, 5]
    let message = try STUNMessage(padded, in: 3..<3 + whole.count)
    #expect(message[.username] == "a:b" && message.transaction == transaction)
    #expect(message.checkIntegrity(key) == .valid && message.checkIntegritySHA256(key) == .valid)
    #expect(message.checkFingerprint() == .valid)
    #expect(STUNMessage.isLikely(padded, in: 3..<3 + whole.count) && !STUNMessage.isLikely(padded, in: 2..<50))
    #expect(throws: STUNRejection.self) { try STUNMessage(padded, in: 3..<5000) }
  }

  @Test func `other protocols are no STUN`() throws {
    let whole = try sample()
    for (at, value) in [(0, UInt8(0x40)), (0, 0x80), (4, 0x20), (7, 0x43)] {
      var other = whole
      other[at] = value
      #expect(rejection(other) == .notSTUN)
      #expect(!STUNMessage.isLikely(other, in: other.indices))
    }
  }

  @Test(arguments: [
    ("0006 0005 61626364", STUNRejection.attributeOverrun(type: 6, at: 20, says: 5, has: 4)),
    ("0006 ffff", .attributeOverrun(type: 6, at: 20, says: 65535, has: 0)),
    ("0025 0000 c001 0004", .attributeOverrun(type: 0xc001, at: 24, says: 4, has: 0)),
  ])
  func `an attribute longer than its message is refused`(attributes: String, expected: STUNRejection) throws {
    #expect(rejection(try framed(attributes)) == expected)
    #expect(!expected.description.isEmpty)
  }

  @Test func `attributes are counted`() throws {
    let flags = String(repeating: "00250000", count: STUNMessage.greatestAttributeCount)
    #expect(rejection(try framed(flags)) == nil)
    #expect(rejection(try framed(flags + "00250000")) == .tooManyAttributes(max: 64))
  }

  @Test func `padding may be anything`() throws {
    let message = try STUNMessage(try framed("0006 0003 61626300 0006 0001 64ffffff"))
    #expect(message[.username] == "abc")
    #expect(message.attributes.map(\.value.count) == [3, 1])
  }

  @Test func `of duplicates the first counts, and addresses are all there`() throws {
    let message = try STUNMessage(
      try framed("000d 0004 00000001 000d 0004 00000002 0001 0008 00010050c0000201 0001 0008 00010051c0000202"))
    #expect(message[.lifetime] == 1)
    #expect(message.all(.mappedAddress).map(\.description) == ["192.0.2.1:80", "192.0.2.2:81"])
  }

  @Test func `what follows an integrity is ignored`() throws {
    var writer = STUNWriter(STUNType(.binding, .request), transaction)
    writer.add(.priority, 1)
    var bytes = try writer.finish(integrity: key)
    bytes += try #require(Hex.bytes("0025 0000 0006 0001 61000000"))
    bytes.put16(UInt16(bytes.count - 20), at: 2)
    let message = try STUNMessage(bytes)
    #expect(message.checkIntegrity(key) == .valid)
    #expect(message[.useCandidate] == nil && message[.username] == nil && message[.priority] == 1)
    #expect(message.attributes.map(\.number) == [0x24])
    #expect(message.allAttributes.map(\.number) == [0x24, 0x08, 0x25, 0x06])
  }

  @Test func `a stronger integrity closes the weaker one out`() throws {
    let message = try STUNMessage(try sample())
    #expect(message.allAttributes.map(\.number) == [0x06, 0x24, 0x08, 0x1c, 0x8028])
    var bytes = try STUNWriter(STUNType(.binding, .request), transaction).finish(sha256: key)
    bytes += [0, 8, 0, 20] + [UInt8](repeating: 0, count: 20)
    bytes.put16(UInt16(bytes.count - 20), at: 2)
    let closed = try STUNMessage(bytes)
    #expect(closed.checkIntegritySHA256(key) == .valid && closed.checkIntegrity(key) == .absent)
  }

  @Test func `a stronger integrity may be cut, but not below 16 bytes`() throws {
    for (count, expected) in [
      (16, STUNCheck.valid), (20, .valid), (28, .valid), (12, .wrongLength(12)), (18, .wrongLength(18)),
    ] {
      let padded = (count + 3) & ~3
      var header = try STUNWriter(STUNType(.binding, .request), transaction).finish()
      let code = header.withUnsafeBytes { STUNCode.sha256(key, $0, sealedUpTo: 24 + padded) }
      header += [0, 0x1c, 0, UInt8(count)] + code.bytes[..<count] + [UInt8](repeating: 0, count: padded - count)
      header.put16(UInt16(4 + padded), at: 2)
      #expect(try STUNMessage(header).checkIntegritySHA256(key) == expected, "\(count) bytes")
    }
  }

  @Test func `checks say why they fail`() throws {
    #expect(try STUNMessage(try framed("0008 0004 00000000")).checkIntegrity(key) == .wrongLength(4))
    #expect(try STUNMessage(try framed("8028 0008 0000000000000000")).checkFingerprint() == .wrongLength(8))
    #expect(try STUNMessage(try framed("8028 0004 00000000")).checkFingerprint() == .mismatch)
    #expect(try STUNMessage(try framed("8028 0004 00000000 0025 0000")).checkFingerprint() == .notLast)
    #expect(try STUNMessage(try framed("")).checkFingerprint() == .absent)
  }

  @Test(arguments: [
    ("000d 0003 00000100", UInt16(0x000d)), ("0020 0008 0003005000000000", 0x0020),
    ("0020 0008 0002005000000000", 0x0020),
    ("0009 0004 00000164", 0x0009), ("0009 0004 00000763", 0x0009), ("0009 0003 00000400", 0x0009),
    ("0006 0002 ff800000", 0x0006), ("8029 0004 00000000", 0x8029), ("0025 0004 00000000", 0x0025),
    ("0017 0004 03000000", 0x0017), ("000a 0003 00010000", 0x000a), ("8002 0004 00010004", 0x8002),
    ("001e 0004 00000000", 0x001e), ("0018 0004 80000000", 0x0018), ("8004 0004 00000000", 0x8004),
    ("001d 0008 0001000000020000", 0x001d), ("8001 0004 00000428", 0x8001),
  ])
  func `a value that is none of its type is malformed and reads as nothing`(attribute: String, number: UInt16) throws {
    let message = try STUNMessage(try framed("8022 0000" + attribute))
    #expect(message.malformed?.number == number)
  }

  @Test func `attributes that must be understood are told apart`() throws {
    let message = try STUNMessage(try framed("0099 0000 8099 0000 000d 0004 00000000 7fff 0000"))
    #expect(message.unknownAttributes() == [0x99, 0x7fff])
    #expect(message.unknownAttributes { $0 != .lifetime } == [0x99, 0x0d, 0x7fff])
    #expect(STUNAttributeType.text(0x99) == "attribute 0x0099" && STUNAttributeType.text(0x0d) == "LIFETIME")
  }

  @Test func `what is too long is not written`() {
    var long = STUNWriter(STUNType(.binding, .request), transaction)
    long.add(.username, String(repeating: "a", count: 513))
    #expect(throws: STUNWriteError.valueTooLong(type: 6, 513, max: 512)) { try long.finish() }
    var many = STUNWriter(STUNType(.send, .indication), transaction)
    many.add(.data, [UInt8](repeating: 0, count: 65_000)[...])
    many.add(.data, [UInt8](repeating: 0, count: 1000)[...])
    #expect(throws: STUNWriteError.messageTooLong(66_008, max: 65_532)) { try many.finish() }
    var exact = STUNWriter(STUNType(.send, .indication), transaction)
    exact.add(.data, [UInt8](repeating: 0, count: 65_528)[...])
    #expect(throws: STUNWriteError.messageTooLong(65_540, max: 65_532)) { try exact.finish(fingerprint: true) }
    #expect(throws: Never.self) { try exact.finish() }
  }

  @Test func `a key does not show itself`() {
    #expect("\(key)" == "(stun key)")
    #expect(String(reflecting: key) == "(stun key)")
  }
}
