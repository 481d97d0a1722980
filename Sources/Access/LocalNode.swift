import Base
import WireGuard

/// What a client or gateway is to itself: its keys, its sockets, its clock's place in the calendar and its chance.
package struct LocalNode: Sendable {
  package let keys: StaticKeys
  /// The UDP sockets that the node is reached at: one of each family at most.
  package let sockets: [Endpoint]
  package let wall: WallClock
  package let chance: Chance

  package init(keys: StaticKeys, sockets: [Endpoint], wall: WallClock, chance: Chance) {
    self.keys = keys
    self.sockets = sockets
    self.wall = wall
    self.chance = chance
  }

  /// The port that clients and gateways prefer for talking to each other.
  package static let preferredPort: UInt16 = 52625
}
