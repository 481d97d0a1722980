import Base
import Glibc
import Peers
import Testing
import Wire

@testable import Traversal

/// Our agent with aioice as the peer, over real sockets.
@Suite(.serialized, .enabled(if: Aioice.missing == nil, "\(Aioice.missing ?? "")"))
struct AioiceTests {
  struct Way: Sendable, CustomStringConvertible {
    let ours: ICERole
    let theirs: ICERole
    var weRelay = false
    var theyRelay = false
    var policy = AgentPolicy()

    var description: String {
      "we \(ours)\(weRelay ? " over our relay" : ""), it \(theirs)\(theyRelay ? " over our relay" : "")"
    }
  }

  @Test(arguments: [
    Way(ours: .controlling, theirs: .controlled), Way(ours: .controlled, theirs: .controlling),
    Way(ours: .controlling, theirs: .controlled, policy: .firezone),
    Way(ours: .controlled, theirs: .controlling, policy: .firezone),
    Way(ours: .controlling, theirs: .controlling), Way(ours: .controlled, theirs: .controlled),
    Way(ours: .controlling, theirs: .controlled, weRelay: true),
    Way(ours: .controlled, theirs: .controlling, weRelay: true),
    Way(ours: .controlling, theirs: .controlled, theyRelay: true),
    Way(ours: .controlled, theirs: .controlling, theyRelay: true),
    Way(ours: .controlling, theirs: .controlled, weRelay: true, theyRelay: true),
    Way(ours: .controlled, theirs: .controlling, weRelay: true, theyRelay: true),
  ])
  func `agents find each other, and data passes`(_ way: Way) throws {
    var net = RealNet()
    defer { net.end() }
    let secret = StampSecret("a secret of the relay")
    let port = try net.addRelay(secret: secret)
    let username = "\(RealNet.wall.time(at: net.now).seconds + 3600)"
    func credentials(_ salt: String) -> TURNCredentials {
      TURNCredentials(username: "\(username):\(salt)", password: secret.password(of: "\(username):\(salt)"))
    }
    let theirs = credentials("theirs")
    let turn = way.theyRelay ? ["\(port)", theirs.username, theirs.password] : []
    let peer = try #require(
      PeerProgram(
        PeerProgram.python, "ice_peer.py",
        ["\(way.theirs)", "127.0.0.1", Agent.controlledSide.fragment, Agent.controlledSide.password] + turn))
    defer { peer.end() }
    try net.addParty()
    net.parties[0].agent = Agent(
      local: Agent.controllingSide, remote: Agent.controlledSide, role: way.ours, policy: way.policy,
      chance: Chance(seed: UInt64.random(in: 0 ... .max)))
    if way.weRelay {
      net.parties[0].allocations = [
        Allocation(
          TURNServers(v4: Endpoint(RealNet.loopback.v4, port)), credentials("ours"), software: "fzsh",
          chance: Chance(seed: UInt64.random(in: 0 ... .max)))
      ]
      net.act { $0.allocation(.start, at: $1) }
      try net.run { $0.parties[0].allocations[0].phase == .allocated }
      // Only the way over the relay is to be found.
      net.act { $0.ice(.removeLocal($0.sockets[0]), at: $1) }
    } else {
      net.act { $0.ice(.addLocal(.host, $0.sockets[0]), at: $1) }
    }
    try Self.connect(&net, peer)
    let path = try #require(net.parties[0].path)
    #expect((path.localKind == .relayed) == way.weRelay)
    net.act { $0.send([200, 1, 2, 3], at: $1) }
    try net.run { !$0.parties[0].data.isEmpty }
    #expect(net.parties[0].data[0].bytes == [200, 1, 2, 3])
    #expect(net.parties[0].data[0].from == path.remote)
  }

  /// Tells each side of the other, and waits until both have a path.
  private static func connect(_ net: inout RealNet, _ peer: PeerProgram) throws {
    var theirs: [Candidate] = []
    var role = ""
    try net.run { net in
      while let line = peer.hear() {
        if line == "gathered" { return true }
        if let candidate = try? Candidate(parsing: "candidate:" + line.dropFirst("candidate ".count)) {
          theirs.append(candidate)
        }
      }
      return peer.hasEnded
    }
    try #require(!theirs.isEmpty)
    peer.say("remote \(Agent.controllingSide.fragment) \(Agent.controllingSide.password)")
    let withdrawn = net.parties[0].withdrawn.map(\.endpoint)
    for candidate in net.parties[0].signalled where !withdrawn.contains(candidate.endpoint) {
      // It is of no use where only the relay is.
      if candidate.kind == .serverReflexive { continue }
      peer.say("candidate \(candidate.text.dropFirst("candidate:".count))")
    }
    peer.say("connect")
    for candidate in theirs { net.act { $0.ice(.addRemote(candidate), at: $1) } }
    try net.run { net in
      while let line = peer.hear() { if !line.hasPrefix("echoed") { role = line } }
      return (role.hasPrefix("connected") || role.hasPrefix("failed")) && net.parties[0].path != nil
    }
    #expect(role == "connected \(net.parties[0].agent?.role == .controlling ? "controlled" : "controlling")")
  }
}

enum Aioice {
  static let missing = PeerProgram.missing(package: "aioice")
}
