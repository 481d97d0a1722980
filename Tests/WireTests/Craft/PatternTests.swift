import Base
import Testing

@testable import Wire

func pattern(_ layers: LayerPattern...) throws -> PacketPattern { try PacketPattern(layers) }

func test(_ name: String, _ tests: [FieldTest] = []) throws -> LayerPattern { try LayerPattern(name, tests) }

@Suite struct PatternTests {
  let dns: IPPacket
  let refusal4: IPPacket
  let refusal6: IPPacket

  init() throws {
    dns = try IPPacket(
      stack(
        layer("udp", ["src": .ip("10.0.0.1"), "dst": .ip("172.20.0.100"), "dport": .number(53), "sport": .number(999)])
      )
      .build().bytes)
    let lost6 = try stack(layer("udp", ["src": .ip("fd::1"), "dst": .ip("172:20::100"), "dport": .number(80)])).build()
    refusal4 = try #require(IPPacket.error(.prohibited(.v4), about: dns))
    refusal6 = try #require(IPPacket.error(.prohibited(.v6), about: IPPacket(lost6.bytes)))
  }

  @Test func `what is not named is not looked at`() throws {
    #expect(try pattern(test("udp")).matches(dns))
    #expect(try pattern(test("ip")).matches(dns))
    #expect(try pattern(test("ip"), test("udp")).matches(dns))
    #expect(try !pattern(test("tcp")).matches(dns))
    #expect(try !pattern(test("ip6")).matches(dns))
    #expect(try pattern().matches(dns))
  }

  @Test func `fields compare with numbers, sets, ranges and networks`() throws {
    let holding: [FieldTest] = [
      FieldTest("dport", .equal, .number(53)), FieldTest("dport", .isIn, .set([.number(80), .number(53)])),
      FieldTest("dport", .equal, .range(50, 60)), FieldTest("dport", .notEqual, .number(54)),
      FieldTest("dport", .less, .number(54)), FieldTest("dport", .lessOrEqual, .number(53)),
      FieldTest("dport", .greater, .number(52)), FieldTest("dport", .greaterOrEqual, .number(53)),
      FieldTest("dst", .equal, .ip("172.20.0.100")), FieldTest("dst", .isIn, .ip("172.20.0.0/16")),
      FieldTest("dst", .notEqual, .ip("172.21.0.0/16")), FieldTest("dport", .equal, .name("domain")),
    ]
    let failing: [FieldTest] = [
      FieldTest("dport", .equal, .number(54)), FieldTest("dport", .isIn, .set([.number(80)])),
      FieldTest("dport", .equal, .range(54, 60)), FieldTest("dport", .notEqual, .number(53)),
      FieldTest("dport", .less, .number(53)), FieldTest("dport", .less, .number(0)),
      FieldTest("dport", .greater, .number(53)), FieldTest("dst", .isIn, .ip("172.21.0.0/16")),
      FieldTest("dst", .equal, .ip("172:20::100")),
    ]
    for test in holding { #expect(try pattern(LayerPattern(.udp, [test])).matches(dns), "\(test)") }
    for test in failing { #expect(try !pattern(LayerPattern(.udp, [test])).matches(dns), "\(test)") }
  }

  @Test func `neutral ICMP matches the refusals of both families`() throws {
    let prohibited = try pattern(
      test("icmp", [FieldTest("type", .equal, .name("unreachable")), FieldTest("code", .equal, .name("prohibited"))]))
    #expect(prohibited.matches(refusal4))
    #expect(prohibited.matches(refusal6))
    #expect(!prohibited.matches(dns))
    let byCode = try pattern(test("icmp", [FieldTest("code", .equal, .name("admin-prohibited"))]))
    #expect(byCode.matches(refusal4) && byCode.matches(refusal6))
    let numbers = try pattern(
      test("icmp", [FieldTest("type", .equal, .number(3)), FieldTest("code", .equal, .number(13))]))
    #expect(numbers.matches(refusal4) && !numbers.matches(refusal6))
    #expect(try pattern(test("icmp6")).matches(refusal6) && !pattern(test("icmp6")).matches(refusal4))
    let port = try pattern(test("icmp", [FieldTest("code", .equal, .name("port"))]))
    #expect(!port.matches(refusal4) && !port.matches(refusal6))
  }

  @Test func `a quote is a pattern of its own`() throws {
    func about(_ port: UInt64) throws -> PacketPattern {
      let inner = FieldValue.packet(try stack(layer("udp", ["dport": .number(port)])))
      return try pattern(test("icmp", [FieldTest("quote", .equal, inner)]))
    }
    #expect(try about(53).matches(refusal4))
    #expect(try !about(54).matches(refusal4))
    #expect(try about(80).matches(refusal6))
  }

  @Test func `payload and options compare as bytes`() throws {
    let packet = try IPPacket(stack(layer("udp"), .raw(Array("hello".utf8))).build().bytes)
    #expect(try pattern(test("udp"), test("raw", [FieldTest("data", .equal, .text("hello"))])).matches(packet))
    #expect(try !pattern(test("udp"), test("raw", [FieldTest("data", .equal, .text("hallo"))])).matches(packet))
  }

  @Test func `the quick way and the thorough way agree`() throws {
    var maker = PacketMaker(seed: 9)
    let patterns = try [
      pattern(test("tcp", [FieldTest("flags", .equal, .name("S"))])),
      pattern(test("udp", [FieldTest("dport", .less, .number(30000))])),
      pattern(
        test("ip", [FieldTest("ttl", .equal, .number(64))]), test("icmp", [FieldTest("id", .greater, .number(9000))])),
      pattern(test("ip6", [FieldTest("dst", .isIn, .ip("8000::/1"))])),
      pattern(test("icmp", [FieldTest("code", .equal, .name("prohibited"))])),
      pattern(
        test(
          "tcp",
          [
            FieldTest("src", .isIn, .set([.ip("0.0.0.0/1"), .ip("192.0.0.0/2")])),
            FieldTest("data_offset", .equal, .number(5)),
          ])),
    ]
    var hits = 0
    for i in 0..<600 {
      guard let packet = try? IPPacket(maker.packet(wrong: i % 2 == 0).build().bytes) else { continue }
      for pattern in patterns {
        let quick = pattern.matches(packet)
        #expect(quick == pattern.matches(Packet(packet)), "\(Packet(packet).source)")
        #expect((pattern.nearestMiss(packet) == nil) == quick)
        if quick { hits += 1 }
      }
    }
    #expect(hits > 100)
  }

  @Test func `a miss names the first field that differs`() throws {
    let wanted = try pattern(
      test("ip", [FieldTest("dst", .isIn, .ip("172.20.0.0/16"))]),
      test("udp", [FieldTest("dport", .equal, .number(54))]))
    let miss = try #require(wanted.nearestMiss(dns))
    #expect(miss.passed == 3 && miss.total == 4)
    #expect(miss.description == "udp.dport: expected 54, is 53")
    let code = try pattern(
      test("icmp", [FieldTest("type", .equal, .name("unreachable")), FieldTest("code", .equal, .name("port"))]))
    #expect(
      code.nearestMiss(refusal4)?.description
        == "icmp4.code: expected port, is 13 (Communication Administratively Prohibited)")
    #expect(try pattern(test("tcp")).nearestMiss(dns)?.description == "tcp: expected there, is in ip/udp")
  }

  @Test func `a pattern that no packet can match says why`() throws {
    #expect(
      caught { _ = try pattern(test("udp", [FieldTest("dprt", .equal, .number(1))])) }?.suggestion
        == "did you mean `dport` (destination port)?")
    #expect(
      caught { _ = try pattern(test("ip"), test("udp", [FieldTest("dport", .equal, .number(65536))])) }?.layer == 1)
    #expect(caught { _ = try pattern(test("icmp", [FieldTest("code", .equal, .name("nonsense"))])) } != nil)
    #expect(caught { _ = try pattern(test("ip", [FieldTest("dst", .less, .ip("1.2.3.4"))])) } != nil)
  }
}
