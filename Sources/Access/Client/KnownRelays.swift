import Base
import Portal

/// The relays that the portal offers, for whoever looks for a path.
package struct KnownRelays: Sendable {
  /// Our own bound: the portal offers two.
  package static let capacity = 64

  package private(set) var all = SortedTable<RelayID, Relay>()

  /// `init` and `relays_presence`: what is named again has new credentials.
  mutating func add(_ relays: [Relay]) {
    for relay in relays where all.contains(relay.id) || all.count < Self.capacity { all[relay.id] = relay }
  }

  mutating func remove(_ ids: [RelayID]) { for id in ids { all[id] = nil } }
}
