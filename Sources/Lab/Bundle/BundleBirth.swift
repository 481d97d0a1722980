import Access
import Base
import Cipher
import Traversal
import WireGuard

/// Whose bundle it is.
package struct BundleOrigin: Sendable {
  package let role: ControlHello.Role
  /// What the node calls itself.
  package let name: String
  /// Which program recorded it: another one may do otherwise.
  package let program: String
  package let wall: WallClock
  package let flags: FeatureFlags
  package let sockets: [Endpoint]
  /// Under which addresses the machine is known to others: its sockets are bound to all of them.
  package let addresses: [IPAddress]

  package init(
    _ role: ControlHello.Role, name: String, program: String, wall: WallClock, flags: FeatureFlags,
    sockets: [Endpoint], addresses: [IPAddress]
  ) {
    (self.role, self.name, self.program, self.wall) = (role, name, program, wall)
    (self.flags, self.sockets, self.addresses) = (flags, sockets, addresses)
  }
}

/// All that a node is born with: with it and its inputs it is the same again. Secret.
package struct BundleBirth: Sendable {
  package let origin: BundleOrigin
  package let own: Own

  package enum Own: Sendable {
    case client(LocalNode)
    case gateway(LocalNode)
    case relay(LocalRelay)
    case portal(PortalBirth)
  }

  package init(
    _ role: ControlHello.Role, name: String, program: String, _ local: LocalNode, flags: FeatureFlags,
    addresses: [IPAddress]
  ) {
    own = role == .client ? .client(local) : .gateway(local)
    origin = BundleOrigin(
      role, name: name, program: program, wall: local.wall, flags: flags, sockets: local.sockets,
      addresses: addresses)
  }

  /// Of a relay.
  package init(name: String, program: String, _ local: LocalRelay) {
    own = .relay(local)
    let sockets = local.policy.listeners
    origin = BundleOrigin(
      .relay, name: name, program: program, wall: local.wall, flags: FeatureFlags(), sockets: sockets,
      addresses: sockets.map(\.address))
  }

  /// Of a portal.
  package init(name: String, program: String, _ birth: PortalBirth, addresses: [IPAddress]) {
    own = .portal(birth)
    origin = BundleOrigin(
      .portal, name: name, program: program, wall: birth.wall, flags: FeatureFlags(), sockets: [],
      addresses: addresses)
  }

  init(_ origin: BundleOrigin, _ own: Own) { (self.origin, self.own) = (origin, own) }
}

extension ControlHello.Role {
  /// As the file has them.
  fileprivate static let numbers: [(number: UInt8, role: ControlHello.Role)] = [
    (1, .client), (2, .gateway), (3, .relay), (4, .portal),
  ]

  fileprivate var number: UInt8 { Self.numbers.first { $0.role == self }?.number ?? 0 }
}

extension [UInt8] {
  mutating func put(_ origin: BundleOrigin) {
    put(origin.role.number)
    put(origin.name)
    put(origin.program)
    put(signed: origin.wall.epoch.nanoseconds)
    put(list: FeatureFlag.allCases.filter { origin.flags[$0] }) { $0.put($1.rawValue) }
    put(list: origin.sockets) { $0.put($1) }
    put(list: origin.addresses) { $0.put($1) }
  }

  mutating func put(_ birth: BundleBirth) {
    put(birth.origin)
    switch birth.own {
    case .client(let local), .gateway(let local):
      append(contentsOf: local.keys.privateKey.raw.bytes)
      append(contentsOf: local.chance.keyBytes)
    case .relay(let local): put(local)
    case .portal(let birth): put(birth)
    }
  }
}

extension BundleCursor {
  mutating func origin() throws(BundleProblem) -> BundleOrigin {
    let kind = try byte()
    guard let role = ControlHello.Role.numbers.first(where: { $0.number == kind })?.role else {
      throw BundleProblem(at - 1, "there is no role \(kind)")
    }
    let (name, program) = (try text(), try text())
    let wall = WallClock(epoch: UnixTime(nanoseconds: try signed()))
    var flags = FeatureFlags()
    for flag in try list({ cursor throws(BundleProblem) in try cursor.named(FeatureFlag.self, "flag") }) {
      flags[flag] = true
    }
    return BundleOrigin(
      role, name: name, program: program, wall: wall, flags: flags,
      sockets: try endpoints(), addresses: try list { cursor throws(BundleProblem) in try cursor.address() })
  }

  mutating func birth() throws(BundleProblem) -> BundleBirth {
    let origin = try origin()
    switch origin.role {
    case .client: return BundleBirth(origin, .client(try localNode(origin)))
    case .gateway: return BundleBirth(origin, .gateway(try localNode(origin)))
    case .relay: return BundleBirth(origin, .relay(try localRelay(origin.wall)))
    case .portal: return BundleBirth(origin, .portal(try portalBirth(origin.wall)))
    }
  }

  private mutating func localNode(_ origin: BundleOrigin) throws(BundleProblem) -> LocalNode {
    let key = PrivateKey(raw: Bytes32(try raw(32)) ?? Bytes32())
    return LocalNode(
      keys: StaticKeys(key), sockets: origin.sockets, wall: origin.wall, chance: Chance(key: try raw(32)))
  }
}
