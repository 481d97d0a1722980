import Base
import Testing
import Wire

@testable import Traversal

/// The worked timelines of the protocol's description, with 10 ms from one to the other.
@Suite struct AgentTimelineTests {
  /// When checks left a side, of those that went to `peer`.
  private func checks(_ net: Net, from socket: Endpoint, since: Instant = .zero, to peer: Endpoint? = nil) -> [String] {
    net.sent.compactMap { at, datagram in
      guard datagram.source == socket, at >= since, peer == nil || datagram.destination == peer,
        let message = try? STUNMessage(datagram.payload), message.type.kind == .request
      else { return nil }
      return "\((at - since).text)\(message[.useCandidate] != nil ? "*" : "")"
    }
  }

  @Test func `a direct path is selected after one round trip, by the other side half of one later`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(1))
    #expect(net.selections(of: 0) == ["20ms host-host"])
    #expect(net.selections(of: 1) == ["30ms host-host"])
    #expect(net.states(of: 0) == ["0s checking", "20ms completed"])
    #expect(net.states(of: 1) == ["0s checking", "30ms completed"])
  }

  @Test func `a pair is checked after 250, 500, 1000 ms and every 1.5 s from then on, for ever`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(9))
    // The nominating check at 20 ms does not wait for its turn.
    #expect(
      checks(net, from: Net.clientSocket) == [
        "0s", "20ms*", "520ms*", "1.52s*", "3.02s*", "4.52s*", "6.02s*", "7.52s*",
      ])
    #expect(
      checks(net, from: Net.gatewaySocket) == ["0s", "250ms", "750ms", "1.75s", "3.25s", "4.75s", "6.25s", "7.75s"])
    let started = net.now
    net.run(for: .seconds(3000))
    let count = checks(net, from: Net.gatewaySocket, since: started).count
    #expect(count == 2000)
  }

  @Test func `a pair that never answers has failed after 15.25 s`() {
    var net = Net.twoAgents()
    net.isCut = { _ in true }
    net.exchangeCandidates()
    net.run(for: .seconds(30))
    #expect(checks(net, from: Net.clientSocket).count == 12)
    #expect(net.states(of: 0) == ["0s checking", "15.25s disconnected"])
    #expect(
      net.parties[0].agentEvents.contains { $0.1.name == "pair-failed" && $0.at == .zero + .milliseconds(15_250) })
    #expect(net.parties[0].agent?.timers.next == nil)
  }

  @Test func `when the path breaks the documented agent notices after 15 to 16.5 s`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    net.isCut = { _ in true }
    let broke = net.now
    net.run(for: .seconds(30))
    #expect(checks(net, from: Net.clientSocket, since: broke).count == 12)
    for side in 0...1 {
      let noticed = net.parties[side].paths.last { $0.1 == nil }?.at ?? .distantFuture
      #expect(noticed - broke >= .seconds(15) && noticed - broke <= .milliseconds(17_500))
    }
    let gaps = net.sent.filter { $0.at >= broke && $0.1.source == Net.clientSocket }.map(\.at)
    #expect(
      zip(gaps, gaps.dropFirst()).map { ($1 - $0).text } == ["1.5s", "500ms", "1s"] + Array(repeating: "1.5s", count: 8)
    )
  }

  @Test func `while idle it is checked every 25 s and has failed after 100 s`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    for i in 0...1 { net.act(on: i) { $0.ice(.setMode(.idle), at: $1) } }
    let idle = net.now
    net.run(for: .seconds(200))
    let times = checks(net, from: Net.clientSocket, since: idle).count
    #expect(times == 8)
    net.isCut = { _ in true }
    let last = net.sent.last { $0.1.source == Net.clientSocket }?.at ?? .zero
    net.run(for: .seconds(200))
    let noticed = net.parties[0].paths.last { $0.1 == nil }?.at ?? .distantFuture
    #expect(noticed - last >= .seconds(100) && noticed - last <= .seconds(126))
  }

  @Test func `back from idle it is checked at once`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    for i in 0...1 { net.act(on: i) { $0.ice(.setMode(.idle), at: $1) } }
    net.run(for: .seconds(40))
    let woken = net.now
    net.act(on: 0) { $0.ice(.setMode(.busy), at: $1) }
    net.run(for: .seconds(1))
    #expect(checks(net, from: Net.clientSocket, since: woken).first == "0s*")
  }

  @Test func `a better pair that works later is nominated then, and data moves at once`() {
    var net = Net.twoAgents(relayed: true)
    net.run(for: .milliseconds(100))
    let direct = Box(true)
    net.isCut = { datagram in
      direct.value && [Net.clientSocket, Net.gatewaySocket].contains(datagram.source)
        && [Net.clientSocket, Net.gatewaySocket].contains(datagram.destination)
    }
    net.exchangeCandidates()
    net.run(for: .seconds(3))
    #expect(net.selections(of: 0).last?.hasSuffix("relay-relay") == false)
    #expect(net.parties[0].path?.remoteKind != .host || net.parties[0].path?.localKind != .host)
    let opened = net.now
    direct.value = false
    net.run(for: .seconds(3))
    #expect(net.parties[0].path?.localKind == .host && net.parties[0].path?.remoteKind == .host)
    #expect(net.parties[1].path?.localKind == .host && net.parties[1].path?.remoteKind == .host)
    #expect((net.parties[0].paths.last?.at ?? .zero) - opened <= .milliseconds(1600))
  }

  @Test func `the faster agent leaves a broken direct path for the relay in 4 s, and comes back`() {
    var net = Net.twoAgents(AgentPolicy(), relayed: true)
    net.run(for: .milliseconds(100))
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    #expect(net.parties[0].path?.localKind == .host)
    let broken = Box(true)
    net.isCut = { datagram in
      broken.value && [Net.clientSocket, Net.gatewaySocket].contains(datagram.source)
        && [Net.clientSocket, Net.gatewaySocket].contains(datagram.destination)
    }
    let broke = net.now
    net.run(for: .seconds(6))
    for side in 0...1 {
      #expect(net.parties[side].path.map { $0.localKind == .relayed || $0.remoteKind == .relayed } == true)
      let moved = net.parties[side].paths.first { $0.at > broke }?.at ?? .distantFuture
      #expect(moved - broke <= .seconds(4))
    }
    broken.value = false
    net.run(for: .seconds(5))
    for side in 0...1 { #expect(net.parties[side].path?.localKind == .host) }
  }

  @Test func `the faster agent notices a broken only path within 10 s`() {
    var net = Net.twoAgents(AgentPolicy())
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    net.isCut = { _ in true }
    let broke = net.now
    net.run(for: .seconds(30))
    for side in 0...1 {
      let noticed = net.parties[side].paths.last { $0.1 == nil }?.at ?? .distantFuture
      #expect(noticed - broke <= .seconds(10))
    }
    #expect(net.states(of: 0).last?.hasSuffix("disconnected") == true)
  }

  @Test func `the faster agent checks pairs in reserve only every 25 s`() {
    var net = Net.twoAgents(AgentPolicy(), relayed: true)
    net.run(for: .milliseconds(100))
    net.exchangeCandidates()
    net.run(for: .seconds(60))
    let later = net.now
    net.run(for: .seconds(300))
    let toRelays = net.sent.filter { $0.at >= later && $0.1.source == Net.clientSocket }
      .filter { $0.1.destination.address == Net.relayV4.address }
    let direct = checks(net, from: Net.clientSocket, since: later, to: Net.gatewaySocket)
    #expect(direct.count == 200)
    // Of three pairs over relays, with answers and channels.
    #expect(toRelays.count < 120)
  }

  @Test func `with a fifth of all messages lost nobody is given up`() {
    for seed in 1...10 as ClosedRange<UInt64> {
      var net = Net.twoAgents(AgentPolicy(), seed: seed)
      net.loss = 200_000
      net.exchangeCandidates()
      net.run(for: .seconds(600))
      #expect(net.parties.allSatisfy { $0.path != nil && $0.paths.count == 1 })
    }
  }
}
