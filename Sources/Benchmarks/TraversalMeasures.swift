import Base
import Cipher
import Traversal
import Wire

/// What a datagram costs at a relay and at the owner of agents, by how many of them there are.
enum TraversalMeasures {
  static func all() throws -> [Measure] {
    try [1, 1000, 100_000].flatMap { try relay($0) } + [1, 1000, 100_000].flatMap { try agents($0) }
  }

  private static func relay(_ clients: Int) throws -> [Measure] {
    // Built when it is first needed, and once: 100,000 allocations are a second's work.
    let crowd = Lazy { try RelayCrowd(clients) }
    let title = "of \(clients) allocation\(clients == 1 ? "" : "s")"
    return [
      Measure("relay \(title): 1,200 B from a client to its peer", count: 200_000) { count in
        var crowd = try crowd.value
        for i in 0..<count { use(crowd.carry(i)) }
      },
      Measure("relay \(title): 1,200 B from a peer to its client", count: 200_000) { count in
        var crowd = try crowd.value
        for i in 0..<count { use(crowd.carryBack(i)) }
      },
      Measure("relay \(title): REFRESH, signed both ways", count: 20_000) { count in
        var crowd = try crowd.value
        for i in 0..<count { use(crowd.refresh(i)) }
      },
      Measure("relay \(title): copied, and changed by a REFRESH", count: 20_000) { count in
        let crowd = try crowd.value
        for i in 0..<count {
          var copy = crowd
          use(copy.refresh(i))
        }
      },
    ]
  }

  private static func agents(_ count: Int) throws -> [Measure] {
    let crowd = Lazy { try AgentCrowd(count) }
    return [
      Measure("\(count) agent\(count == 1 ? "" : "s"): find one for a check, and answer it", count: 20_000) { count in
        let crowd = try crowd.value
        for i in 0..<count { use(try crowd.answer(i)) }
      }
    ]
  }
}

/// What is made when it is first needed.
final class Lazy<Value> {
  private let make: () throws -> Value
  private var made: Value?

  init(_ make: @escaping () throws -> Value) { self.make = make }

  var value: Value {
    get throws {
      if let made { return made }
      let value = try make()
      made = value
      return value
    }
  }
}

/// A relay, and what its clients and their peers say.
private struct RelayCrowd {
  struct Client {
    let endpoint: Endpoint
    let nonce: String
    let relayed: Endpoint
  }

  struct Failed: Error {}

  private static let now = Instant(nanoseconds: 1_000_000_000)
  private static let server = Endpoint(.v4(IPv4Address(198, 51, 100, 1)), 3478)
  private static let peer = Endpoint(.v4(IPv4Address(192, 0, 2, 9)), 7000)
  private static let channel = ChannelNumber(rawValue: 0x4000)
  private static let payload = [UInt8](repeating: 4, count: 1200)

  private var relay: RelayServer
  private var clients: [Client] = []
  private let username = "1800000000:salt"
  private let key: STUNKey
  private var chance = Chance(seed: 1)
  private let outward: [UInt8]

  init(_ count: Int) throws {
    var policy = RelayPolicy((1...4).map { PublicAddresses(v4: IPv4Address(198, 51, 100, UInt8($0))) })
    policy.ports = 10_000...65_535
    policy.limits.allocationsPerOwner = .max
    policy.limits.unauthenticatedAnswersPerSecond = .max
    let secret = StampSecret("secret")
    relay = RelayServer(
      policy, secret: secret, chance: Chance(seed: 2), wall: WallClock(epoch: UnixTime(seconds: 1_700_000_000)))
    key = try .longTerm(username: username, realm: "firezone", password: secret.password(of: username))
    outward = ChannelData.message(Self.channel, Self.payload[...]) ?? []
    for i in 0..<count { try add(Endpoint(.v4(IPv4Address(bits: 0x0800_0000 + UInt32(i))), 40_000)) }
  }

  private mutating func add(_ client: Endpoint) throws {
    guard let challenge = ask(.refresh, client, nonce: "", { _ in }), let nonce = challenge[.nonce],
      let answer = ask(.allocate, client, nonce: nonce, { $0.add(.requestedTransport, .udp) }),
      let relayed = answer[.xorRelayedAddress],
      let bound = ask(
        .channelBind, client, nonce: nonce,
        {
          $0.add(.channelNumber, Self.channel)
          $0.add(.xorPeerAddress, Self.peer)
        }), bound.type.kind == .success
    else { throw Failed() }
    clients.append(Client(endpoint: client, nonce: nonce, relayed: relayed))
  }

  private mutating func ask(
    _ method: STUNMethod, _ client: Endpoint, nonce: String, _ add: (inout STUNWriter) -> Void
  ) -> STUNMessage? {
    var writer = STUNWriter(STUNType(method, .request), STUNTransactionID(drawnFrom: &chance))
    add(&writer)
    writer.add(.username, username)
    writer.add(.realm, "firezone")
    writer.add(.nonce, nonce)
    guard let bytes = try? writer.finish(integrity: key) else { return nil }
    return pass(bytes, from: client, to: Self.server).flatMap { try? STUNMessage($0.payload) }
  }

  private mutating func pass(_ bytes: [UInt8], from source: Endpoint, to destination: Endpoint) -> Transmission? {
    var out = Outbox<RelayServer.Output>()
    relay.handle(.datagram(bytes, from: source, to: destination, .none), at: Self.now, into: &out)
    for case .send(let datagram) in out.outputs { return datagram }
    return nil
  }

  private func client(_ i: Int) -> Client { clients[i &* 7919 % clients.count] }

  mutating func carry(_ i: Int) -> Transmission? { pass(outward, from: client(i).endpoint, to: Self.server) }
  mutating func carryBack(_ i: Int) -> Transmission? { pass(Self.payload, from: Self.peer, to: client(i).relayed) }
  mutating func refresh(_ i: Int) -> STUNMessage? {
    ask(.refresh, client(i).endpoint, nonce: client(i).nonce) { _ in }
  }
}

/// Agents with one pair each, and a check for each.
private struct AgentCrowd {
  private static let now = Instant(nanoseconds: 1_000_000_000)
  private static let socket = Endpoint(.v4(IPv4Address(192, 0, 2, 9)), 52_625)

  private var agents: [Agent] = []
  private var directory = AgentDirectory<Int>()
  private var checks: [[UInt8]] = []
  private var sources: [Endpoint] = []

  init(_ count: Int) throws {
    var chance = Chance(seed: 1)
    for i in 0..<count {
      let local = AgentCredentials(fragment: "l\(i)", password: "0123456789012345678901")
      let remote = AgentCredentials(fragment: "r\(i)", password: "abcdefghijklmnopqrstuv")
      let source = Endpoint(.v4(IPv4Address(bits: 0x0800_0000 + UInt32(i))), 52_625)
      let tag = directory.enter(i, local: local, remote: remote, &chance)
      var agent = Agent(local: local, remote: remote, role: .controlled, tag: tag, chance: Chance(seed: UInt64(i)))
      var out = Outbox<Agent.Output>()
      agent.handle(.addLocal(.host, Self.socket), at: Self.now, into: &out)
      agent.handle(.addRemote(Candidate(host: source)), at: Self.now, into: &out)
      agents.append(agent)
      sources.append(source)
      var writer = STUNWriter(STUNType(.binding, .request), STUNTransactionID(drawnFrom: &chance))
      writer.add(.username, "l\(i):r\(i)")
      writer.add(.priority, 5)
      checks.append(try writer.finish(integrity: .shortTerm(password: local.password), fingerprint: true))
    }
  }

  func answer(_ i: Int) throws -> Int {
    let at = i &* 7919 % agents.count
    guard let owner = directory.owner(of: try STUNMessage(checks[at])) else { return 0 }
    var agent = agents[owner]
    var out = Outbox<Agent.Output>()
    agent.handle(.datagram(checks[at], from: sources[at], to: Self.socket, .none), at: Self.now, into: &out)
    return out.outputs.count
  }
}
