import Base
import Wire

/// Our side of one relay (RFC 8656): learns our addresses, holds an allocation, and carries data for peers on channels.
///
/// The owner carries datagrams between its sockets and the server, and hands the candidates that are found to its agents.
package struct Allocation: Machine {
  package enum Input: Sendable {
    /// Begins; again after it was freed.
    case start
    /// A datagram from the server, and the local address that it came to.
    case datagram([UInt8], from: Endpoint, to: Endpoint, PacketID)
    /// Data for a peer. Without a channel one is asked for, and the data leaves behind the question.
    case send([UInt8], to: Endpoint, PacketID)
    /// A channel for data that is expected; waits for the allocation.
    case bind(Endpoint)
    /// Finds out within a second whether the server is still there, and goes on after `suspended`.
    case refresh
    /// Other credentials: the old allocation is given back, and a new one asked for.
    case replace(TURNCredentials)
    /// Gives the allocation back, for good.
    case release
  }

  package enum Output: Sendable {
    /// For the server, from the owner's socket of the server's family.
    case send([UInt8], to: Endpoint, PacketID)
    /// Data of a peer that came to our relayed address.
    case deliver([UInt8], from: Endpoint, to: Endpoint, PacketID)
    case event(AllocationEvent)
  }

  package let servers: TURNServers
  let software: String
  var authentication: TURNAuthentication
  var chance: Chance
  package internal(set) var phase = AllocationPhase.new
  /// The server's address that everything goes to.
  package internal(set) var active: Endpoint?
  var seen = SeenAddresses()
  var grant: AllocationGrant?
  var channels = Channels()
  var backlog = BindBacklog()
  var requests = PendingRequests()
  var silence = SilenceWatch()
  var mismatches = 0
  package internal(set) var timers = TimerTable<AllocationTimer>()

  /// - Parameter software: what SOFTWARE says; Firezone's clients name the session there.
  package init(_ servers: TURNServers, _ credentials: TURNCredentials, software: String, chance: Chance) {
    self.servers = servers
    self.software = software
    self.chance = chance
    authentication = TURNAuthentication(credentials)
  }

  package var credentials: TURNCredentials { authentication.credentials }
  /// IPv4 first, as the server gave them.
  package var relayed: [Endpoint] { grant?.relayed ?? [] }
  /// How the server sees us.
  package func mapped(_ family: IPFamily) -> Endpoint? { seen[family]?.mapped }
  /// The channels that the relay has confirmed, by number.
  package func boundChannels(at now: Instant) -> [(number: ChannelNumber, peer: Endpoint)] { channels.all(at: now) }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .start: start(at: now, into: &out)
    case .datagram(let bytes, let server, let local, let id):
      do throws(AllocationRejection) {
        try receive(bytes, from: server, to: local, id, at: now, into: &out)
      } catch {
        out.put(.event(.rejected(error, from: server, id)))
      }
    case .send(let bytes, let peer, let id): send(bytes, to: peer, id, at: now, into: &out)
    case .bind(let peer): bind(peer, at: now, into: &out)
    case .refresh: refresh(at: now, into: &out)
    case .replace(let credentials): replace(credentials, at: now, into: &out)
    case .release: release(at: now, into: &out)
    }
    setTimers()
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.expiry, at: now) { expire(at: now, into: &out) }
    if timers.fires(.retransmission, at: now) { retransmit(at: now, into: &out) }
    if timers.fires(.refresh, at: now) { askForRefresh(.usual(at: now), at: now, into: &out) }
    if timers.fires(.probe, at: now) { probe(at: now, into: &out) }
    if timers.fires(.keepalive, at: now) { keepAlive(at: now, into: &out) }
    if timers.fires(.channels, at: now) { refreshChannels(at: now, into: &out) }
    if timers.fires(.retry, at: now) { choose(.usual(at: now), at: now, into: &out) }
    setTimers()
  }

  /// Those that follow from what is in the tables.
  private mutating func setTimers() {
    timers[.retransmission] = requests.nextDue
    timers[.channels] = channels.next
  }
}

/// What an allocation waits for.
package enum AllocationTimer: Int, TimerName {
  /// A request is sent again, or given up.
  case retransmission = 0
  /// Half of the lifetime is over.
  case refresh = 1
  case expiry = 2
  case keepalive = 3
  /// A channel is to be refreshed, or has ended.
  case channels = 4
  /// Data went out and nothing came in.
  case probe = 5
  /// The server had no room for us.
  case retry = 6
}

/// Peers that wait for an allocation, and peers that it is of no use to ask for.
struct BindBacklog: Sendable {
  private var waiting: [Endpoint] = []
  private var refused = SortedTable<Endpoint, Instant>()

  mutating func wait(_ peer: Endpoint) {
    guard !waiting.contains(peer) else { return }
    waiting.append(peer)
    if waiting.count > AllocationConstants.greatestBufferedCount { waiting.removeFirst() }
  }

  mutating func takeAll() -> [Endpoint] {
    defer { waiting = [] }
    return waiting
  }

  mutating func refuse(_ peer: Endpoint, at now: Instant) {
    for (other, until) in refused where until <= now { refused[other] = nil }
    refused[peer] = now + AllocationConstants.refusalMemory
  }

  func isRefused(_ peer: Endpoint, at now: Instant) -> Bool { refused[peer].map { now < $0 } ?? false }

  mutating func forgetRefusals() { refused.removeAll() }
}
