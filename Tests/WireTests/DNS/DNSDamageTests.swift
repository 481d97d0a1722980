import Base
import Testing

@testable import Wire

@Suite struct DNSDamageTests {
  /// A response without questions whose only answer is of this owner, type and data.
  private func answer(_ owner: String, type: UInt16, class: UInt16 = 1, _ data: String) -> [UInt8] {
    let data = Hex.bytes(data) ?? []
    var bytes = Hex.bytes("0001 8000 0000 0001 0000 0000" + owner) ?? []
    bytes.append16(type)
    bytes.append16(`class`)
    bytes.append32(60)
    bytes.append16(UInt16(data.count))
    return bytes + data
  }

  @Test func `names that lead astray are refused with the place`() {
    let cases: [(what: String, owner: String, error: MalformedDNS)] = [
      ("to itself", "c00c", .pointerNotBack(at: 12, to: 12)), ("forward", "c020", .pointerNotBack(at: 12, to: 32)),
      ("in a loop", "0161c00c", .pointerNotBack(at: 14, to: 12)),
      ("into the middle of itself", "026161c00d", .pointerNotBack(at: 15, to: 13)),
      ("beyond the message", "ffff", .pointerNotBack(at: 12, to: 0x3fff)),
      ("reserved 01", "4000", .reservedLabel(0x40, at: 12)), ("reserved 10", "8000", .reservedLabel(0x80, at: 12)),
    ]
    for (what, owner, error) in cases {
      #expect(throws: error, "\(what)") { try DNSMessage(answer(owner, type: 1, "01020304")) }
    }
    // Bytes 2 and 3 of the header as a name: 0x80.
    #expect(throws: MalformedDNS.reservedLabel(0x80, at: 2)) { try DNSMessage(answer("c002", type: 1, "01020304")) }
  }

  @Test func `a pointer into the header is as good as any that leads back`() throws {
    // Byte 4: the count of questions, zero, is the root.
    #expect(try DNSMessage(answer("0161c004", type: 1, "01020304")).answers[0].name == DomainName("a"))
  }

  @Test func `a name of 255 bytes reads through pointers, one of 256 does not`() throws {
    let label = "3f" + String(repeating: "61", count: 63)
    // 193 bytes, to which the second question's first label adds.
    let piece = label + label + label + "00"
    func message(_ front: Int) -> [UInt8] {
      var bytes = Hex.bytes("0001 0000 0002 0000 0000 0000" + piece + "00010001") ?? []
      bytes.append(UInt8(front))
      bytes += [UInt8](repeating: 0x62, count: front) + [0xc0, 12, 0, 1, 0, 1]
      return bytes
    }
    #expect(try DNSMessage(message(61)).questions[1].name.wire.count == 255)
    let start = 12 + 193 + 4
    #expect(throws: MalformedDNS.nameTooLong(at: start)) { try DNSMessage(message(62)) }
  }

  @Test func `a chain of pointers ends at 127`() {
    func message(_ pointers: Int) -> [UInt8] {
      // The data of a first record holds a name and the chain; the second record's owner enters it at its end.
      var chain: [UInt8] = [1, 0x61, 0]
      let first = 12 + 1 + 10
      for i in 1..<pointers { chain.append16(0xc000 | UInt16(first + (i == 1 ? 0 : 1 + 2 * (i - 1)))) }
      var bytes = Hex.bytes("0001 8000 0000 0002 0000 0000 00 ff00 0001 00000000") ?? []
      bytes.append16(UInt16(chain.count))
      bytes += chain
      bytes.append16(0xc000 | UInt16(first + (pointers == 1 ? 0 : 1 + 2 * (pointers - 1))))
      return bytes + (Hex.bytes("0001 0001 00000000 0004 01020304") ?? [])
    }
    #expect(throws: Never.self) { try DNSMessage(message(1)) }
    #expect(throws: Never.self) { try DNSMessage(message(127)) }
    #expect(throws: MalformedDNS.tooManyPointers(at: message(128).count - 16)) { try DNSMessage(message(128)) }
  }

  @Test func `a message made to swell stays below three megabytes`() throws {
    let label = "3f" + String(repeating: "61", count: 63)
    let last = "3d" + String(repeating: "61", count: 61)
    var bytes = Hex.bytes("0001 0000 0000 0000 0000 0000" + label + label + label + last + "00 0001 0001") ?? []
    var count: UInt16 = 1
    while bytes.count + 6 <= DNSMessage.greatestLength {
      bytes += [0xc0, 12, 0, 1, 0, 1]
      count += 1
    }
    bytes.put16(count, at: 4)
    let message = try DNSMessage(bytes)
    let names = message.questions.reduce(0) { $0 + $1.name.wire.count }
    #expect(message.questions.count == Int(count) && names > 2_700_000 && names < 3_000_000)
  }

  @Test func `data that is not what the type asks for is refused`() {
    let cases: [(what: String, type: UInt16, data: String, error: MalformedDNS)] = [
      ("short address", 1, "010203", .truncated("address", at: 23, needs: 4, has: 3)),
      ("long address", 1, "0102030405", .dataTooLong(.a, at: 23, says: 5, has: 4)),
      ("short IPv6 address", 28, "01020304", .truncated("address", at: 23, needs: 16, has: 4)),
      ("name beyond the data", 5, "0361", .truncated("label", at: 23, needs: 4, has: 2)),
      ("name without end", 5, "0161", .truncated("name", at: 25, needs: 1, has: 0)),
      ("half a pointer", 5, "c0", .truncated("pointer", at: 23, needs: 2, has: 1)),
      ("bytes behind a name", 5, "016100ff", .dataTooLong(.cname, at: 23, says: 4, has: 3)),
      ("string beyond the data", 16, "0361", .truncated("text", at: 24, needs: 3, has: 1)),
      ("compressed target of DNAME", 39, "c004", .compressedName(at: 23)),
      ("compressed target of SVCB", 64, "0001c004", .compressedName(at: 25)),
      ("parameters out of order", 64, "0001 00 0003 0002 0050 0002 0000", .badParameter(2, at: 32)),
      ("a parameter twice", 64, "0001 00 0002 0000 0002 0000", .badParameter(2, at: 30)),
      ("no-default-alpn with a value", 64, "0001 00 0002 0001 00", .badParameter(2, at: 26)),
      ("port of one byte", 64, "0001 00 0003 0001 00", .truncated("port", at: 30, needs: 2, has: 1)),
      ("port of three bytes", 64, "0001 00 0003 0003 000000", .badParameter(3, at: 26)),
      ("no IPv4 hint", 65, "0001 00 0004 0000", .badParameter(4, at: 26)),
      ("half an IPv6 hint", 65, "0001 00 0006 0008 0000000000000000", .badParameter(6, at: 26)),
      ("an empty protocol id", 65, "0001 00 0001 0001 00", .badParameter(1, at: 26)),
      ("no protocol id", 65, "0001 00 0001 0000", .badParameter(1, at: 26)),
      ("mandatory mandatory", 65, "0001 00 0000 0002 0000", .badParameter(0, at: 26)),
      ("mandatory out of order", 65, "0001 00 0000 0004 00030001", .badParameter(0, at: 26)),
      ("a cookie of nine bytes", 41, "000a 0009 010203040506070809", .badOption(10, at: 23)),
      ("a client subnet of family 3", 41, "0008 0004 0003 0000", .badOption(8, at: 23)),
      ("a client subnet of too few bytes", 41, "0008 0005 0001 1000 0a", .badOption(8, at: 23)),
      ("a client subnet with bits beyond", 41, "0008 0005 0001 0400 0f", .badOption(8, at: 23)),
      ("a client subnet longer than an address", 41, "0008 0009 0001 2800 0a00000000", .badOption(8, at: 23)),
      ("an option beyond the data", 41, "0003 0004 0000", .truncated("option", at: 27, needs: 4, has: 2)),
    ]
    for (what, type, data, error) in cases {
      #expect(throws: error, "\(what)") { try DNSMessage(answer("00", type: type, data)) }
    }
  }

  @Test func `an update names a type without data`() throws {
    let message = try DNSMessage(answer("00", type: 1, class: 255, ""))
    #expect(message.answers[0].data == .other(.a, []))
    #expect(try message.encoded() == answer("00", type: 1, class: 255, ""))
    #expect(throws: MalformedDNS.self) { try DNSMessage(answer("00", type: 1, "")) }
  }

  @Test func `counts that lie are refused`() {
    for at in [4, 6, 8, 10] {
      var bytes = KnownMessage["knot mx response"]
      bytes.put16(0xffff, at: at)
      #expect(throws: MalformedDNS.self) { try DNSMessage(bytes) }
    }
  }

  @Test func `whatever is changed in a message, it is read or refused`() throws {
    var chance = Chance(seed: 5)
    for known in KnownMessage.all {
      for _ in 0..<200 {
        var bytes = known.message
        for _ in 0..<1 + chance.below(4) {
          bytes[Int(chance.below(UInt32(bytes.count)))] = UInt8(truncatingIfNeeded: chance.nextUInt32())
        }
        guard let message = try? DNSMessage(bytes) else { continue }
        #expect(try DNSMessage(message.encoded()) == message)
      }
    }
  }
}
