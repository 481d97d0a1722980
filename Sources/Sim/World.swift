import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// A whole lab as one value: portal, relays, clients, gateways, resource hosts and the links between them, on one clock.
///
/// A copy is a snapshot. What happened is written into a `Trace` outside.
package struct World: Sendable {
  package internal(set) var now = Instant.zero
  var queue = EventQueue<Scheduled>()
  /// The number that the next packet made will get.
  var nextPacket: UInt32 = 1
  var portal: PortalNode
  var clients = SortedTable<String, ClientNode>()
  var gateways = SortedTable<String, GatewayNode>()
  var hosts = SortedTable<String, HostNode>()
  var internet = InternetState()
  var places = Places()
  var setUp = SetUp()
  let origin: WorldOrigin
  var names = NameBook()
  var rules: RuleBook
  var watch = InvariantWatch()

  /// - Parameter chance: the lab's root.
  init(_ topology: Topology, portal: PortalNode, wall: WallClock, chance: Chance) {
    self.portal = portal
    origin = WorldOrigin(topology: topology, wall: wall, chance: chance)
    rules = RuleBook(chance: chance.stream("rules"))
  }
}

/// Something that is going to happen, and the event that it follows from.
struct Scheduled: Sendable {
  let cause: EventNumber
  let what: Arrival
}

enum Arrival: Sendable {
  case datagram(Datagram, PacketID)
  case frame(Lab.PortalMessage, SocketID)
  case socketRequested(node: String, SocketID)
  case socketOpened(node: String, SocketID)
  /// The HTTP upgrade is answered with a status that is not 101.
  case socketRefused(node: String, SocketID, status: Int)
  case socketClosed(node: String, SocketID)
  /// A packet on the resource network, for a host or for a gateway.
  case lan(IPPacket, PacketID, from: String, to: String)
  case wake(node: String)
  case resolved(node: String, LookupID, LookupAnswer)
  case answered(node: String, LookupID, UpstreamAnswer)
  /// A suspended machine goes on.
  case awake(node: String)
  /// A datagram is at the next link on its way.
  case transit(Transit)
  /// A packet that no tunnel carries is at the next link on its way, or at its end.
  case open(OpenTransit)
  /// An ICMP error about what a node sent.
  case wireError(IPPacket, to: String)
  /// A rule delayed it at its tap.
  case released(Passing)
}

extension World {
  /// How often something has happened.
  var steps: Int { queue.taken }

  /// Lets the next thing happen. False if there is nothing left.
  mutating func step(before deadline: Instant, into trace: inout Trace) -> Bool {
    if setUp.awaitsRelays, !isAwaitingRelays { beginMachines(into: &trace) }
    guard let at = queue.next, at <= deadline, let next = queue.pop() else { return false }
    watch.check(time: next.at, against: now, after: trace.records.count)
    now = next.at
    trace.follow(next.element.cause)
    if watch.beliefs.isDue(at: now) { settleEnded(after: trace.records.count) }
    guard !rules.byHand.isEmpty else {
      arrive(next.element.what, into: &trace)
      return true
    }
    rules.byHand.begin(after: trace.records.count)
    arrive(next.element.what, into: &trace)
    rules.byHand.end()
    return true
  }

  var isAwaitingRelays: Bool {
    relays.values.contains { !$0.isJoined } && (queue.next ?? .distantFuture) <= SetUp.patience
  }

  private mutating func arrive(_ what: Arrival, into trace: inout Trace) {
    switch what {
    case .datagram(let datagram, let id): deliver(datagram, id, into: &trace)
    case .transit(let transit): advance(transit, into: &trace)
    case .open(let transit): advance(open: transit, into: &trace)
    case .wireError(let error, let node): hear(wireError: error, at: node, into: &trace)
    case .frame(let message, let socket): deliver(message, on: socket, into: &trace)
    case .socketRequested(let node, let socket): acceptSocket(of: node, socket, into: &trace)
    case .socketOpened(let node, let socket): openSocket(of: node, socket, into: &trace)
    case .socketRefused(let node, let socket, let status):
      refuseSocket(of: node, socket, status: status, into: &trace)
    case .socketClosed(let node, let socket): closeSocket(of: node, socket, into: &trace)
    case .lan(let packet, let id, let from, let to): deliver(packet, id, from: from, to: to, into: &trace)
    case .wake(let node): wake(node, into: &trace)
    case .awake(let node): awake(node, into: &trace)
    case .resolved(let node, let id, let outcome): hear(outcome, id, at: node, into: &trace)
    case .answered(let node, let id, let answer): hear(answer, id, at: node, into: &trace)
    case .released(let passing):
      trace.move(passing.id, to: .handled)
      proceed(passing, into: &trace)
    }
  }

  mutating func schedule(_ what: Arrival, at: Instant, _ trace: Trace) {
    queue.enter(Scheduled(cause: trace.cause, what: what), at: at)
  }

  /// Runs a machine with an outbox that numbers packets from the world's count.
  mutating func outputs<Output>(_ body: (inout World, inout Outbox<Output>) -> Void) -> [Output] {
    var out = Outbox<Output>(nextPacket: nextPacket)
    body(&self, &out)
    nextPacket = out.nextPacket
    return out.outputs
  }

  private mutating func wake(_ node: String, into trace: inout Trace) {
    if clients.contains(node) {
      wake(AccessClient.self, node, into: &trace)
    } else if gateways.contains(node) {
      wake(AccessGateway.self, node, into: &trace)
    } else if relays.contains(node) {
      wakeRelay(node, into: &trace)
    } else if hosts.contains(node) {
      wakeHost(node, into: &trace)
    } else if routers.contains(node) {
      wakeRouter(node, into: &trace)
    } else if node == portal.name {
      wakePortal(into: &trace)
    }
  }

  /// Makes sure that a node is woken at its next deadline, once.
  mutating func arm(_ node: String, _ armed: Instant?, next: Instant?, _ trace: Trace) -> Instant? {
    guard let next else { return armed }
    if let armed, armed <= next { return armed }
    schedule(.wake(node: node), at: max(next, now), trace)
    return next
  }
}
