import Access
import Base
import Berkeley
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

extension LabDesk {
  @discardableResult
  mutating func rule(
    _ pattern: Pattern, at node: String, _ face: Tap.Face, _ verdict: Verdict, times: Int? = nil
  ) throws -> Int {
    let rule = Rule(pattern, at: Tap(node, face), verdict, times: times, text: "")
    guard case .rule(let number) = try lab.perform(.addRule(rule)) else { throw Unfinished() }
    return number
  }

  mutating func release(_ release: Release = .all) throws -> Int {
    guard case .released(let count) = try lab.perform(.release(release)) else { throw Unfinished() }
    return count
  }

  func records(_ kind: String) -> [TraceRecord] { lab.trace.filter { $0.kind == kind } }

  /// The whole trace in words.
  var words: [String] {
    lab.trace.map { record in
      let fields = record.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
      return "#\(record.n) \(record.t) \(record.node) \(record.kind) \(record.cause) \(record.packet) \(fields)"
    }
  }
}

extension Pattern {
  static func layer(_ name: String, _ tests: FieldTest...) throws -> Pattern {
    .packet(try PacketPattern([try LayerPattern(name, tests)]))
  }
  static func bpf(_ text: String) throws -> Pattern { .berkeley(try BerkeleyFilter(text)) }
}

@Suite struct RuleTests {
  private func connected(seed: UInt64 = 1) throws -> LabDesk {
    var desk = try LabDesk(seed: seed)
    #expect(try desk.ping("172.20.0.100").succeeded)
    return desk
  }

  @Test func `a dropped packet has the rule for its reason, and the rule for its cause`() throws {
    var desk = try connected()
    let rule = try desk.rule(.bpf("icmp and dst host 172.20.0.100"), at: "client", .tun, .drop)
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    let drop = try #require(desk.records("drop").last)
    #expect(drop["reason"] == .text("rule") && drop["rule"] == .number(Int64(rule)))
    let applied = desk.lab.trace[drop.cause - 1]
    #expect(applied.kind == "rule" && applied["verdict"] == .text("drop") && applied.packet == drop.packet)
    #expect(desk.lab.trace[applied.cause - 1].kind == "tun.out")
    #expect(try desk.udp("172.20.0.100").succeeded)
    desk.check()
  }

  @Test(
    arguments: [
      ("client", .tun, 2), ("client", .wire, 2), ("gateway", .wire, 2), ("gateway", .tun, 2), ("gateway", .lan, 2),
    ] as [(String, Tap.Face, Int64)])
  func `a delay at any tap counts for each way`(_ node: String, _ face: Tap.Face, _ ways: Int64) throws {
    var desk = try connected()
    let before = try #require(try desk.ping("172.20.0.100").roundTrip)
    try desk.rule(face == .wire ? .layer("wg.transport") : .layer("icmp"), at: node, face, .delay(.milliseconds(100)))
    let after = try #require(try desk.ping("172.20.0.100").roundTrip)
    #expect(after - before == .milliseconds(100 * ways))
    #expect(desk.count("rule") == Int(ways))
    desk.check()
  }

  @Test func `of several rules the first that matches wins, as often as it may`() throws {
    var desk = try connected()
    try desk.rule(.layer("udp"), at: "client", .tun, .drop)
    try desk.rule(
      .not(.layer("icmp", FieldTest("type", .equal, .name("echo-reply")))), at: "client", .tun, .drop, times: 1)
    try desk.rule(.layer("icmp"), at: "client", .tun, .drop)
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    #expect(desk.records("rule").map { $0["rule"] } == [.number(2)])
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    #expect(desk.records("rule").map { $0["rule"] } == [.number(2), .number(3)])
    _ = try desk.lab.perform(.removeRule(3))
    #expect(try desk.ping("172.20.0.100").succeeded)
    desk.check()
  }

  @Test func `a copy on the wire has a number of its own and is refused as a replay`() throws {
    var desk = try connected()
    try desk.rule(.layer("udp"), at: "client", .wire, .duplicate(copies: 2), times: 1)
    let start = desk.lab.trace.count
    #expect(try desk.ping("172.20.0.100").succeeded)
    let ruling = try #require(desk.records("rule").first)
    guard case .list(let copies)? = ruling["copies"] else {
      Issue.record("no copies")
      return
    }
    #expect(copies.count == 2)
    let refused = desk.lab.trace.dropFirst(start).filter { $0.kind == "drop" }
    #expect(refused.map { .packet($0.packet) } == copies)
    #expect(
      desk.lab.trace.filter { $0.kind == "wire.sent" && $0.cause == ruling.n && $0.packet != ruling.packet }.count == 2)
    desk.check()
  }

  @Test func `what is corrupted on the wire WireGuard refuses, and behind the gateway the host`() throws {
    var desk = try connected()
    try desk.rule(.layer("udp"), at: "gateway", .wire, .corrupt(bytes: 1), times: 1)
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    #expect(desk.count("drop", on: "gateway") == 1)
    try desk.rule(.layer("udp"), at: "gateway", .lan, .corrupt(bytes: 1), times: 1)
    #expect(try desk.udp("172.20.0.100").succeeded == false)
    let last = try #require(desk.records("drop").last)
    #expect(["bad-checksum", "malformed"].contains(last.text("reason")), "\(last.fields)")
    desk.check()
  }

  @Test func `an edit makes checksums right, and leaves those that it sets`() throws {
    var desk = try connected()
    try desk.rule(
      .layer("udp"), at: "client", .tun, .edit([Edit("udp.dport", .number(7)), Edit("ttl", .number(9))]), times: 1)
    #expect(try desk.udp("172.20.0.100", port: 9).succeeded == false)
    let seen = try #require(
      desk.lab.trace.compactMap(\.seen).last { $0.tap == Tap("gateway", .lan) && $0.packet.proto == .udp })
    #expect(desk.records("rule").first?.seen?.packet.hopLimit == 9)
    #expect(seen.packet.checksumsAreValid)
    try desk.rule(.layer("udp"), at: "client", .tun, .edit([Edit("udp.checksum", .number(1))]))
    #expect(try desk.udp("172.20.0.100").succeeded == false)
    #expect(desk.records("drop").last?["reason"] == .text("bad-checksum"))
    desk.check()
  }

  @Test func `an edit of what a packet does not have changes nothing, and one that breaks it ends it`() throws {
    var desk = try connected()
    try desk.rule(.layer("icmp"), at: "client", .tun, .edit([Edit("tcp.dport", .number(7))]), times: 1)
    #expect(try desk.ping("172.20.0.100").succeeded)
    #expect(desk.records("rule").first?["problem"] != nil)
    try desk.rule(.layer("icmp"), at: "client", .tun, .edit([Edit("ip.total_length", .number(5))]))
    #expect(try desk.ping("172.20.0.100").succeeded == false)
    #expect(desk.records("drop").last?["reason"] == .text("malformed"))
    desk.check()
  }

  @Test func `an edit behind the gateway's judgement breaks no invariant`() throws {
    var desk = try connected()
    let elsewhere = try #require(IPAddress("172.21.0.101"))
    try desk.rule(.layer("icmp"), at: "gateway", .tun, .edit([Edit("ip.dst", .address(elsewhere))]), times: 1)
    _ = try desk.ping("172.20.0.100")
    #expect(
      desk.lab.trace.compactMap(\.seen).contains {
        $0.tap == Tap("gateway", .lan) && $0.packet.destination == elsewhere
      })
    desk.check()
  }

  @Test func `held things are part of the world, and go on in order`() throws {
    var desk = try connected()
    try desk.rule(.layer("icmp"), at: "client", .tun, .hold)
    let apps = try (1...3).map { try desk.open(.ping(try #require(IPAddress("172.20.0.100")), sequence: $0)) }
    desk.wait(.milliseconds(200))
    #expect(desk.count("tun.out", on: "gateway", since: 0) == 1)
    _ = try desk.lab.perform(.removeRule(1))
    let saved = desk
    #expect(try desk.release() == 3)
    desk.wait(.seconds(1))
    for app in apps { #expect(try desk.result(app)?.succeeded == true) }
    #expect(desk.records("released").map { $0["held"] } == [.number(1), .number(2), .number(3)])
    let first = desk.words
    desk.check()

    desk = saved
    #expect(try desk.release() == 3)
    desk.wait(.seconds(1))
    #expect(desk.words == first)

    desk = saved
    #expect(try desk.release(.one(2)) == 1)
    desk.wait(.seconds(1))
    #expect(try apps.map { try desk.result($0)?.succeeded } == [false, true, false])
    desk.check()
    #expect(throws: LabError.unknown(.held, name: "2", known: ["1", "3"])) { try desk.release(.one(2)) }
  }

  @Test func `a message held at the portal is not known there until it is released`() throws {
    var desk = try LabDesk()
    let asked = MessagePattern(
      name: "create_flow", tests: [MessageTest("resource_id", .equal, .text(LabDesk.network))])
    try desk.rule(.message(asked), at: "portal", .ws, .hold, times: 1)
    let app = try desk.open(.ping(try #require(IPAddress("172.20.0.100"))))
    desk.wait(.milliseconds(500))
    #expect(desk.sent("create_flow") == 1 && desk.sent("authorize_flow") == 0)
    #expect(try desk.release() == 1)
    desk.wait(.seconds(1))
    #expect(desk.sent("authorize_flow") == 1)
    #expect(try desk.result(app)?.succeeded == true)
    desk.check()
  }

  @Test(arguments: [Verdict.drop, .corrupt(bytes: 3), .duplicate(copies: 1), .delay(.milliseconds(300))])
  func `whatever befalls a message, the client comes through in the end`(_ verdict: Verdict) throws {
    for name in ["create_flow", "authorize_flow", "flow_authorized", "flow_created"] {
      var desk = try LabDesk()
      try desk.rule(.message(MessagePattern(name: name)), at: "portal", .ws, verdict, times: 1)
      _ = try desk.curl("172.20.0.100")
      desk.wait(.seconds(10))
      #expect(try desk.curl("172.20.0.100").http?.status == 200, "\(name) \(verdict)")
      #expect(desk.count("rule") == 1, "\(name)")
      desk.check("\(name) \(verdict)")
    }
  }

  @Test func `a message is edited by names`() throws {
    var desk = try LabDesk()
    try desk.rule(
      .message(MessagePattern(name: "create_flow")), at: "portal", .ws,
      .edit([Edit("resource_id", .text(LabDesk.downloads))]), times: 1)
    _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100"))))
    desk.wait(.seconds(1))
    let sent = try #require(desk.lab.trace.first { $0["message"] == .text("authorize_flow") })
    #expect(sent.fields.contains { $0.value == .text(LabDesk.downloads) })
    desk.check()
  }

  @Test func `the same seed gives the same damage, another one other damage`() throws {
    func trace(_ seed: UInt64) throws -> ([String], [[UInt8]]) {
      var desk = try connected(seed: seed)
      try desk.rule(.layer("tcp"), at: "gateway", .lan, .corrupt(bytes: 2), times: 2)
      try desk.rule(.layer("udp"), at: "client", .wire, .duplicate(copies: 1))
      _ = try desk.curl("172.20.0.100")
      desk.check("seed \(seed)")
      return (desk.words, desk.records("rule").compactMap { $0.seen?.packet.bytes })
    }
    let (a, b, c) = (try trace(1), try trace(1), try trace(2))
    #expect(a.0 == b.0 && a.1 == b.1)
    #expect(a.1 != c.1)
  }

  @Test func `a rule that matches nothing changes nothing but its own two events`() throws {
    func trace(_ hasRule: Bool) throws -> [String] {
      var desk = try LabDesk()
      if hasRule { try desk.rule(.bpf("tcp port 9999"), at: "client", .wire, .drop) }
      _ = try desk.curl("172.20.0.100")
      return desk.lab.trace.filter { $0.kind != "rule.added" }.map { "\($0.t) \($0.node) \($0.kind) \($0.packet)" }
    }
    #expect(try trace(true) == trace(false))
  }

  @Test func `what no rule can do is refused`() throws {
    var desk = try LabDesk()
    #expect(throws: LabError.self) { try desk.rule(.layer("icmp"), at: "portal", .ws, .drop) }
    #expect(throws: LabError.self) {
      try desk.rule(.message(MessagePattern(name: "init")), at: "client", .tun, .drop)
    }
    #expect(throws: LabError.self) { try desk.rule(.layer("icmp"), at: "client", .lan, .drop) }
    for verdict in [
      Verdict.delay(.seconds(-1)), .duplicate(copies: 0), .duplicate(copies: 101), .corrupt(bytes: 0), .edit([]),
    ] {
      #expect(throws: LabError.self, "\(verdict)") { try desk.rule(.layer("icmp"), at: "client", .tun, verdict) }
    }
    #expect(throws: LabError.unknown(.rule, name: "1", known: [])) { try desk.lab.perform(.removeRule(1)) }
    #expect(try desk.release() == 0)
  }

  /// Rules of all kinds at all taps, and what must hold whatever they do.
  @Test(arguments: 1...12 as ClosedRange<UInt64>) func `no packet vanishes under rules drawn by chance`(seed: UInt64)
    throws
  {
    var chance = Chance(seed: seed).stream("rules of a test")
    var desk = try LabDesk(seed: seed)
    let taps: [(String, Tap.Face)] = [
      ("client", .tun), ("client", .wire), ("gateway", .wire), ("gateway", .tun), ("gateway", .lan),
    ]
    let verdicts: [Verdict] = [
      .drop, .delay(.milliseconds(70)), .duplicate(copies: 2), .corrupt(bytes: 4), .hold,
      .edit([Edit("ttl", .number(3))]),
    ]
    for _ in 0..<6 {
      let (node, face) = taps[Int(chance.below(5))]
      let verdict = verdicts[Int(chance.below(6))]
      try desk.rule(.bpf(""), at: node, face, verdict, times: Int(1 + chance.below(4)))
    }
    for resource in LabDesk.resources { _ = try desk.curl(resource.address) }
    desk.check("seed \(seed)")
    _ = try desk.release()
    desk.wait(.seconds(30))
    desk.check("seed \(seed)")
    for resource in LabDesk.resources { #expect(try desk.curl(resource.address).http?.status == 200, "seed \(seed)") }
  }
}

extension AppResult {
  fileprivate var roundTrip: Duration? { if case .echoed(let reply) = outcome { reply.roundTrip } else { nil } }
}
