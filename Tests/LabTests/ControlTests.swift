import Access
import Base
import Portal
import Testing
import Wire

@testable import Lab

/// What crosses a control socket: read as it was written, and one clear refusal for everything else.
@Suite struct ControlTests {
  static let packet = IPPacket.udp(
    from: Endpoint(.v4(IPv4Address(100, 64, 0, 2)), 40_000), to: Endpoint(.v4(IPv4Address(172, 20, 0, 100)), 53),
    [1, 2])

  static var wishes: [ControlWish] {
    var policy = Topology.Policy(group: "Everyone", resource: "MyCorp Network")
    policy.conditions = [try? AccessCondition("remote_ip is_in_cidr 203.0.113.0/24")].compactMap(\.self)
    let network = IPPrefix("10.0.0.0/8").map { Directory.Resource.Target.cidr($0) } ?? .internet
    let changes: [AccessChange] = [
      .authorize(resource: "a", client: "b", gateway: "c"),
      .expire(resource: "a", client: "b", gateway: nil, after: .seconds(5)), .addPolicy(policy),
      .addResource(Topology.Resource(name: "a", target: network, sites: ["s"])),
      .addResource(Topology.Resource(name: "b", target: .dns(pattern: "**.b", stack: .ipv4Only), sites: [])),
      .addResource(Topology.Resource(name: "c", target: .internet, sites: [])), .setSearchDomain(nil),
      .setUpstreamDNS([Endpoint(.v6(.unspecified), 53)]), .disableAccount(true),
    ]
    return [
      .state(path: ["resources", "MyCorp \"Network\"\n"]), .names, .refusal(client: "a", resource: "b"),
      .listen(packets: true), .sync, .flag(name: "a", on: false), .internetResource(on: true),
      .revoke(resource: "a", client: "b", gateway: "c"), .filters(resource: "a", [.tcp(80...80), .icmp]),
    ] + changes.map { .change($0) } + [packet].compactMap(\.self).map { .inject($0, at: .tun, claims: true) }
  }

  static let facts: [(Fact, json: String)] = [
    (.none, "null"), (.flag(true), "true"), (.number(-5), "-5"), (.text("a/\"b\""), #""a/\"b\"""#),
    (.address(.v4(IPv4Address(10, 0, 0, 1))), #"{"ip":"10.0.0.1"}"#),
    (.endpoint(Endpoint(.v6(.unspecified), 53)), #"{"endpoint":"[::]:53"}"#),
    (.duration(.milliseconds(1)), #"{"ns":1000000}"#),
    (.instant(Instant(nanoseconds: 7)), #"{"at":7}"#), (.packet(PacketID(3)), #"{"packet":3}"#),
    (.bytes([0xde, 0xad]), #"{"hex":"dead"}"#), (.list([.text("a"), .list([]), .none]), #"["a",[],null]"#),
  ]

  static let replies: [ControlReply] =
    [
      .hello(ControlHello(role: .gateway, name: "g", began: 1, epoch: 2, addresses: [.v4(IPv4Address(10, 0, 0, 1))])),
      .lost(5), .answer(id: 1, .done), .answer(id: 2, .warning(last: true)), .answer(id: 3, .text(nil)),
      .answer(id: 4, .state(.table(columns: ["a"], rows: facts.map { [$0.0] }))),
      .answer(id: 5, .state(.record([.init("x", .record([])), .init("y", .fact(.none))]))),
      .answer(id: 6, .names([ControlName("1", "a")])), .answer(id: 7, .told(until: .max)),
      .answer(id: 8, .refused(.unknown(.flag, name: "a", known: ["b"]))),
    ] + [packet].compactMap(\.self).map { .answered($0, packet: 9) }

  private func line(_ message: some Encodable) -> [UInt8] { Array(ControlCoding.line(message).dropLast()) }

  @Test(arguments: wishes) func `a wish is read as it was written`(wish: ControlWish) throws {
    let request = ControlRequest(id: 7, wish)
    #expect(try ControlCoding.message(ControlRequest.self, line(request)) == request)
  }

  @Test(arguments: replies) func `what a node says is read as it was written`(reply: ControlReply) throws {
    #expect(try ControlCoding.message(ControlReply.self, line(reply)) == reply)
  }

  @Test func `facts are JSON that a person can read`() throws {
    for (fact, json) in Self.facts {
      #expect(String(decoding: line(fact), as: UTF8.self) == json)
      #expect(try ControlCoding.message(Fact.self, Array(json.utf8)) == fact)
    }
  }

  @Test func `every beginning of a message is refused in words`() throws {
    for wish in Self.wishes {
      let whole = line(ControlRequest(id: 7, wish))
      for count in 0..<whole.count {
        do throws(ControlRefusal) {
          let read = try ControlCoding.message(ControlRequest.self, Array(whole[..<count]))
          Issue.record("\(count) bytes read as \(read)")
        } catch {
          guard case .malformed(let why) = error else { throw error }
          #expect(!why.isEmpty)
        }
      }
    }
  }

  @Test(arguments: [
    (#"{"id":1,"wish":{"inject":{"_0":"4500","at":"tun","claims":true}}}"#, "ip"),
    (#"{"id":1,"wish":{"inject":{"_0":"xyz","at":"tun","claims":true}}}"#, "hexadecimal"),
    (
      #"{"id":1,"wish":{"filters":{"resource":"a","_1":[{"protocol":"tcp","port_range_start":9,"port_range_end":1}]}}}"#,
      "range"
    ),
    (
      #"{"id":1,"wish":{"change":{"_0":{"addResource":{"_0":{"name":"a","target":{"cidr":{"_0":"10.0.0.0/99"}},"sites":[],"filters":[]}}}}}}"#,
      "10.0.0.0/99"
    ),
    (#"{"id":1,"wish":{"flag":{"name":"a"}}}"#, "`on` is missing"), (#"{"id":-1,"wish":{"sync":{}}}"#, "id"),
  ])
  func `a value that cannot be is refused where it stands`(line: String, part: String) {
    do throws(ControlRefusal) {
      let read = try ControlCoding.message(ControlRequest.self, Array(line.utf8))
      Issue.record("\(read)")
    } catch {
      guard case .malformed(let why) = error else { return #expect(Bool(false), "\(error)") }
      #expect(why.contains(part), "\(why)")
    }
  }

  @Test func `a line that cannot be read may still be answered under its number`() {
    #expect(ControlCoding.number(of: Array(#"{"id":9,"wish":"nonsense"}"#.utf8)) == 9)
    #expect(ControlCoding.number(of: Array("garbage".utf8)) == 0)
  }

  @Test func `lines are cut alike however their bytes come`() throws {
    let bytes = Array("one\ntwo\n\nthree".utf8)
    for size in 1...bytes.count {
      var lines = ControlLines(longest: 5)
      var cut: [String] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        lines.append(bytes[start..<min(start + size, bytes.count)])
        while let line = try lines.next() { cut.append(String(decoding: line, as: UTF8.self)) }
      }
      #expect(cut == ["one", "two", ""], "\(size) bytes at a time")
    }
  }

  @Test func `a line of the greatest length is read, and a longer one refused before its end`() throws {
    var lines = ControlLines(longest: 5)
    lines.append(Array("12345\n".utf8))
    #expect(try lines.next()?.count == 5)
    lines.append(Array("123456".utf8))
    #expect(throws: ControlRefusal.malformed("a line of more than 5 bytes")) { try lines.next() }
  }
}
