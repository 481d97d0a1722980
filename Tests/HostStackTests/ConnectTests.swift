import Base
import Testing
import Wire

@testable import HostStack

@Suite struct ConnectTests {
  static let remote = Endpoint(Pair.server[0], 443)

  /// A SYN-ACK to a SYN, or whatever else the segment says.
  static func reply(to packet: IPPacket, _ segment: TCPSegment) -> Host.Input {
    let local = Endpoint(packet.source, packet.tcp!.sourcePort)
    let remote = Endpoint(packet.destination, packet.tcp!.destinationPort)
    return .packet(.tcp(from: remote, to: local, segment)!, PacketID(77))
  }

  @Test func `a handshake takes three segments with options and an orderly close follows`() {
    var bench = Bench()
    let syn = bench.give(.open(AppID(1), .connect(Self.remote)))[0].tcp!
    #expect(syn.flags == .syn)
    #expect(Array(bench.sent[0].bytes[syn.options]) == [2, 4, 1240 >> 8, 1240 & 255])
    let answer = TCPSegment(
      sequence: 0xffff_ffff, acknowledgment: syn.sequence &+ 1, flags: [.syn, .ack], options: [2, 4, 4, 216])
    let sent = bench.give(Self.reply(to: bench.sent[0], answer), at: .milliseconds(20))
    let close = sent[0].tcp!
    #expect(sent.count == 1)
    #expect(close.flags == [.fin, .ack, .psh])
    #expect(close.sequence == syn.sequence &+ 1)
    #expect(close.acknowledgment == 0, "sequence numbers wrap")
    #expect(bench.result?.outcome == .connected(Endpoint(Pair.client[0], syn.sourcePort)))
    #expect(bench.result?.connected == .milliseconds(20))
    #expect(bench.result?.lines == ["Connection to 172.20.0.100 443 port [tcp/*] succeeded!"])
  }

  @Test func `the segment size offered leaves room for the headers of the family`() {
    var bench = Bench()
    let syn = bench.give(.open(AppID(1), .connect(Endpoint(Pair.server[1], 443))))[0]
    #expect(TCPOptions.maximumSegmentSize(in: syn.bytes[syn.tcp!.options]) == 1220)
  }

  @Test func `an unanswered handshake is repeated after 1, 3, 7, 15, 31 and 63 seconds and given up after 127`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .connect(Self.remote, timeout: .seconds(500))))
    #expect(bench.run(until: .seconds(126)) == [1, 3, 7, 15, 31, 63].map { .seconds($0) })
    #expect(bench.result == nil)
    #expect(Set(bench.sent.map(\.bytes)).count == 1, "the same segment each time")
    #expect(bench.run(until: .seconds(600)) == [])
    #expect(bench.result?.duration == .seconds(127))
    #expect(bench.result?.failure == AppFailure(errno: .etimedout, cause: .timeout))
    #expect(bench.host.timers.next == nil)
  }

  @Test func `the application's patience bounds the handshake`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .http(Self.remote, host: "h", timeout: .milliseconds(2500))))
    #expect(bench.run(until: .seconds(60)) == [.seconds(1)])
    #expect(bench.result?.duration == .milliseconds(2500))
    #expect(bench.result?.exitStatus == 28)
    #expect(bench.result?.lines == ["curl: (28) Connection timed out after 2500 milliseconds"])
  }

  @Test func `a closed port refuses`() {
    var pair = Pair()
    pair.give(.open(AppID(1), .http(Endpoint(Pair.server[0], 81), host: "h")))
    pair.give(.open(AppID(2), .connect(Endpoint(Pair.server[1], 81))))
    pair.run()
    #expect(pair.result(1)?.failure?.errno == .econnrefused)
    #expect(pair.result(1)?.exitStatus == 7)
    #expect(
      pair.result(1)?.lines == [
        "curl: (7) Failed to connect to 172.20.0.100 port 81 after 10 ms: Couldn't connect to server"
      ])
    #expect(
      pair.result(2)?.lines == ["nc: connect to 172:20::100 port 81 (tcp) failed: Connection refused"])
    #expect(pair.hosts.allSatisfy { $0.timers.next == nil })
  }

  @Test func `a family without an address is unreachable at once`() {
    var bench = Bench([Pair.client[0]])
    bench.give(.open(AppID(1), .ping(Pair.server[1])))
    #expect(bench.sent.isEmpty)
    #expect(bench.result?.failure == AppFailure(errno: .enetunreach, cause: .noRoute))
  }

  @Test func `closing an application stops it and its connection`() {
    var bench = Bench()
    bench.give(.open(AppID(1), .connect(Self.remote)))
    bench.give(.close(AppID(1)))
    bench.give(.close(AppID(1)))
    #expect(bench.result?.outcome == .stopped)
    #expect(bench.result?.exitStatus == 130)
    #expect(bench.host.timers.next == nil)
  }

  @Test func `segments for nobody get a reset that their sender believes`() {
    let local = Endpoint(Pair.server[0], 9)
    let remote = Endpoint(Pair.client[0], 4000)
    let cases: [(TCPSegment, TCPSegment?)] = [
      (
        TCPSegment(sequence: 5, flags: .syn),
        TCPSegment(sequence: 0, acknowledgment: 6, flags: [.rst, .ack], window: 0)
      ),
      (
        TCPSegment(sequence: 5, acknowledgment: 99, flags: .ack, payload: [1]),
        TCPSegment(sequence: 99, flags: .rst, window: 0)
      ),
      (
        TCPSegment(sequence: 5, flags: .fin, payload: [1, 2]),
        TCPSegment(sequence: 0, acknowledgment: 8, flags: [.rst, .ack], window: 0)
      ),
      (TCPSegment(sequence: 5, flags: .rst), nil),
    ]
    for (segment, answer) in cases {
      var bench = Bench(Pair.server)
      let sent = bench.give(.packet(.tcp(from: remote, to: local, segment)!, PacketID(1)))
      #expect(sent == (answer.map { [IPPacket.tcp(from: local, to: remote, $0)!] } ?? []))
      #expect(bench.dropped == [.noSuchTCPPort])
    }
  }
}
