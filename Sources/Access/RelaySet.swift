import Base
import Portal

/// The relays that a node may use, as the portal has told of them.
package struct RelaySet: Sendable {
  package private(set) var all = SortedTable<RelayID, Relay>()

  package init() {}

  /// `init` names relays and takes none away.
  mutating func add(_ relays: [Relay]) { for relay in relays { all[relay.id] = relay } }

  /// `relays_presence`: some have gone, some have come or have new credentials.
  mutating func update(_ presence: RelaysPresence) {
    for id in presence.disconnectedIDs { all[id] = nil }
    add(presence.connected.relays)
  }
}
