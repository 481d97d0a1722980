import Access
import Base
import HostStack
import Lab
import Testing
import Wire

@testable import Sim

/// What clients do beside their tunnel: ping, TCP and UDP with hosts in the open, through routers and over links.
@Suite struct OpenPacketTests {
  private static let host = "203.0.113.80"

  private func run(_ request: AppRequest, _ desk: inout LabDesk) throws -> AppResult {
    let action = Action.open(request, on: "client", besideTunnel: true)
    guard case .app(let app) = try desk.lab.perform(action) else { throw LabDesk.Unfinished() }
    _ = desk.lab.run(until: desk.lab.now + .seconds(200)) {
      $0.kind == "app.ended" && $0["app"] == .number(Int64(app.number))
    }
    guard let result = try desk.result(app) else { throw LabDesk.Unfinished() }
    return result
  }

  private func ping(_ address: String, _ desk: inout LabDesk) throws -> AppResult {
    try run(.ping(try #require(IPAddress(address)), sequence: 1), &desk)
  }

  private func curl(_ address: String, _ path: String = "/", _ desk: inout LabDesk) throws -> AppResult {
    try run(.http(Endpoint(try #require(IPAddress(address)), 80), path: path, host: address), &desk)
  }

  @Test(arguments: NATKind.allCases) func `a client behind any router pings and fetches from a public host`(
    _ kind: NATKind
  ) throws {
    var desk = try LabDesk()
    if kind != .none { desk = try RouterTests.behind(kind) }
    let start = desk.lab.trace.count
    let echo = try ping(Self.host, &desk)
    #expect(echo.succeeded)
    #expect(echo.duration >= .milliseconds(10) && echo.duration < .milliseconds(11), "the client's own link, twice")
    #expect(try curl(Self.host, "/bytes?num=100000", &desk).http?.length == 100_000)
    let sources = desk.lab.trace.dropFirst(start).filter { $0.kind == "net.in" }.compactMap {
      $0.seen?.packet.destination
    }
    #expect(!sources.isEmpty && Set(sources).count == 1)
    #expect(desk.lab.trace.dropFirst(start).allSatisfy { $0.kind != "tun.out" })
    desk.check()
  }

  @Test func `names are asked of the network's own name server`() throws {
    var desk = try RouterTests.behind(.symmetric)
    let result = try run(.http(.name("example.com", nil), port: 80, path: "/", host: "example.com"), &desk)
    #expect(result.http?.status == 200)
    desk.check()
  }

  @Test(arguments: [NATKind.none, .symmetric, .masquerade])
  func `an error about a packet that passed a router finds who sent it`(_ kind: NATKind) throws {
    var desk = try LabDesk()
    if kind != .none { desk = try RouterTests.behind(kind) }
    let closed = Endpoint(try #require(IPAddress(Self.host)), 9)
    #expect(try run(.udp(closed, [1]), &desk).errno == .econnrefused)
    #expect(try run(.connect(.address(closed.address), port: closed.port), &desk).errno == .econnrefused)
    #expect(try ping("203.0.113.99", &desk).succeeded == false)
    let nobody = Destination.address(try #require(IPAddress("203.0.113.99")))
    #expect(try run(.connect(nobody, port: 80), &desk).errno == .ehostunreach)
    desk.check()
  }

  @Test func `a narrow link says so, and what follows is short enough`() throws {
    var desk = try RouterTests.behind(.portRestricted)
    _ = try desk.lab.perform(.shape(link: "client", LinkFaultTests.shape("mtu=700B")))
    let start = desk.lab.trace.count
    #expect(try curl(Self.host, "/bytes?num=20000", &desk).http?.length == 20_000)
    let seen = desk.lab.trace.dropFirst(start).filter { $0.kind == "net.in" }.compactMap { $0.seen?.packet.bytes.count }
    #expect(seen.allSatisfy { $0 <= 700 })
    desk.check()
  }

  /// RFC 4787 REQ-14: fragments pass a router in any order, and are one packet at the other end.
  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
  func `fragments pass a router in any order`(_ order: [Int]) throws {
    var desk = try RouterTests.behind(.symmetric)
    _ = try ping(Self.host, &desk)
    let (client, host) = (try #require(IPAddress("172.30.0.100")), try #require(IPAddress(Self.host)))
    let echo: [UInt8] = [0, 7, 0, 1] + Array(repeating: 9, count: 1200)
    let whole = try #require(IPPacket.icmp(from: client, to: host, type: 8, code: 0, carrying: echo))
    var bytes = whole.bytes
    // May be cut: DF is off, and the header's sum says so.
    bytes[6] = 0
    bytes.put16(0, at: 10)
    bytes.put16(Checksum.of(bytes[..<20]), at: 10)
    let pieces = try IPPacket(bytes).fragmented(to: 500, id: 77).map { try IPPacket($0) }
    try #require(pieces.count == 3)
    let start = desk.lab.trace.count
    for i in order { _ = try desk.lab.perform(.inject(pieces[i], at: Tap("client", .net))) }
    desk.wait(.seconds(1))
    let replies = desk.lab.trace.dropFirst(start).filter { $0.kind == "net.in" }.compactMap { $0.seen?.packet }
    #expect(replies.count == 1 && replies.first?.bytes.count == whole.bytes.count)
    #expect(replies.first?.destination == client)
    desk.check()
  }

  @Test func `what a link does to datagrams it does to these`() throws {
    var desk = try LabDesk()
    try desk.shape("client", lossPercent: 20)
    #expect(try curl(Self.host, "/bytes?num=100000", &desk).http?.length == 100_000)
    _ = try desk.lab.perform(
      .shape(link: "client", LinkFaultTests.shape("loss=0% duplicate=20% corrupt=5% jitter=5ms")))
    #expect(try curl(Self.host, "/bytes?num=100000", &desk).http?.length == 100_000)
    desk.check()
  }

  @Test func `a client without a network reaches nobody, and one elsewhere has its new addresses`() throws {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.partition("client", nil))
    #expect(try !ping(Self.host, &desk).succeeded)
    _ = try desk.lab.perform(.heal(nil, nil))
    _ = try desk.lab.perform(.node("client", .roam([])))
    #expect(try ping(Self.host, &desk).succeeded)
    desk.check()
  }
}
