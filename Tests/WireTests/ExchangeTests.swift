import Base
import Testing
import Wire

@Suite struct ExchangeTests {
  private func packet(_ layers: Layer...) throws -> IPPacket { try IPPacket(CraftedPacket(layers).build().bytes) }
  private func layer(_ name: String, _ fields: [(String, FieldValue)]) throws -> Layer {
    try Layer(name, fields.map { (name: $0.0, value: $0.1) })
  }
  private func ip(_ src: String, _ dst: String, id: UInt64 = 0) throws -> Layer {
    let (src, dst) = (try #require(IPAddress(src)), try #require(IPAddress(dst)))
    if src.family == .v6 { return try layer("ip6", [("src", .address(src)), ("dst", .address(dst))]) }
    return try layer("ip", [("src", .address(src)), ("dst", .address(dst)), ("id", .number(id))])
  }
  private func udp(
    _ src: String, _ dst: String, _ sport: UInt64, _ dport: UInt64, _ data: [UInt8] = [1], id: UInt64 = 0
  )
    throws -> IPPacket
  {
    try packet(ip(src, dst, id: id), layer("udp", [("sport", .number(sport)), ("dport", .number(dport))]), .raw(data))
  }
  private func tcp(
    _ src: String, _ dst: String, _ ports: (UInt64, UInt64), _ flags: String, seq: UInt64, ack: UInt64 = 0
  )
    throws -> IPPacket
  {
    try packet(
      ip(src, dst),
      layer(
        "tcp",
        [
          ("sport", .number(ports.0)), ("dport", .number(ports.1)), ("flags", .name(flags)), ("seq", .number(seq)),
          ("ack", .number(ack)),
        ]))
  }
  private func echo(_ src: String, _ dst: String, _ type: String, id: UInt64, seq: UInt64) throws -> IPPacket {
    let name = src.contains(":") ? "icmp6" : "icmp4"
    return try packet(
      ip(src, dst), layer(name, [("type", .name(type)), ("id", .number(id)), ("seq", .number(seq))]))
  }

  @Test(arguments: [("1.1.1.1", "2.2.2.2"), ("a::1", "b::2")])
  func `an echo reply answers the request of the same identifier and number`(_ a: String, _ b: String) throws {
    let request = try echo(a, b, "echo-request", id: 7, seq: 3)
    #expect(try ExchangeMiss(echo(b, a, "echo-reply", id: 7, seq: 3), from: request) == nil)
    let other = try #require(try ExchangeMiss(echo(b, a, "echo-reply", id: 7, seq: 4), from: request))
    #expect((other.field.hasSuffix(".seq"), other.expected, other.found) == (true, "3", "4"))
    #expect(
      try ExchangeMiss(echo(b, a, "echo-request", id: 7, seq: 3), from: request)?.field.hasSuffix(".type") == true)
  }

  @Test func `UDP answers come from the port that was asked`() throws {
    let request = try udp("1.1.1.1", "2.2.2.2", 4000, 9)
    #expect(try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 9, 4000), from: request) == nil)
    let miss = try #require(try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 10, 4000), from: request))
    #expect((miss.field, miss.expected, miss.found) == ("udp.sport", "9", "10"))
    #expect(try ExchangeMiss(udp("2.2.2.3", "1.1.1.1", 9, 4000), from: request)?.field == "ip.src")
  }

  @Test func `DNS answers carry the identifier`() throws {
    let query: [UInt8] = [0, 7] + [UInt8](repeating: 0, count: 10)
    let request = try udp("1.1.1.1", "2.2.2.2", 4000, 53, query)
    #expect(try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 53, 4000, query), from: request) == nil)
    let other: [UInt8] = [0, 8] + [UInt8](repeating: 0, count: 10)
    let miss = try #require(try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 53, 4000, other), from: request))
    #expect((miss.field, miss.expected, miss.found) == ("dns.id", "7", "8"))
  }

  @Test func `STUN answers carry the transaction`() throws {
    func message(_ last: UInt8) -> [UInt8] {
      [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42] + [UInt8](repeating: 0xab, count: 11) + [last]
    }
    let request = try udp("1.1.1.1", "2.2.2.2", 4000, 3478, message(1))
    #expect(try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 3478, 4000, message(1)), from: request) == nil)
    let miss = try ExchangeMiss(udp("2.2.2.2", "1.1.1.1", 3478, 4000, message(2)), from: request)
    #expect(miss?.field == "stun.transaction_id")
  }

  @Test func `TCP answers acknowledge what was sent`() throws {
    let syn = try tcp("1.1.1.1", "2.2.2.2", (4000, 80), "S", seq: 99)
    #expect(try ExchangeMiss(tcp("2.2.2.2", "1.1.1.1", (80, 4000), "SA", seq: 5, ack: 100), from: syn) == nil)
    #expect(try ExchangeMiss(tcp("2.2.2.2", "1.1.1.1", (80, 4000), "RA", seq: 0, ack: 100), from: syn) == nil)
    let late = try #require(try ExchangeMiss(tcp("2.2.2.2", "1.1.1.1", (80, 4000), "SA", seq: 5, ack: 99), from: syn))
    #expect((late.field, late.expected, late.found) == ("tcp.ack", "100", "99"))
    let probe = try tcp("1.1.1.1", "2.2.2.2", (4000, 80), "A", seq: 9, ack: 77)
    #expect(try ExchangeMiss(tcp("2.2.2.2", "1.1.1.1", (80, 4000), "R", seq: 77), from: probe) == nil)
    #expect(try ExchangeMiss(tcp("2.2.2.2", "1.1.1.1", (80, 4000), "R", seq: 78), from: probe)?.field == "tcp.seq")
  }

  @Test func `an error answers the packet that it quotes`() throws {
    let (first, second) = (
      try udp("1.1.1.1", "2.2.2.2", 4000, 9, id: 1), try udp("1.1.1.1", "2.2.2.2", 4000, 9, id: 2)
    )
    var pairing = Pairing()
    pairing.append(first)
    pairing.append(second)
    let error = try #require(IPPacket.error(.prohibited(.v4), about: second))
    #expect(pairing.take(error, as: 0) == 1)
    #expect(pairing.take(error, as: 1) == nil)
    #expect(pairing.open == 1)
    let foreign = try #require(IPPacket.error(.prohibited(.v4), about: udp("1.1.1.1", "2.2.2.2", 4000, 10)))
    #expect(ExchangeMiss(foreign, from: first)?.field == "icmp.quoted.udp.dport")
  }

  @Test func `requests that cannot be told apart are answered in their order`() throws {
    var pairing = Pairing()
    for _ in 0..<3 { pairing.append(try udp("1.1.1.1", "2.2.2.2", 4000, 9)) }
    let reply = try udp("2.2.2.2", "1.1.1.1", 9, 4000)
    #expect((0..<4).map { pairing.take(reply, as: $0) } == [0, 1, 2, nil])
    #expect(pairing.answers == [0, 1, 2])
  }

  @Test func `an answer is looked up, however many requests there are`() throws {
    var pairing = Pairing()
    for i in 0..<2000 { pairing.append(try echo("1.1.1.1", "2.2.2.2", "echo-request", id: 1, seq: UInt64(i))) }
    for i in (0..<2000).reversed() {
      #expect(pairing.take(try echo("2.2.2.2", "1.1.1.1", "echo-reply", id: 1, seq: UInt64(i)), as: i) == i)
    }
    #expect(pairing.open == 0)
  }
}
