import Base
import Peers
import Testing
import Wire

@testable import Traversal

/// Our client with coturn as the server, over real sockets.
@Suite(.serialized, .enabled(if: Coturn.missing == nil, "\(Coturn.missing ?? "")"))
struct CoturnServerTests {
  @Test(arguments: [IPFamily.v4, .v6])
  func `an allocation is made, carries data both ways, is refreshed and given back`(over: IPFamily) throws {
    var net = try Coturn.net(over: over)
    defer { net.end() }
    try net.started()
    #expect(net.real.parties[0].allocations[0].relayed.map(\.address).contains(RealNet.loopback.v4))
    #expect(net.real.parties[0].allocations[0].mapped(over) != nil)
    // Peers are two other sockets of ours; the second has no channel.
    let peer = try #require(net.real.sockets.open(RealNet.loopback.v4))
    let other = try #require(net.real.sockets.open(RealNet.loopback.v4))
    net.real.parties.append(Party(peer, other))
    net.real.act { $0.allocation(.send([200, 1, 2, 3], to: peer, .none), at: $1) }
    try net.real.run { !$0.parties[1].data.isEmpty }
    #expect(net.real.parties[1].data[0].bytes == [200, 1, 2, 3])
    let relayed = net.real.parties[1].data[0].from
    #expect(net.real.parties[0].allocations[0].relayed.contains(relayed))
    net.real.sockets.send(Transmission([201, 7], from: peer, to: relayed))
    net.real.sockets.send(Transmission([202], from: other, to: relayed))
    try net.real.run { $0.parties[0].data.count == 2 }
    #expect(net.real.parties[0].data.map(\.bytes).sorted { $0[0] < $1[0] } == [[201, 7], [202]])
    #expect(Set(net.real.parties[0].data.map(\.from)) == [peer, other])
    net.real.act { $0.allocation(.refresh, at: $1) }
    try net.real.run { $0.parties[0].allocationNames.contains("refreshed") }
    net.real.act { $0.allocation(.release, at: $1) }
    try net.real.run { $0.parties[0].allocationNames.last == "freed" }
    #expect(net.real.parties[0].allocationEvents.last?.1 == .freed(.released))
    #expect(!net.real.parties[0].allocationNames.contains("rejected"), "\(net.real.parties[0].allocationEvents)")
  }

  @Test func `a wrong password ends it`() throws {
    var net = try Coturn.net(over: .v4, password: "wrong")
    defer { net.end() }
    try net.real.run { $0.parties[0].allocationNames.last == "freed" }
    #expect(net.real.parties[0].allocationEvents.last?.1 == .freed(.authenticationError))
  }

  @Test func `a server without room for us suspends it`() throws {
    var net = try Coturn.net(over: .v4, options: ["--user-quota=1"])
    defer { net.end() }
    try net.started()
    try net.real.addParty()
    net.real.parties[1].allocations = [Coturn.allocation(net.port, over: .v4, seed: 77)]
    net.real.act(on: 1) { $0.allocation(.start, at: $1) }
    try net.real.run { $0.parties[1].allocationNames.last == "suspended" }
    #expect(net.real.parties[1].allocationEvents.last?.1.name == "suspended")
  }

  @Test func `a peer that the server denies is told`() throws {
    var net = try Coturn.net(over: .v4, options: ["--denied-peer-ip=10.0.0.0-10.255.255.255"])
    defer { net.end() }
    try net.started()
    net.real.act { $0.allocation(.bind(at("10.0.0.1:9")), at: $1) }
    try net.real.run { $0.parties[0].allocationNames.last == "channel-refused" }
  }
}

/// A running coturn, and a party with an allocation there.
struct Coturn {
  var real: RealNet
  let port: UInt16
  private let server: PeerProgram

  static let missing: String? = ["bash", "turnserver", "turnutils_stunclient"].first {
    PeerProgram.find($0) == nil
  }.map { "\($0) is not installed" }

  static func net(
    over: IPFamily, password: String = "s3cret", options: [String] = []
  ) throws -> Coturn {
    let ports = RealNet.claimPorts()
    let port = ports.lowerBound
    let range = ["\(port)", "\(port + 2)", "\(ports.upperBound)"]
    let server = try #require(PeerProgram("bash", "coturn.sh", range + options))
    var real = RealNet()
    var said: String?
    try real.run { _ in
      said = server.hear()
      return said != nil || server.hasEnded
    }
    try #require(said == "ready")
    try real.addParty()
    real.parties[0].allocations = [allocation(port, over: over, password: password, seed: 7)]
    real.act { $0.allocation(.start, at: $1) }
    return Coturn(real: real, port: port, server: server)
  }

  static func allocation(
    _ port: UInt16, over: IPFamily, password: String = "s3cret", seed: UInt64
  ) -> Allocation {
    let servers = TURNServers(
      v4: over == .v4 ? Endpoint(RealNet.loopback.v4, port) : nil,
      v6: over == .v6 ? Endpoint(RealNet.loopback.v6, port) : nil)
    let credentials = TURNCredentials(username: "alice", password: password, realm: nil)
    return Allocation(
      servers, credentials, software: "fzsh", chance: Chance(seed: UInt64.random(in: 0 ... .max) ^ seed))
  }

  mutating func started() throws { try real.run { $0.parties[0].allocations[0].phase == .allocated } }

  func end() {
    server.end()
    real.end()
  }
}
