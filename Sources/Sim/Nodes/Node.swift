import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// A machine of the access system that a world can hold: what sits between a tunnel device and the internet.
protocol AccessMachine: RecordedMachine where Output == AccessOutput, Input: AccessInput {
  init(_ local: LocalNode, flags: FeatureFlags)
  var local: LocalNode { get }
  var tunnelAddresses: [IPAddress] { get }
  var isJoined: Bool { get }
  var flags: FeatureFlags { get }
  var quirks: AccessQuirks { get }
  /// The faults of its channel to the portal.
  var channelQuirks: PortalQuirks { get }
  var portalConnection: PortalConnectionState { get }
  /// Whether packets out of the machine go to its own applications, or into a resource network.
  static var side: NodeSide { get }
  /// What waits inside, in no order that means anything.
  var heldPackets: [PacketID] { get }
  /// Changes a node of this kind in place; nil if there is none of this name.
  static func modify<Result>(
    _ world: inout World, _ name: String, _ body: (inout Node<Self>) -> Result
  ) -> Result?
}

enum NodeSide: Hashable, Sendable { case client, gateway }

extension AccessClient: AccessMachine {
  static let side = NodeSide.client

  static func modify<Result>(
    _ world: inout World, _ name: String, _ body: (inout Node<Self>) -> Result
  ) -> Result? { world.clients.update(name, body) }
}

extension AccessGateway: AccessMachine {
  static let side = NodeSide.gateway

  static func modify<Result>(
    _ world: inout World, _ name: String, _ body: (inout Node<Self>) -> Result
  ) -> Result? { world.gateways.update(name, body) }
}

/// A machine with its own network stack, whose packets its tunnel device takes.
struct Node<Access: AccessMachine>: Sendable {
  let name: String
  /// Who it is to the portal.
  let identity: Participant
  /// A gateway's.
  let site: String?
  /// Apart, both: a node that is looked at or moved is a small thing.
  private var machine: Boxed<Access>
  private var stack: Boxed<Host>
  var socket = PortalSocket()
  var state = NodeState()
  /// How applications ended.
  var results = SortedTable<AppID, AppResult>()
  var nextApp: UInt32 = 1
  var armed: Instant?
  /// Who its system asks for names outside the tunnel.
  var resolvers: [Endpoint]
  /// What a client has beside its tunnel, since something used it.
  var openSide: OpenSide?
  /// A client's own switch: its machine remembers it.
  var usesInternet = false
  /// What the machine is told, where somebody records it.
  var tape: Tape?

  init(
    name: String, identity: Participant, site: String?, access: Access, host: Host, resolvers: [Endpoint],
    usesInternet: Bool = false
  ) {
    self.name = name
    self.identity = identity
    self.site = site
    machine = Boxed(access)
    stack = Boxed(host)
    self.resolvers = resolvers
    self.usesInternet = usesInternet
  }

  var access: Access {
    get { machine.value }
    _modify { yield &machine.value }
  }

  var host: Host {
    get { stack.value }
    _modify { yield &stack.value }
  }

  /// Looks at the machine where it stands: to read `access` is to copy all of it.
  func inMachine<Result>(_ look: (Access) -> Result) -> Result { machine.read(look) }

  /// Changes the machine where it stands; or looks at it there, where it has just been changed and is nobody else's.
  mutating func inPlace<Result>(_ body: (inout Access) -> Result) -> Result { machine.update(body) }

  /// Asked after every event, and so in place: what has just been changed is nobody else's.
  mutating func nextDeadline() -> Instant? {
    let own = Instant.earlier(machine.update { $0.timers.next }, stack.update { $0.timers.next })
    return Instant.earlier(own, openSide?.host.timers.next)
  }
}

/// Whether a machine runs, and what its processes are born with.
struct NodeState: Sendable {
  enum Life: Hashable, Sendable {
    case running
    case stopped
    case asleep(until: Instant)

    var word: String {
      switch self {
      case .running: "running"
      case .stopped: "stopped"
      case .asleep: "asleep"
      }
    }
  }

  var life = Life.running
  /// How many processes there were before this one.
  var generation = 0
  /// The portal has told it its addresses.
  var isConfigured = false

  /// Why nothing reaches it, if nothing does.
  var absence: String? { life == .running ? nil : "node-\(life.word)" }
}

typealias ClientNode = Node<AccessClient>
typealias GatewayNode = Node<AccessGateway>

extension Node where Access == AccessClient {
  var id: ClientID? { if case .client(let id) = identity { id } else { nil } }
}

extension Node where Access == AccessGateway {
  var id: GatewayID? { if case .gateway(let id) = identity { id } else { nil } }
}
