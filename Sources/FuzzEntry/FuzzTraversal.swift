import Base
import Cipher
import Traversal
import Wire

/// Reads `bytes` as a sequence of messages to a relay that has an allocation, to the client of a relay and to an agent
/// that has a pair: each step one byte of what it is, one of how long, and so many bytes. Some steps are signed with the
/// right key, so that what stands behind the check is reached, too.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzTraversal(_ bytes: UnsafeRawBufferPointer) {
  var stage = TraversalStage.ready
  var rest = bytes[...]
  while let kind = rest.popFirst(), let length = rest.popFirst() {
    let content = [UInt8](rest.prefix(Int(length)))
    rest = rest.dropFirst(Int(length))
    stage.step(kind, content)
  }
  stage.check()
}

/// What stands before the first message comes; every input begins from a copy.
private struct TraversalStage {
  static let relayed = Endpoint(.v4(IPv4Address(198, 51, 100, 7)), 3478)
  static let client = Endpoint(.v4(IPv4Address(203, 0, 113, 5)), 40000)
  static let peer = Endpoint(.v4(IPv4Address(192, 0, 2, 9)), 7000)
  static let (ours, theirs) = (
    AgentCredentials(fragment: "abcd", password: "0123456789012345678901"),
    AgentCredentials(fragment: "wxyz", password: "abcdefghijklmnopqrstuv")
  )
  static let secret = StampSecret("secret")
  static let username = "1800000000:salt"
  static let credentials = TURNCredentials(username: username, password: secret.password(of: username))
  static let key: STUNKey? = try? .longTerm(
    username: username, realm: "firezone", password: credentials.password)

  var now = Instant.zero
  var relay: RelayServer
  var allocation: Allocation
  var agent: Agent
  /// The last request of each machine, and the relay's last nonce.
  var asked: [STUNTransactionID] = [STUNTransactionID(high: 0, low: 0), STUNTransactionID(high: 0, low: 0)]
  var nonce = ""
  var chance = Chance(seed: 4)

  static let ready: TraversalStage = {
    var stage = TraversalStage()
    stage.begin()
    return stage
  }()

  private init() {
    relay = RelayServer(
      RelayPolicy([PublicAddresses(v4: IPv4Address(198, 51, 100, 7))]), secret: Self.secret, chance: Chance(seed: 1),
      wall: WallClock(epoch: UnixTime(seconds: 1_700_000_000)))
    allocation = Allocation(
      TURNServers(v4: Self.relayed), Self.credentials, software: "fuzz", chance: Chance(seed: 2))
    agent = Agent(local: Self.ours, remote: Self.theirs, role: .controlled, chance: Chance(seed: 3))
  }

  private mutating func begin() {
    var out = Outbox<Agent.Output>()
    agent.handle(.addLocal(.host, Self.client), at: now, into: &out)
    agent.handle(.addRemote(Candidate(host: Self.peer)), at: now, into: &out)
    note(out)
    var started = Outbox<Allocation.Output>()
    allocation.handle(.start, at: now, into: &started)
    note(started)
    toRelay(signed(STUNType(.allocate, .request), []))
    toRelay(signed(STUNType(.allocate, .request), [0, 0x19, 0, 4, 17, 0, 0, 0]))
    precondition(relay.allocations.count == 1)
  }

  mutating func step(_ kind: UInt8, _ content: [UInt8]) {
    switch kind & 15 {
    case 0: toRelay(content)
    case 1: toRelay(content, from: Self.peer, to: relay.allocations.all(at: now).first?.relayed.v4 ?? Self.relayed)
    case 2...6: toRelay(signed(STUNType(Self.methods[Int(kind >> 4) % Self.methods.count], .request), content))
    case 7: toAllocation(content)
    case 8, 9: toAllocation(answer(asked[0], content, key: Self.key))
    case 10: toAgent(content)
    case 11: toAgent(answer(asked[1], content, key: .shortTerm(password: Self.theirs.password)))
    case 12: toAgent(check(content))
    default: pass(.milliseconds(1 << Int64(kind >> 4)))
    }
  }

  private static let methods: [STUNMethod] = [.allocate, .refresh, .createPermission, .channelBind, .binding, .send]

  /// Attributes as the fuzzer gives them, in a message that is signed as it should be.
  private mutating func signed(_ type: STUNType, _ attributes: [UInt8]) -> [UInt8] {
    var writer = STUNWriter(type, STUNTransactionID(drawnFrom: &chance))
    addAll(attributes, to: &writer)
    writer.add(.username, Self.username)
    writer.add(.realm, "firezone")
    writer.add(.nonce, nonce)
    return (try? writer.finish(integrity: Self.key)) ?? []
  }

  private func answer(_ transaction: STUNTransactionID, _ content: [UInt8], key: STUNKey?) -> [UInt8] {
    let type = STUNType(rawValue: UInt16(content.first ?? 0) << 8 | UInt16(content.dropFirst().first ?? 0))
    var writer = STUNWriter(type, transaction)
    addAll(Array(content.dropFirst(2)), to: &writer)
    return (try? writer.finish(integrity: key, fingerprint: true)) ?? []
  }

  private mutating func check(_ attributes: [UInt8]) -> [UInt8] {
    var writer = STUNWriter(STUNType(.binding, .request), STUNTransactionID(drawnFrom: &chance))
    writer.add(.username, "abcd:wxyz")
    writer.add(.priority, 5)
    addAll(attributes, to: &writer)
    return (try? writer.finish(integrity: .shortTerm(password: Self.ours.password), fingerprint: true)) ?? []
  }

  private func addAll(_ bytes: [UInt8], to writer: inout STUNWriter) {
    var at = 0
    while at + 4 <= bytes.count {
      let number = UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
      let length = min(Int(bytes[at + 3]), bytes.count - at - 4)
      writer.add(number: number, Array(bytes[at + 4..<at + 4 + length]))
      at += 4 + (length + 3) & ~3
    }
  }

  private mutating func toRelay(_ bytes: [UInt8], from source: Endpoint = client, to destination: Endpoint = relayed) {
    var out = Outbox<RelayServer.Output>()
    relay.handle(.datagram(bytes, from: source, to: destination, .none), at: now, into: &out)
    // No datagram makes more than one, and each is accounted for.
    let sent = out.outputs.compactMap { if case .send(let datagram) = $0 { datagram } else { nil } }
    precondition(sent.count <= 1)
    for datagram in sent {
      guard let message = try? STUNMessage(datagram.payload) else { continue }
      if let fresh = message[.nonce] { nonce = fresh }
    }
  }

  private mutating func toAllocation(_ bytes: [UInt8]) {
    var out = Outbox<Allocation.Output>()
    allocation.handle(.datagram(bytes, from: Self.relayed, to: Self.client, .none), at: now, into: &out)
    note(out)
    precondition(out.outputs.count <= 256)
  }

  private mutating func toAgent(_ bytes: [UInt8]) {
    var out = Outbox<Agent.Output>()
    agent.handle(.datagram(bytes, from: Self.peer, to: Self.client, .none), at: now, into: &out)
    note(out)
    precondition(out.outputs.count <= 256)
  }

  private mutating func note(_ out: Outbox<Allocation.Output>) {
    for case .send(let bytes, _, _) in out.outputs {
      if let message = try? STUNMessage(bytes) { asked[0] = message.transaction }
    }
  }

  private mutating func note(_ out: Outbox<Agent.Output>) {
    for case .send(let datagram) in out.outputs {
      guard let message = try? STUNMessage(datagram.payload), message.type.kind == .request else { continue }
      asked[1] = message.transaction
    }
  }

  /// Time passes, and each machine is woken as often as it wants to be: which must come to an end.
  private mutating func pass(_ span: Duration) {
    let end = now + span
    var wakes = 0
    while true {
      guard let next = [relay.timers.next, allocation.timers.next, agent.timers.next].compactMap({ $0 }).min(),
        next <= end
      else { break }
      now = max(now, next)
      var (a, b, c) = (Outbox<RelayServer.Output>(), Outbox<Allocation.Output>(), Outbox<Agent.Output>())
      relay.wake(at: now, into: &a)
      allocation.wake(at: now, into: &b)
      agent.wake(at: now, into: &c)
      note(b)
      note(c)
      wakes += 1
      // 33 s of checks and repetitions. A machine that asks for the same moment again would never let time pass.
      precondition(wakes < 20_000)
    }
    now = end
  }

  func check() {
    precondition(relay.allocations.count <= 1)
    precondition(agent.pairs.count <= 100)
    precondition(agent.remoteCandidates.count <= 64)
  }
}
