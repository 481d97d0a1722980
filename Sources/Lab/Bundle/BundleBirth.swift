import Access
import Base
import Cipher
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

/// All that a client or gateway is born with: with it and its inputs it is the same again. Secret.
package struct BundleBirth: Sendable {
  package let origin: BundleOrigin
  package let local: LocalNode

  package init(
    _ role: ControlHello.Role, name: String, program: String, _ local: LocalNode, flags: FeatureFlags,
    addresses: [IPAddress]
  ) {
    self.local = local
    origin = BundleOrigin(
      role, name: name, program: program, wall: local.wall, flags: flags, sockets: local.sockets,
      addresses: addresses)
  }

  init(_ origin: BundleOrigin, _ key: PrivateKey, _ chance: Chance) {
    self.origin = origin
    local = LocalNode(keys: StaticKeys(key), sockets: origin.sockets, wall: origin.wall, chance: chance)
  }
}

extension [UInt8] {
  mutating func put(_ origin: BundleOrigin) {
    put(UInt8(origin.role == .client ? 1 : 2))
    put(origin.name)
    put(origin.program)
    put(signed: origin.wall.epoch.nanoseconds)
    put(list: FeatureFlag.allCases.filter { origin.flags[$0] }) { $0.put($1.rawValue) }
    put(list: origin.sockets) { $0.put($1) }
    put(list: origin.addresses) { $0.put($1) }
  }

  mutating func put(_ birth: BundleBirth) {
    put(birth.origin)
    append(contentsOf: birth.local.keys.privateKey.raw.bytes)
    append(contentsOf: birth.local.chance.keyBytes)
  }
}

extension BundleCursor {
  mutating func origin() throws(BundleProblem) -> BundleOrigin {
    let kind = try byte()
    guard kind == 1 || kind == 2 else { throw BundleProblem(at - 1, "there is no role \(kind)") }
    let (name, program) = (try text(), try text())
    let wall = WallClock(epoch: UnixTime(nanoseconds: try signed()))
    var flags = FeatureFlags()
    for flag in try list({ cursor throws(BundleProblem) in try cursor.named(FeatureFlag.self, "flag") }) {
      flags[flag] = true
    }
    return BundleOrigin(
      kind == 1 ? .client : .gateway, name: name, program: program, wall: wall, flags: flags,
      sockets: try endpoints(), addresses: try list { cursor throws(BundleProblem) in try cursor.address() })
  }

  mutating func birth() throws(BundleProblem) -> BundleBirth {
    let origin = try origin()
    let key = PrivateKey(raw: Bytes32(try raw(32)) ?? Bytes32())
    return BundleBirth(origin, key, Chance(key: try raw(32)))
  }
}
