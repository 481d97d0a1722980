import Base
import Lab
import Report
import Testing

@Suite struct TraceLinesTests {
  private func line(_ record: TraceRecord) -> String {
    var text = Text()
    text.add(trace: record)
    return text.string
  }

  @Test func `an event is one line with its envelope first and its fields in their order`() {
    let event = record(
      58, ms: 12_400, "gateway", cause: 57, packet: 17,
      .reported(Sample("filtered", [Field("reason", "not-authorized"), Field("answer", .packet(PacketID(18)))])))
    #expect(
      line(event) == """
        {"n":58,"t":12400000000,"node":"gateway","kind":"filtered","cause":57,"packet":17,"reason":"not-authorized","answer":18}

        """)
  }

  @Test func `an event without a packet has no packet`() {
    #expect(
      line(record(1, "operator", .command("ping \"a\"\n\u{1}\u{7f}ü\\")))
        == "{\"n\":1,\"t\":0,\"node\":\"operator\",\"kind\":\"command\",\"cause\":0,"
        + "\"text\":\"ping \\\"a\\\"\\n\\u0001\\u007fü\\\\\"}\n")
  }

  @Test func `every fact has its form in JSON`() throws {
    let prefix = try #require(IPPrefix("172.20.0.0/16"))
    let endpoint = try #require(Endpoint("[2001:db8::1]:80"))
    let facts: [(Fact, String)] = [
      (.none, "null"), (.flag(true), "true"), (.number(.min), "-9223372036854775808"), (.number(0), "0"),
      (.number(.max), "9223372036854775807"), (.text(""), "\"\""), (.text("\t\r"), "\"\\t\\r\""),
      (.address(try #require(hostAddress)), "\"172.20.0.100\""), (.endpoint(endpoint), "\"[2001:db8::1]:80\""),
      (.prefix(prefix), "\"172.20.0.0/16\""), (.duration(.milliseconds(1500)), "1500000000"),
      (.instant(Instant(nanoseconds: 7)), "7"), (.packet(.none), "null"), (.packet(PacketID(4)), "4"),
      (.bytes([0, 0xff]), "\"00ff\""), (.list([]), "[]"), (.list([.number(1), .list([.none])]), "[1,[null]]"),
    ]
    for (fact, json) in facts {
      var text = Text()
      text.add(json: fact)
      #expect(text.string == json)
    }
  }

  @Test func `no name stands twice in one object`() {
    let event = Sample("x", [Field("node", "a"), Field("a", .number(1)), Field("a", .number(2)), Field("a_", .none)])
    #expect(
      line(record(1, "n", .reported(event)))
        == "{\"n\":1,\"t\":0,\"node\":\"n\",\"kind\":\"x\",\"cause\":0,\"node_\":\"a\",\"a\":1,\"a_\":2,\"a__\":null}\n"
    )
  }

  @Test func `a long trace leaves in pieces that make the whole`() {
    let records = (1...3000).map { record($0, ms: Int64($0), "client", .reported(Sample("drop"))) }
    var pieces: [[UInt8]] = []
    TraceWriter.write(records) { pieces.append($0) }
    #expect(pieces.count > 1)
    #expect(pieces.allSatisfy { $0.count <= TraceWriter.piece + 200 })
    #expect(pieces.flatMap { $0 } == records.flatMap { Array(line($0).utf8) })
  }

  @Test func `a sink that fails ends the writing`() {
    struct Full: Error {}
    let records = (1...5000).map { record($0, "client", .reported(Sample("drop"))) }
    var calls = 0
    #expect(throws: Full.self) {
      try TraceWriter.write(records) { _ in
        calls += 1
        throw Full()
      }
    }
    #expect(calls == 1)
  }
}
