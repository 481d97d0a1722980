import Base
import Testing
import Wire

@testable import HostStack

/// Names with several addresses: who is tried when.
@Suite struct AttemptTests {
  static let six = ["fd00::1", "fd00::2"]
  static let four = ["192.0.2.1", "192.0.2.2"]

  /// A client whose name server has answered; nothing has been tried before.
  static func bench(_ request: AppRequest, six: [String] = six, four: [String] = four) -> Bench {
    var bench = Names.bench()
    let packets = bench.give(.open(AppID(1), request))
    _ = Names.answer(&bench, packets) { query in
      let addresses = query.questions[0].type == .a ? four : six
      return query.answered(.noError, addresses.map { Names.a("www", $0) })
    }
    bench.sent.removeFirst(packets.count)
    return bench
  }

  private static func refusal(of packet: IPPacket) -> Host.Input {
    ConnectTests.reply(
      to: packet, TCPSegment(sequence: 0, acknowledgment: packet.tcp!.sequence &+ 1, flags: [.rst, .ack]))
  }

  private static func tried(_ bench: Bench) -> [String] {
    bench.sent.compactMap { $0.tcp?.flags == .syn ? $0.destination.description : nil }
  }

  @Test func `curl begins with one family and the other joins after 200 ms`() {
    var bench = Self.bench(.http(.name("www"), port: 80, host: "www"))
    #expect(Self.tried(bench) == ["fd00::1"])
    #expect(bench.host.timers[.secondFamily] == .zero + .milliseconds(200))
    _ = bench.run(until: .milliseconds(200))
    #expect(Self.tried(bench) == ["fd00::1", "192.0.2.1"])
    let answer = TCPSegment(
      sequence: 5, acknowledgment: bench.sent[1].tcp!.sequence &+ 1, flags: [.syn, .ack])
    let sent = bench.give(ConnectTests.reply(to: bench.sent[1], answer), at: .milliseconds(230))
    #expect(sent.last?.destination.description == "192.0.2.1")
    #expect(bench.host.connections.count == 1, "the other handshake is given up")
    #expect(bench.host.timers[.secondFamily] == nil)
  }

  @Test func `a refused address is followed by the next of its family, the last one by the other family`() {
    var bench = Self.bench(.http(.name("www"), port: 80, host: "www"))
    for i in 0..<4 { bench.give(Self.refusal(of: bench.sent[i]), at: .milliseconds(i + 1)) }
    #expect(Self.tried(bench) == Self.six + Self.four)
    #expect(
      bench.result?.lines == [
        "curl: (7) Failed to connect to www port 80 after 4 ms: Couldn't connect to server"
      ])
    #expect(bench.result?.failedAddresses.map(\.address.description) == Self.six + Self.four)
    #expect(bench.host.connections.isEmpty)
    #expect(bench.host.timers.next == nil)
  }

  @Test func `a prohibited family leaves the page to the other one`() {
    var bench = Self.bench(.http(.name("www"), port: 80, host: "www"), six: ["fd00::1"], four: ["192.0.2.1"])
    let packet = bench.sent[0]
    bench.give(.packet(.error(.prohibited(.v6), about: packet)!, PacketID(9)), at: .milliseconds(3))
    #expect(Self.tried(bench) == ["fd00::1", "192.0.2.1"])
    bench.give(
      .packet(.error(.prohibited(.v4), about: bench.sent[1])!, PacketID(10)), at: .milliseconds(4))
    #expect(bench.result?.failure?.errno == .ehostunreach)
    #expect(bench.result?.exitStatus == 7)
  }

  @Test func `netcat goes through the addresses one by one and says so`() {
    var bench = Self.bench(.connect(.name("www"), port: 80), six: ["fd00::1"], four: ["192.0.2.1"])
    _ = bench.run(until: .milliseconds(900))
    #expect(Self.tried(bench) == ["fd00::1"])
    bench.give(.packet(.error(.prohibited(.v6), about: bench.sent[0])!, PacketID(9)))
    #expect(Self.tried(bench) == ["fd00::1", "192.0.2.1"])
    let answer = TCPSegment(
      sequence: 5, acknowledgment: bench.sent[1].tcp!.sequence &+ 1, flags: [.syn, .ack])
    bench.give(ConnectTests.reply(to: bench.sent[1], answer))
    #expect(
      bench.result?.lines == [
        "nc: connect to www (fd00::1) port 80 (tcp) failed: Permission denied",
        "Connection to www (192.0.2.1) 80 port [tcp/*] succeeded!",
      ])
    #expect(bench.result?.exitStatus == 0)
  }

  @Test func `the application's patience ends all its handshakes`() {
    var bench = Self.bench(.http(.name("www"), port: 80, host: "www", timeout: .milliseconds(500)))
    _ = bench.run(until: .seconds(60))
    #expect(bench.result?.lines == ["curl: (28) Connection timed out after 500 milliseconds"])
    #expect(bench.host.connections.isEmpty)
    #expect(bench.host.timers.next == nil)
  }
}
