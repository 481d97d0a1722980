import Base
import Wire

@testable import Traversal

/// A client of a relay that says exactly what a test wants.
struct RelayDesk {
  var relay: TestRelay
  var now = Instant.zero
  var client = at("203.0.113.5:40000")
  var server = at("198.51.100.7:3478")
  var credentials = StampSecret.test.credentials()
  var nonce: String?
  private var chance = Chance(seed: 77)

  init(_ policy: RelayPolicy = .test) { relay = TestRelay(policy) }

  var key: STUNKey {
    (try? .longTerm(
      username: credentials.username, realm: credentials.realm ?? "firezone", password: credentials.password))
      ?? STUNKey(bytes: [])
  }

  /// A signed request, with whatever the test adds.
  mutating func message(_ method: STUNMethod, _ add: (inout STUNWriter) -> Void = { _ in }) -> [UInt8] {
    var writer = STUNWriter(STUNType(method, .request), STUNTransactionID(drawnFrom: &chance))
    add(&writer)
    writer.add(.username, credentials.username)
    writer.add(.realm, credentials.realm ?? "firezone")
    if let nonce { writer.add(.nonce, nonce) }
    return (try? writer.finish(integrity: key)) ?? []
  }

  /// What the relay sends for it.
  mutating func say(_ bytes: [UInt8]) -> [Transmission] {
    relay.receive(Transmission(bytes, from: client, to: server), at: now)
    return relay.takeSent()
  }

  mutating func hear(from peer: Endpoint, at relayed: Endpoint, _ bytes: [UInt8]) -> [Transmission] {
    relay.receive(Transmission(bytes, from: peer, to: relayed), at: now)
    return relay.takeSent()
  }

  mutating func ask(_ method: STUNMethod, _ add: (inout STUNWriter) -> Void = { _ in }) throws -> STUNMessage {
    let bytes = message(method, add)
    guard let answer = say(bytes).first else { throw Silence() }
    return try STUNMessage(answer.payload)
  }

  struct Silence: Error {}

  /// The error's code, or 0.
  mutating func code(_ method: STUNMethod, _ add: (inout STUNWriter) -> Void = { _ in }) throws -> UInt16 {
    try ask(method, add)[.errorCode]?.code.rawValue ?? 0
  }

  mutating func learnNonce() throws { nonce = try ask(.refresh)[.nonce] }

  /// An allocation of IPv4, and where it is.
  mutating func allocate(_ add: (inout STUNWriter) -> Void = { _ in }) throws -> Endpoint {
    try learnNonce()
    let answer = try ask(.allocate) {
      $0.add(.requestedTransport, .udp)
      add(&$0)
    }
    guard let relayed = answer[.xorRelayedAddress] else { throw Silence() }
    return relayed
  }

  mutating func bind(_ number: UInt16, _ peer: Endpoint) throws -> UInt16 {
    try code(.channelBind) {
      $0.add(.channelNumber, ChannelNumber(rawValue: number))
      $0.add(.xorPeerAddress, peer)
    }
  }

  mutating func permit(_ peers: Endpoint...) throws -> UInt16 {
    try code(.createPermission) { for peer in peers { $0.add(.xorPeerAddress, peer) } }
  }

  mutating func pass(_ span: Duration) {
    now = now + span
    relay.wake(at: now)
  }
}
