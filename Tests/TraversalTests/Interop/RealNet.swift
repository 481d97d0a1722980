import Base
import Glibc
import Synchronization
import Testing

@testable import Traversal

/// The machines of a test on real sockets and the real clock.
struct RealNet {
  /// What has happened until then.
  struct TimedOut: Error {
    let events: [[String]]
  }

  let sockets = UDPSockets()
  var parties: [Party] = []
  var relays: [TestRelay] = []
  private var opened: [Endpoint] = []
  private let deadline: Instant

  static let loopback = (v4: IPAddress.v4(IPv4Address(127, 0, 0, 1)), v6: IPAddress.v6(IPv6Address(high: 0, low: 1)))

  init(seconds: Int64 = 15) { deadline = Self.clock(CLOCK_MONOTONIC) + .seconds(seconds) }

  var now: Instant { Self.clock(CLOCK_MONOTONIC) }

  static func clock(_ id: clockid_t) -> Instant {
    var time = timespec()
    clock_gettime(id, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  static var wall: WallClock {
    WallClock(epoch: UnixTime(nanoseconds: clock(CLOCK_REALTIME).nanoseconds - clock(CLOCK_MONOTONIC).nanoseconds))
  }

  /// Ports that no other test of this run has now, and that no system hands out by itself (Linux: 32768 to 60999).
  static func claimPorts() -> ClosedRange<UInt16> {
    let first = claims.withLock { next in
      defer { next = next > .max - 2 * portsAtOnce ? firstPort : next + portsAtOnce }
      return next
    }
    return first...(first + portsAtOnce - 1)
  }

  private static let firstPort: UInt16 = 61_000
  private static let portsAtOnce: UInt16 = 200
  private static let claims = Mutex(firstPort)

  /// A party with a socket of each family.
  mutating func addParty() throws {
    let endpoints = [try #require(sockets.open(Self.loopback.v4)), try #require(sockets.open(Self.loopback.v6))]
    var party = Party()
    party.sockets = endpoints
    parties.append(party)
  }

  /// Our relay on both loopback addresses, with peers there.
  mutating func addRelay(secret: StampSecret) throws -> UInt16 {
    var policy = RelayPolicy([
      PublicAddresses(v4: IPv4Address(127, 0, 0, 1), v6: IPv6Address(high: 0, low: 1))
    ])
    let claimed = Self.claimPorts()
    policy.listenPort = claimed.lowerBound
    policy.ports = (claimed.lowerBound + 2)...claimed.upperBound
    policy.channelNumbers = 0x4000...0x7fff
    policy.peers = PeerFilter(denying: [])
    policy.reachesOwnHost = true
    for address in [Self.loopback.v4, Self.loopback.v6] {
      try #require(sockets.open(address, port: policy.listenPort) != nil)
    }
    var relay = TestRelay(policy)
    relay.server = RelayServer(
      policy, secret: secret, chance: Chance(seed: UInt64.random(in: 0 ... .max)), wall: Self.wall)
    relays.append(relay)
    return policy.listenPort
  }

  mutating func act(on party: Int = 0, _ body: (inout Party, Instant) -> Void) {
    body(&parties[party], now)
    flush()
  }

  mutating func run(until done: (inout RealNet) -> Bool) throws {
    while !done(&self) {
      if now >= deadline {
        throw TimedOut(
          events: parties.map { $0.allocationEvents.map { "\($0.1)" } + $0.agentEvents.map { "\($0.1)" } }
            + relays.map { $0.events.map { "\($0)" } })
      }
      for i in parties.indices { parties[i].wake(at: now) }
      for i in relays.indices { relays[i].wake(at: now) }
      flush()
      for datagram in sockets.receive(within: 10) {
        for i in parties.indices where parties[i].sockets.contains(datagram.destination) {
          parties[i].receive(datagram.payload, from: datagram.source, to: datagram.destination, at: now)
        }
        for i in relays.indices where !parties.contains(where: { $0.sockets.contains(datagram.destination) }) {
          relays[i].receive(datagram, at: now)
        }
      }
      flush()
    }
  }

  private mutating func flush() {
    for i in relays.indices { openPorts(of: relays[i]) }
    for i in parties.indices { parties[i].takeSent().forEach(sockets.send) }
    for i in relays.indices { relays[i].takeSent().forEach(sockets.send) }
  }

  /// As the relay wants them; one that is in use costs the allocation.
  private mutating func openPorts(of relay: TestRelay) {
    for endpoint in opened where !relay.opened.contains(endpoint) { sockets.close(endpoint) }
    for endpoint in relay.opened where !opened.contains(endpoint) {
      if sockets.open(endpoint.address, port: endpoint.port) == nil { Issue.record("\(endpoint) is in use") }
    }
    opened = relay.opened
  }

  func end() { sockets.closeAll() }
}
