import Base
import Wire

@testable import Traversal

/// Relays and parties on one virtual clock, joined by wires that delay and lose what the test wants.
struct Net {
  struct Flight {
    let at: Instant
    let order: Int
    let datagram: Transmission
  }

  var now = Instant.zero
  var latency: Duration = .milliseconds(10)
  /// Parts of a million that get lost.
  var loss: UInt32 = 0
  /// What never arrives.
  var isCut: (Transmission) -> Bool = { _ in false }
  var relays: [TestRelay] = []
  var parties: [Party] = []
  var nats: [TestNAT] = []
  /// Everything that was sent, and when.
  var sent: [(at: Instant, Transmission)] = []
  private var flights: [Flight] = []
  private var order = 0
  private var chance = Chance(seed: 99)

  mutating func act(on party: Int, _ body: (inout Party, Instant) -> Void) {
    body(&parties[party], now)
    collect()
  }

  mutating func act(onRelay relay: Int, _ body: (inout TestRelay, Instant) -> Void) {
    body(&relays[relay], now)
    collect()
  }

  private mutating func collect() {
    for i in parties.indices { for datagram in parties[i].takeSent() { launch(datagram) } }
    for i in relays.indices { for datagram in relays[i].takeSent() { launch(datagram) } }
  }

  private mutating func launch(_ datagram: Transmission) {
    var datagram = datagram
    for i in nats.indices where nats[i].holds(datagram.source) { nats[i].leave(&datagram, at: now) }
    sent.append((now, datagram))
    guard !isCut(datagram), !chance.happens(partsPerMillion: loss) else { return }
    order += 1
    flights.append(Flight(at: now + latency, order: order, datagram: datagram))
  }

  private mutating func land(_ datagram: Transmission) {
    var datagram = datagram
    for i in nats.indices where nats[i].address == datagram.destination.address {
      guard nats[i].enter(&datagram) else { return }
    }
    for i in relays.indices where relays[i].has(datagram.destination.address) { relays[i].receive(datagram, at: now) }
    for i in parties.indices where parties[i].sockets.contains(datagram.destination) {
      parties[i].receive(datagram.payload, from: datagram.source, to: datagram.destination, at: now)
    }
    collect()
  }

  /// Lets time pass: wakes who asked for it, and lands what is in flight, in order.
  mutating func run(for span: Duration) { run(until: now + span) { _ in false } }

  mutating func run(until end: Instant, stop: (Net) -> Bool) {
    collect()
    while !stop(self) {
      let flight = flights.min { ($0.at, $0.order) < ($1.at, $1.order) }
      let wake = (parties.compactMap(\.next) + relays.compactMap(\.server.timers.next)).min()
      guard let next = Instant.earlier(flight?.at, wake), next <= end else { break }
      now = max(now, next)
      if let flight, flight.at <= now {
        flights.removeAll { $0.order == flight.order }
        land(flight.datagram)
      } else {
        for i in parties.indices { parties[i].wake(at: now) }
        for i in relays.indices { relays[i].wake(at: now) }
        collect()
      }
    }
    if !stop(self) { now = end }
  }
}

/// A relay and what happened there.
struct TestRelay {
  var server: RelayServer
  var events: [RelayEvent] = []
  var opened: [Endpoint] = []
  private var sent: [Transmission] = []

  init(_ policy: RelayPolicy = .test, secret: StampSecret = .test, seed: UInt64 = 5) {
    server = RelayServer(policy, secret: secret, chance: Chance(seed: seed), wall: .test)
  }

  func has(_ address: IPAddress) -> Bool { server.policy.addresses.contains { $0[address.family] == address } }

  mutating func receive(_ datagram: Transmission, at now: Instant) {
    collect {
      $0.handle(
        .datagram(datagram.payload, from: datagram.source, to: datagram.destination, datagram.packet), at: now,
        into: &$1)
    }
  }

  mutating func wake(at now: Instant) { collect { $0.wake(at: now, into: &$1) } }

  mutating func collect(_ body: (inout RelayServer, inout Outbox<RelayServer.Output>) -> Void) {
    var out = Outbox<RelayServer.Output>()
    body(&server, &out)
    for output in out.outputs {
      switch output {
      case .send(let datagram): sent.append(datagram)
      case .open(let endpoint): opened.append(endpoint)
      case .close(let endpoint): opened.removeAll { $0 == endpoint }
      case .event(let event): events.append(event)
      }
    }
  }

  mutating func takeSent() -> [Transmission] {
    defer { sent = [] }
    return sent
  }

  /// The names of what was dropped, refused, and what became of allocations.
  var reasons: [String] {
    events.map { event in
      switch event {
      case .dropped(let drop, _, _): drop.name
      case .refused(_, _, let refusal): refusal.name
      case .deallocated(_, _, let reason): reason.rawValue
      default: event.name
      }
    }
  }
}

/// A NAT that maps by the destination or not, and lets in only what was asked for (RFC 4787 §4.1 and §5).
struct TestNAT {
  let address: IPAddress
  let inside: IPAddress
  let isSymmetric: Bool
  private var mappings: [(inside: Endpoint, destination: Endpoint?, outside: Endpoint)] = []
  private var asked: [(outside: Endpoint, peer: Endpoint)] = []

  init(_ address: IPAddress, inside: IPAddress, isSymmetric: Bool) {
    self.address = address
    self.inside = inside
    self.isSymmetric = isSymmetric
  }

  func holds(_ endpoint: Endpoint) -> Bool { endpoint.address == inside }

  mutating func leave(_ datagram: inout Transmission, at now: Instant) {
    let key = isSymmetric ? datagram.destination : nil
    let known = mappings.first { $0.inside == datagram.source && $0.destination == key }
    let outside = known?.outside ?? Endpoint(address, UInt16(20_000 + mappings.count))
    if known == nil { mappings.append((datagram.source, key, outside)) }
    asked.append((outside, datagram.destination))
    datagram.source = outside
  }

  func enter(_ datagram: inout Transmission) -> Bool {
    guard let mapping = mappings.first(where: { $0.outside == datagram.destination }),
      asked.contains(where: { $0.outside == mapping.outside && $0.peer == datagram.source })
    else { return false }
    datagram.destination = mapping.inside
    return true
  }
}

extension RelayPolicy {
  static let test = RelayPolicy([
    PublicAddresses(
      v4: IPv4Address(198, 51, 100, 7), v6: IPv6Address(high: 0x2001_0db8_0000_0000, low: 7))
  ])
}

extension WallClock { static let test = WallClock(epoch: UnixTime(seconds: 1_700_000_000)) }

extension StampSecret {
  static let test = StampSecret("4c98bf59c99b3e467ecd7cf9d6b3e5279645fca59be67bc5bb4af3cf653761ab")

  /// Good for an hour.
  func credentials(salt: String = "salt", expiry: Int64 = 1_700_003_600) -> TURNCredentials {
    let username = "\(expiry):\(salt)"
    return TURNCredentials(username: username, password: password(of: username))
  }
}

/// Text as an endpoint, for tables.
func at(_ text: String) -> Endpoint { Endpoint(text) ?? Endpoint(.v4(IPv4Address(bits: 0)), 0) }
