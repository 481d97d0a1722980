import Base
import Testing
import Wire

@testable import HostStack

@Suite struct DownloadTests {
  static func url(_ path: String, v6: Bool = false, timeout: Duration = .seconds(600)) -> AppRequest {
    .http(Endpoint(Pair.server[v6 ? 1 : 0], 80), path: path, host: "httpbin", timeout: timeout)
  }

  static func digest(ofPattern count: Int) -> UInt64 {
    (0..<count).reduce(1) { $0 &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(SendStream.pattern(at: $1)) }
  }

  @Test(arguments: [false, true]) func `pages answer with their status and length`(v6: Bool) {
    let pages: [(path: String, status: Int, length: Int?)] = [
      ("/", 200, nil), ("/get", 200, nil), ("/status/418", 418, nil), ("/status/204", 204, 0),
      ("/bytes?num=100000", 200, 100_000), ("/bytes?num=0", 200, 0), ("/bytes?num=100000001", 400, nil),
      ("/bytes?num=x", 400, nil), ("/nothing", 404, nil), ("/status/9", 400, nil),
    ]
    for (path, status, length) in pages {
      var pair = Pair()
      pair.give(.open(AppID(1), Self.url(path, v6: v6)))
      pair.run()
      let summary = pair.result(1)?.summary
      #expect(summary?.status == status, "\(path)")
      if let length { #expect(summary?.length == length, "\(path)") }
      #expect(pair.hosts.allSatisfy { $0.connections.isEmpty }, "both sides closed")
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `a download survives loss, reordering and duplication`(seed: UInt64) {
    var pair = Pair(seed: seed)
    pair.line = Pair.Line(
      latency: .milliseconds(10), jitter: .milliseconds(15), lossPPM: 200_000, duplicatePPM: 100_000)
    pair.give(.open(AppID(1), Self.url("/bytes?num=200000", v6: seed % 2 == 0)))
    pair.run(until: .zero + .seconds(1200))
    let summary = pair.result(1)?.summary
    #expect(summary?.length == 200_000)
    #expect(summary?.digest == Self.digest(ofPattern: 200_000))
    #expect(pair.hosts.allSatisfy { $0.connections.isEmpty }, "both sides closed")
  }

  @Test func `a clean line needs no segment twice`() {
    var pair = Pair()
    pair.give(.open(AppID(1), Self.url("/bytes?num=1000000")))
    pair.run()
    #expect(pair.result(1)?.summary?.digest == Self.digest(ofPattern: 1_000_000))
    for (_, _, event) in pair.events {
      if case .retransmitted = event.fact { Issue.record("retransmitted \(event)") }
      if case .dropped(let reason) = event.fact { Issue.record("dropped \(reason)") }
    }
  }

  @Test(arguments: [1, 3]) func `segments lost from one window are sent again without a timeout`(count: Int) {
    var pair = Pair()
    pair.give(.open(AppID(1), Self.url("/bytes?num=50000")))
    pair.run(until: .zero + .milliseconds(12))
    let seen = Counter()
    pair.line.blocks = { packet in
      guard let tcp = packet.tcp, tcp.payload.count > 1000 else { return false }
      let number = seen.next()
      return number < 2 * count && number % 2 == 0
    }
    pair.run()
    let again = pair.events.compactMap { event in
      if case .retransmitted(_, let attempt) = event.event.fact { attempt } else { nil }
    }
    #expect(again == Array(repeating: 0, count: count))
    #expect(pair.result(1)?.summary?.digest == Self.digest(ofPattern: 50_000))
    #expect((pair.result(1)?.duration ?? .zero) < .milliseconds(150))
  }

  @Test func `a download under way outlives prohibited packets and a new one does not start`() {
    var pair = Pair()
    pair.give(.open(AppID(1), Self.url("/bytes?num=300000")))
    pair.run(until: .zero + .milliseconds(31))
    pair.line.blocks = { $0.destination == Pair.server[0] }
    // Segments of the client meet a gateway that no longer lets them through.
    pair.run(until: .zero + .milliseconds(40))
    let flow = pair.hosts[0].connections.keys[0]
    let tcp = pair.hosts[0].connections.values[0].tcp
    let segment = IPPacket.tcp(
      from: flow.local, to: flow.remote, tcp.segment(at: tcp.send.nxt, flags: .ack))!
    pair.give(.packet(.error(.prohibited(.v4), about: segment)!, PacketID(500)))
    let soft = pair.events.contains { $0.event.fact == .softError(.ehostunreach, .unreachable(code: 13)) }
    #expect(soft)
    #expect(pair.result(1) == nil)
    pair.run(until: .zero + .seconds(3))
    pair.line.blocks = { _ in false }
    pair.run()
    #expect(pair.result(1)?.summary?.digest == Self.digest(ofPattern: 300_000))
  }

  static func slow(_ bytes: Int, rate: Int, timeout: Duration = .seconds(600)) -> AppRequest {
    .http(Endpoint(Pair.server[0], 80), path: "/bytes?num=\(bytes)", host: "h", rate: rate, timeout: timeout)
  }

  @Test(arguments: [1_000, 10_000, 100_000, 1_000_000])
  func `a client with a limited rate reads no faster and holds the server back`(rate: Int) {
    let bytes = rate * 10
    var pair = Pair()
    pair.give(.open(AppID(1), Self.slow(bytes, rate: rate)))
    var most = 0
    for tenth in 1...100 {
      pair.run(until: .zero + .milliseconds(100 * tenth))
      guard let app = pair.hosts[0].apps[AppID(1)], let socket = pair.hosts[0].connections.values.first else { break }
      most = max(most, socket.tcp.receive.unread)
      let read = app.exchange?.summary?.length ?? 0
      #expect(read <= rate * tenth / 10)
    }
    pair.run()
    let result = pair.result(1)
    #expect(result?.summary?.digest == Self.digest(ofPattern: bytes))
    let duration = result?.duration ?? .zero
    // Where the window is a second's worth, a round trip's pause does not show.
    #expect(duration > .milliseconds(9_900) && duration < .milliseconds(11_000), "\(duration)")
    #expect(most <= TCPConnection.buffer)
    #expect(pair.hosts.allSatisfy { $0.connections.isEmpty && $0.timers.next == nil })
  }

  @Test func `a slow download survives a lost authorization while others go on and fail`() {
    var pair = Pair()
    pair.give(.open(AppID(1), Self.slow(400_000, rate: 100_000)))
    pair.run(until: .zero + .seconds(2))
    #expect(pair.result(1) == nil, "it runs in the background")
    let progress = pair.hosts[0].progress(of: AppID(1))
    #expect(progress?.whole == 400_000)
    #expect((100_000...200_000).contains(progress?.received ?? 0))
    let before = pair.events.count
    // The gateway refuses what the client sends, and says so.
    pair.line.blocks = { $0.destination == Pair.server[0] }
    pair.give(.open(AppID(2), .connect(Endpoint(Pair.server[0], 80))))
    for step in 1...20 {
      pair.run(until: .zero + .milliseconds(2_000 + 50 * step))
      for (flow, socket) in zip(pair.hosts[0].connections.keys, pair.hosts[0].connections.values) {
        let sent = IPPacket.tcp(
          from: flow.local, to: flow.remote, socket.tcp.segment(at: socket.tcp.send.una, flags: .ack))!
        pair.give(.packet(.error(.prohibited(.v4), about: sent)!, PacketID(UInt32(900 + step))))
      }
    }
    #expect(pair.result(2)?.failure?.errno == .ehostunreach, "a new connection fails at once")
    let soft = pair.events[before...].filter {
      $0.event.app == AppID(1) && $0.event.fact == .softError(.ehostunreach, .unreachable(code: 13))
    }
    #expect(soft.count == 20)
    #expect(pair.result(1) == nil)
    pair.line.blocks = { _ in false }
    pair.run()
    let again = pair.events[before...].contains {
      if case .retransmitted = $0.event.fact { $0.host == 1 } else { false }
    }
    #expect(again, "the server sends again what was not acknowledged")
    #expect(pair.result(1)?.summary?.digest == Self.digest(ofPattern: 400_000))
  }

  @Test func `a large download tells of its progress and a small one does not`() {
    for (bytes, facts) in [(50_000, 0), (65_536, 0), (200_000, 3), (1_000_000, 9), (10_000_000, 9)] {
      var pair = Pair()
      pair.give(.open(AppID(1), Self.url("/bytes?num=\(bytes)")))
      pair.run()
      let told = pair.events.compactMap { event -> Int? in
        if case .progress(let received, bytes) = event.event.fact { received } else { nil }
      }
      #expect(told.count == facts, "\(bytes)")
      #expect(told == told.sorted())
    }
  }

  @Test func `a narrower path makes smaller segments of the rest`() {
    var pair = Pair()
    pair.give(.open(AppID(1), Self.url("/bytes?num=100000")))
    pair.run(until: .zero + .milliseconds(16))
    pair.line.blocks = { $0.bytes.count > 700 }
    let flow = pair.hosts[1].connections.keys[0]
    let tcp = pair.hosts[1].connections.values[0].tcp
    let segment = IPPacket.tcp(
      from: flow.local, to: flow.remote, tcp.segment(at: tcp.send.una, flags: .ack, payload: [1]))!
    pair.give(.packet(.error(.packetTooBig(mtu: 700), about: segment)!, PacketID(500)), to: 1)
    #expect(pair.hosts[1].connections.values[0].tcp.send.segmentSize == 660)
    pair.run()
    #expect(pair.result(1)?.summary?.digest == Self.digest(ofPattern: 100_000))
  }

  @Test func `the same seed gives the same packets`() {
    func trace() -> [String] {
      var pair = Pair(seed: 9)
      pair.line = Pair.Line(jitter: .milliseconds(5), lossPPM: 100_000)
      pair.give(.open(AppID(1), Self.url("/bytes?num=30000")))
      pair.run()
      return pair.events.map { "\($0)" }
    }
    #expect(trace() == trace())
  }
}

/// Counts calls from 0. A test runs it on one thread.
final class Counter: @unchecked Sendable {
  private var count = 0

  func next() -> Int {
    defer { count += 1 }
    return count
  }
}
