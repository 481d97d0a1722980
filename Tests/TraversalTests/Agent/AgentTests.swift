import Base
import Testing
import Wire

@testable import Traversal

@Suite struct AgentTests {
  @Test(arguments: [(ICERole.controlling, ICERole.controlling), (.controlled, .controlled)])
  func `of two that think the same of their role one takes the other`(a: ICERole, b: ICERole) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var net = Net.twoAgents(seed: seed)
      net.parties[0].agent = Agent(
        local: Agent.controllingSide, remote: Agent.controlledSide, role: a, chance: Chance(seed: seed))
      net.parties[1].agent = Agent(
        local: Agent.controlledSide, remote: Agent.controllingSide, role: b, chance: Chance(seed: seed + 50))
      for i in 0...1 { net.act(on: i) { $0.ice(.addLocal(.host, $0.sockets[0]), at: $1) } }
      net.exchangeCandidates()
      net.run(for: .seconds(3))
      #expect(Set(net.parties.compactMap { $0.agent?.role }) == [.controlling, .controlled])
      #expect(net.parties.allSatisfy { $0.path != nil })
      #expect(net.parties.flatMap(\.agentEvents).count { $0.1.name == "role-changed" } == 1)
    }
  }

  @Test func `behind a NAT for each destination the peer learns an address that nobody told`() {
    var net = Net()
    net.nats = [TestNAT(.v4(IPv4Address(198, 18, 0, 1)), inside: Net.clientSocket.address, isSymmetric: true)]
    var (client, gateway) = (Party(Net.clientSocket), Party(Net.gatewaySocket))
    (client.agent, gateway.agent) = (.test(.controlling), .test(.controlled))
    net.parties = [client, gateway]
    for i in 0...1 { net.act(on: i) { $0.ice(.addLocal(.host, $0.sockets[0]), at: $1) } }
    net.exchangeCandidates()
    net.run(for: .seconds(2))
    #expect(net.selections(of: 0).last?.hasSuffix("host-host") == true)
    #expect(net.selections(of: 1).last?.hasSuffix("host-prflx") == true)
    #expect(net.parties[1].path?.remote.address == .v4(IPv4Address(198, 18, 0, 1)))
    // Told at last, it gets its true kind, and the path stays.
    var told = Candidate(serverReflexive: net.parties[1].path?.remote ?? Net.clientSocket, base: Net.clientSocket)
    told.usernameFragment = Agent.controllingSide.fragment
    net.act(on: 1) { $0.ice(.addRemote(told), at: $1) }
    #expect(net.parties[1].agent?.selectedPair?.pair.remote.kind == .serverReflexive)
  }

  @Test func `a withdrawn candidate takes its pairs along, and what comes from it is ignored`() {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(1))
    net.act(on: 0) { $0.ice(.removeRemote(Net.gatewaySocket), at: $1) }
    #expect(net.selections(of: 0).last == "1s none")
    #expect(net.states(of: 0).last == "1s checking")
    net.run(for: .seconds(2))
    #expect(net.parties[0].agentEvents.contains { $0.1.name == "rejected" })
    #expect(net.parties[0].path == nil)
    let again = Candidate(host: Net.gatewaySocket)
    net.act(on: 0) { $0.ice(.addRemote(again), at: $1) }
    net.run(for: .seconds(2))
    #expect(net.parties[0].path != nil)
  }

  @Test func `a lost relayed address ends its pairs at once, and the peer is told`() {
    var net = Net.twoAgents(relayed: true)
    net.run(for: .milliseconds(100))
    net.isCut = { d in ![d.source, d.destination].contains { $0.address == Net.relayV4.address } }
    net.exchangeCandidates()
    net.run(for: .seconds(3))
    let own = net.parties[0].allocations[0].relayed[0]
    net.act(on: 0) { $0.ice(.removeLocal(own), at: $1) }
    #expect(net.parties[0].withdrawn.map(\.endpoint) == [own])
    #expect(net.parties[0].path?.local != own)
    #expect(net.parties[0].agent?.pairs.contains { $0.base == own } == false)
  }

  @Test func `candidates of no use are ignored, each by its reason`() throws {
    var net = Net.twoAgents()
    for text in [
      "candidate:1 1 udp 5 192.0.2.9 7000 typ host", "candidate:1 1 udp 5 192.0.2.9 7000 typ host",
      "candidate:1 1 udp 5 224.0.0.9 7000 typ host", "candidate:1 1 udp 5 192.0.2.9 0 typ host",
      "candidate:1 1 udp 5 192.0.2.9 7001 typ host ufrag else",
    ] {
      let candidate = try Candidate(parsing: text)
      net.act(on: 0) { $0.ice(.addRemote(candidate), at: $1) }
    }
    for port in 1...40 as ClosedRange<UInt16> {
      let candidate = Candidate(host: Endpoint(Net.gatewaySocket.address, port))
      net.act(on: 0) { $0.ice(.addRemote(candidate), at: $1) }
    }
    let refusals = net.parties[0].agentEvents.compactMap { event -> String? in
      if case .candidateIgnored(_, let refusal) = event.1 { return refusal.rawValue }
      return nil
    }
    #expect(refusals.prefix(4) == ["duplicate", "unusable-address", "unusable-address", "foreign-fragment"])
    #expect(refusals.dropFirst(4) == Array(repeating: "candidate-limit", count: 9)[...])
  }

  @Test func `of too many pairs those of the lowest priority go`() {
    var net = Net.twoAgents()
    for last in 2...12 as ClosedRange<UInt8> {
      net.act(on: 0) { $0.ice(.addLocal(.host, Endpoint(.v4(IPv4Address(203, 0, 113, last)), 1)), at: $1) }
    }
    for port in 1...30 as ClosedRange<UInt16> {
      net.act(on: 0) { $0.ice(.addRemote(Candidate(host: Endpoint(Net.gatewaySocket.address, port))), at: $1) }
    }
    #expect(net.parties[0].agent?.pairs.count == 100)
  }

  @Test func `the address of a peer's NAT is tried with the port of its socket`() throws {
    var net = Net.twoAgents()
    let host = try Candidate(parsing: "candidate:1 1 udp 9 10.0.0.5 52625 typ host")
    let reflexive = try Candidate(parsing: "candidate:2 1 udp 8 198.18.0.1 40000 typ srflx")
    net.act(on: 0) { $0.ice(.addRemote(host), at: $1) }
    net.act(on: 0) { $0.ice(.addRemote(reflexive), at: $1) }
    let remote = net.parties[0].agent?.remoteCandidates.map { "\($0.endpoint)" }
    #expect(remote == ["10.0.0.5:52625", "198.18.0.1:40000", "198.18.0.1:52625"])
    net.parties[0].agent = .test(
      .controlling,
      {
        var policy = AgentPolicy()
        policy.guessesReflexivePorts = false
        return policy
      }())
    net.act(on: 0) { $0.ice(.addRemote(host), at: $1) }
    net.act(on: 0) { $0.ice(.addRemote(reflexive), at: $1) }
    #expect(net.parties[0].agent?.remoteCandidates.count == 2)
  }

  @Test func `messages that are forged, malformed or of another are dropped, each by its reason`() throws {
    var net = Net.twoAgents()
    net.exchangeCandidates()
    net.run(for: .seconds(1))
    let key = STUNKey.shortTerm(password: Agent.controllingSide.password)
    func say(_ bytes: [UInt8], to base: Endpoint = Net.clientSocket, from: Endpoint = Net.gatewaySocket) {
      net.act(on: 0) { $0.ice(.datagram(bytes, from: from, to: base, .none), at: $1) }
    }
    func check(
      _ type: STUNType = STUNType(.binding, .request), username: String? = "abcd:wxyz", key: STUNKey?,
      priority: UInt32? = 5, _ add: (inout STUNWriter) -> Void = { _ in }
    ) throws -> [UInt8] {
      var writer = STUNWriter(type, STUNTransactionID(high: 1, low: 2))
      if let username { writer.add(.username, username) }
      if let priority { writer.add(.priority, priority) }
      add(&writer)
      return try writer.finish(integrity: key, fingerprint: true)
    }
    say([0, 1, 2])
    say(try check(STUNType(.allocate, .request), key: key))
    say(try check(STUNType(.binding, .indication), key: key))
    var broken = try check(key: key)
    broken[broken.count - 1] ^= 1
    say(broken)
    say(try check(username: nil, key: key))
    say(try check(username: "wxyz:abcd", key: key))
    say(try check(username: "abcd", key: key))
    say(try check(key: nil))
    say(try check(key: .shortTerm(password: "guess")))
    say(try check(key: key, priority: nil))
    say(try check(key: key) { $0.add(number: 0x7abc, [1]) })
    say(try check(key: key) { $0.add(number: STUNAttributeType.useCandidate.rawValue, [1]) })
    say(try check(key: key), to: at("203.0.113.5:9"))
    say(try check(STUNType(.binding, .success), key: key))
    let reasons = net.parties[0].agentEvents.compactMap { event -> String? in
      if case .rejected(let rejection, _, _) = event.1 { return rejection.name }
      return nil
    }
    #expect(
      reasons == [
        "malformed-stun", "unexpected-message", "unexpected-message", "wrong-fingerprint", "missing-attribute",
        "foreign-username", "foreign-username", "no-integrity", "wrong-integrity", "missing-attribute",
        "unknown-attributes", "malformed-attribute", "unknown-base", "unknown-transaction",
      ])
    #expect(net.parties[0].path != nil)
  }

  @Test func `an answer from elsewhere, again, or badly signed proves nothing`() throws {
    var net = Net.twoAgents()
    net.isCut = { _ in true }
    net.exchangeCandidates()
    let request = try STUNMessage(try #require(net.sent.first { $0.1.source == Net.clientSocket }).1.payload)
    let key = STUNKey.shortTerm(password: Agent.controlledSide.password)
    func answer(_ key: STUNKey, from: Endpoint = Net.gatewaySocket, mapped: Bool = true) throws {
      var writer = STUNWriter(.success, to: request)
      if mapped { writer.add(.xorMappedAddress, Net.clientSocket) }
      let bytes = try writer.finish(integrity: key, fingerprint: true)
      net.act(on: 0) { $0.ice(.datagram(bytes, from: from, to: Net.clientSocket, .none), at: $1) }
    }
    try answer(key, from: at("192.0.2.10:1"))
    try answer(.shortTerm(password: "guess"))
    try answer(key, mapped: false)
    #expect(net.parties[0].path == nil)
    try answer(key)
    #expect(net.parties[0].path != nil)
    try answer(key)
    let reasons = net.parties[0].agentEvents.compactMap { event -> String? in
      if case .rejected(let rejection, _, _) = event.1 { return rejection.name }
      return nil
    }
    #expect(reasons == ["asymmetric-answer", "wrong-integrity", "missing-attribute", "already-answered"])
  }

  @Test func `an owner of many agents finds the one that a message is for`() throws {
    var chance = Chance(seed: 1)
    var directory = AgentDirectory<Int>()
    var agents: [(Agent, tag: UInt32)] = []
    for i in 0..<1000 {
      let local = AgentCredentials(fragment: "l\(i)", password: "p")
      let remote = AgentCredentials(fragment: "r\(i)", password: "q")
      let tag = directory.enter(i, local: local, remote: remote, &chance)
      agents.append(
        (Agent(local: local, remote: remote, role: .controlled, tag: tag, chance: chance.stream("\(i)")), tag))
    }
    var out = Outbox<Agent.Output>()
    agents[777].0.handle(.addLocal(.host, Net.gatewaySocket), at: .zero, into: &out)
    agents[777].0.handle(.addRemote(Candidate(host: Net.clientSocket)), at: .zero, into: &out)
    let sent = out.outputs.compactMap { if case .send(let datagram) = $0 { datagram } else { nil } }
    let request = try STUNMessage(try #require(sent.first).payload)
    #expect(request[.username] == "r777:l777")
    #expect(try directory.owner(of: STUNMessage(STUNWriter(.success, to: request).finish())) == 777)
    var check = STUNWriter(STUNType(.binding, .request), request.transaction)
    check.add(.username, "l777:r777")
    let message = try STUNMessage(check.finish())
    #expect(directory.owner(of: message) == 777)
    directory.remove(
      local: AgentCredentials(fragment: "l777", password: ""), remote: AgentCredentials(fragment: "r777", password: ""),
      tag: agents[777].tag)
    #expect(directory.owner(of: message) == nil)
    #expect(directory.count == 999)
  }
}
