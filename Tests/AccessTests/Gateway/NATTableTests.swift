import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct NATTableTests {
  private let proxy = Fixture.address("100.96.0.1")
  private let other = Fixture.address("100.96.0.2")
  private let real = Fixture.address("10.9.0.1")
  private let moved = Fixture.address("10.9.0.2")

  /// A table, its clock and what it has told.
  private struct Bench {
    var table = NATTable()
    var now = Instant.zero
    var quirks = AccessQuirks.none
    var changes: [NATChange] = []

    mutating func out(
      _ port: FlowPort, _ proxy: IPAddress, to real: IPAddress?, _ flags: TCPFlags = []
    ) throws(NATTable.Fault) -> NATOutside {
      try table.outbound(NATInside(port: port, proxy: proxy), to: real, flags, quirks, at: now, &changes).outside
    }

    mutating func back(_ port: FlowPort, _ real: IPAddress, _ flags: TCPFlags = []) -> NATTable.Inbound {
      table.inbound(NATOutside(port: port, address: real), flags, quirks, at: now, &changes)
    }

    mutating func wait(_ seconds: Int64) {
      now = now + .seconds(seconds)
      table.sweep(quirks, at: now, &changes)
    }

    var ends: [NATEnd] { changes.compactMap { if case .ended(_, let end) = $0 { end } else { nil } } }
  }

  @Test(
    arguments: [
      (FlowPort.tcp(4000), 7440), (.udp(4000), 120), (.icmp(7), 120),
    ] as [(FlowPort, Int64)])
  func `an answered session lives its protocol's time after the last packet either way`(
    port: FlowPort, lifetime: Int64
  ) throws {
    var bench = Bench()
    _ = try bench.out(port, proxy, to: real)
    _ = bench.back(port, real)
    bench.wait(lifetime - 1)
    #expect(bench.table.count == 1)
    _ = bench.back(port, real)
    bench.wait(lifetime - 1)
    _ = try bench.out(port, proxy, to: real)
    bench.wait(lifetime - 1)
    #expect(bench.ends == [])
    bench.wait(2)
    #expect(bench.ends == [.expired])
    #expect(bench.table.count == 0)
    #expect(bench.back(port, real) == .over)
  }

  @Test(arguments: [FlowPort.tcp(4000), .udp(4000), .icmp(7)])
  func `a session that nobody answers lives a minute`(port: FlowPort) throws {
    var bench = Bench()
    _ = try bench.out(port, proxy, to: real)
    bench.wait(59)
    #expect(bench.ends == [])
    bench.wait(2)
    #expect(bench.ends == [.expired])
  }

  @Test func `at the seed answers keep nothing alive`() throws {
    var bench = Bench()
    bench.quirks[.natIgnoresInbound] = true
    _ = try bench.out(.udp(4000), proxy, to: real)
    bench.wait(119)
    _ = bench.back(.udp(4000), real)
    bench.wait(2)
    #expect(bench.ends == [.expired])
  }

  @Test func `a session is over at its very end, swept or not`() throws {
    var bench = Bench()
    _ = try bench.out(.udp(4000), proxy, to: real)
    bench.now = bench.now + .seconds(60)
    #expect(bench.back(.udp(4000), real) == .over)
    #expect(bench.ends == [.expired])
    bench.now = bench.now + .seconds(60)
    _ = try bench.out(.udp(4000), proxy, to: real)
    bench.now = bench.now + .seconds(60)
    _ = try bench.out(.udp(4000), proxy, to: real)
    #expect(bench.ends == [.expired, .expired])
    #expect(bench.table.count == 1)
  }

  @Test(arguments: [true, false])
  func `a reset from either side passes and ends the session`(fromClient: Bool) throws {
    var bench = Bench()
    _ = try bench.out(.tcp(4000), proxy, to: real, .syn)
    if fromClient {
      #expect(try bench.out(.tcp(4000), proxy, to: real, .rst) == NATOutside(port: .tcp(4000), address: real))
    } else {
      guard case .session = bench.back(.tcp(4000), real, [.rst, .ack]) else { return #expect(Bool(false)) }
    }
    #expect(bench.ends == [.reset])
    #expect(bench.table.count == 0)
    #expect(bench.back(.tcp(4000), real) == .over)
  }

  @Test func `a connection that both sides have closed lives four minutes`() throws {
    var bench = Bench()
    _ = try bench.out(.tcp(4000), proxy, to: real, .syn)
    _ = bench.back(.tcp(4000), real, [.syn, .ack])
    _ = try bench.out(.tcp(4000), proxy, to: real, [.fin, .ack])
    bench.wait(250)
    #expect(bench.table.count == 1, "one half is still open")
    _ = bench.back(.tcp(4000), real, [.fin, .ack])
    bench.wait(239)
    #expect(bench.table.count == 1)
    bench.wait(2)
    #expect(bench.ends == [.expired])
  }

  @Test func `a new connection on the ports of a closed one is a new session`() throws {
    var bench = Bench()
    _ = try bench.out(.tcp(4000), proxy, to: real, .syn)
    _ = bench.back(.tcp(4000), real, [.fin, .ack])
    _ = try bench.out(.tcp(4000), proxy, to: real, [.fin, .ack])
    #expect(try bench.out(.tcp(4000), proxy, to: moved, .ack).address == real, "the last acknowledgement")
    #expect(try bench.out(.tcp(4000), proxy, to: moved, .syn).address == moved)
    #expect(bench.ends == [.reused])
  }

  @Test func `a session keeps its real address when the name moves`() throws {
    var bench = Bench()
    _ = try bench.out(.tcp(4000), proxy, to: real, .syn)
    #expect(try bench.out(.tcp(4000), proxy, to: moved).address == real)
    #expect(try bench.out(.tcp(4000), proxy, to: nil).address == real)
    #expect(try bench.out(.tcp(4001), proxy, to: moved, .syn).address == moved)
    #expect(throws: NATTable.Fault.unresolved) { try bench.out(.tcp(4002), proxy, to: nil, .syn) }
  }

  @Test func `two proxies of one address do not share a port`() throws {
    var bench = Bench()
    #expect(try bench.out(.udp(65_534), proxy, to: real).port == .udp(65_534))
    #expect(try bench.out(.udp(65_534), other, to: real).port == .udp(65_535))
    #expect(try bench.out(.udp(65_535), proxy, to: real).port == .udp(1), "0 is no port")
    #expect(try bench.out(.tcp(65_534), other, to: real).port == .tcp(65_534), "protocols do not share")
    #expect(try bench.out(.udp(65_534), other, to: moved).port == .udp(65_535), "the session goes on")
    #expect(
      bench.back(.udp(65_535), real) == .session(try #require(bench.table[.init(port: .udp(65_534), proxy: other)])))
  }

  @Test func `a table that is full takes no more, and one thing after another as others end`() throws {
    var bench = Bench()
    for n in 0..<NATTable.capacity {
      _ = try bench.out(.udp(UInt16(n)), n % 2 == 0 ? proxy : other, to: real)
    }
    #expect(throws: NATTable.Fault.exhausted) { try bench.out(.udp(60_000), proxy, to: real) }
    #expect(try bench.out(.udp(0), proxy, to: real).port == .udp(0), "what there is goes on")
    bench.wait(61)
    #expect(bench.table.count == 0)
    #expect(bench.changes.count == 2 * NATTable.capacity)
    _ = try bench.out(.udp(60_000), proxy, to: real)
  }

  @Test func `connections that are opened and reset at once fill nothing for ever`() throws {
    var bench = Bench()
    var refused = 0
    for n in 0..<40_000 {
      do {
        _ = try bench.out(.tcp(UInt16(n % 60_000)), proxy, to: real, .rst)
      } catch { refused += 1 }
    }
    #expect(refused == 40_000 - 2 * NATTable.capacity)
    #expect(bench.table.count == 0)
    bench.wait(61)
    #expect(
      bench.table.nextSweep == Instant.zero + NATSession.closingLifetime, "what has ended is remembered for a while")
    bench.wait(240)
    #expect(bench.table.nextSweep == nil)
  }

  @Test func `an address that changes hands ends its own sessions alone`() throws {
    var bench = Bench()
    for port in 1...5 as ClosedRange<UInt16> { _ = try bench.out(.tcp(port), proxy, to: real) }
    _ = try bench.out(.tcp(1), other, to: real)
    bench.table.reset(proxy, at: bench.now, &bench.changes)
    #expect(bench.ends == Array(repeating: .reassigned, count: 5))
    #expect(bench.table.all.map(\.inside.proxy) == [other])
    #expect(bench.back(.tcp(2), real) == .over)
  }

  @Test func `an answer to what was never asked is unknown`() {
    var bench = Bench()
    #expect(bench.back(.udp(4000), real) == .unknown)
  }

  @Test func `outsides that are over are remembered for four minutes, and no more than a thousand`() throws {
    var bench = Bench()
    for n in 0..<2000 as Range<UInt16> { _ = try bench.out(.tcp(n + 1), proxy, to: real, .rst) }
    #expect(bench.back(.tcp(1), real) == .unknown)
    #expect(bench.back(.tcp(2000), real) == .over)
    bench.wait(241)
    #expect(bench.back(.tcp(2000), real) == .unknown)
  }

  @Test func `a copy and what becomes of it have nothing to do with each other`() throws {
    var bench = Bench()
    _ = try bench.out(.tcp(1), proxy, to: real)
    let saved = bench.table
    _ = try bench.out(.tcp(2), proxy, to: real, .syn)
    _ = try bench.out(.tcp(1), proxy, to: real, .rst)
    #expect(saved.all.map(\.inside.port) == [.tcp(1)])
    #expect(bench.table.all.map(\.inside.port) == [.tcp(2)])
  }
}
