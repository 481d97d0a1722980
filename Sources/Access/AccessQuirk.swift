import Base

/// What the original does at the commit that this system is modelled after, and we do better unless it is switched on.
///
/// Each is a known fault or weakness (control plane §7 and §9, data plane §10); all of them together are `compat seed`.
package enum AccessQuirk: String, CaseIterable, Hashable, Comparable, Sendable {
  // Asking, at the client.
  /// The debounce ends with `flow_created`: traffic that stays refused asks again with each refusal.
  case reauthorizeWithoutPause = "reauthorize-without-pause"
  /// The client does not look at filters: a blocked port asks for access, and goes to the gateway.
  case noClientFilters = "no-client-filters"
  /// Any "prohibited" about a destination of a resource counts, whoever sent it and whatever it quotes.
  case trustAnyProhibited = "trust-any-prohibited"
  /// Another gateway in `flow_created` while the old one is connected is an assertion there: the process ends.
  case crashOnOtherGateway = "crash-on-other-gateway"
  /// Packets with a foreign source, to oneself or to multicast groups are routed like any other.
  case routeForeignSources = "route-foreign-sources"
  /// `forbidden` and `not_found` are only logged: packets go on waiting, and nobody is told.
  case logRefusals = "log-refusals"
  /// `offline` tears down the working gateway of the resource with all else that it serves.
  case offlineTearsDown = "offline-tears-down"
  /// Requests and assigned-IPs messages are repeated by the next packet alone, by no timer, and not after roaming.
  case retryByTrafficOnly = "retry-by-traffic-only"
  /// The named gateways are an unordered set, and are forgotten when the client roams.
  case forgetGatewaysOnRoam = "forget-gateways-on-roam"
  /// A more specific resource that refuses the traffic hides a broader one that would allow it.
  case specificHidesBroad = "specific-hides-broad"
  /// Packets to destinations that no resource holds vanish without an ICMP error.
  case unknownVanishes = "unknown-vanishes"
  /// Removing one of two resources with the same address loses the other one too.
  case twinLost = "twin-lost"

  /// A packet to an address of the resolvers' range that stands for no name server is routed like any other.
  case routeUnassignedSentinels = "route-unassigned-sentinels"

  // The way to the other side, at both.
  /// Every pair of addresses is checked every 1.5 s for ever, and a path that does not answer is kept for 15 s.
  case checkEveryPair = "check-every-pair"
  /// A connection with a single pair of addresses never becomes idle.
  case busyWithOnePair = "busy-with-one-pair"
  /// Relays are not told when a node stops: what they lent stays taken until it runs out.
  case keepAllocations = "keep-allocations"
  /// A relay that did not answer is not asked again before the portal names it anew.
  case forgetDeadRelays = "forget-dead-relays"
  /// Candidates that become known or void while the portal is away are never told.
  case loseCandidatesWhileAway = "lose-candidates-while-away"

  // Letting through, at the gateway.
  /// A name that does not resolve, or a proxy address of the other family, is answered "prohibited".
  case prohibitedForUnresolved = "prohibited-for-unresolved"
  /// Authorizing again does not move the end of the access.
  case keepFirstExpiry = "keep-first-expiry"
  /// `init` revokes only for clients that its list names.
  case initIgnoresUnlisted = "init-ignores-unlisted"
  /// The Internet resource opens every network, and private ranges behind the gateway.
  case internetOpensAll = "internet-opens-all"
  /// ICMP errors are made for every refused packet, however fast they come.
  case unlimitedErrors = "unlimited-errors"
  /// Packets back from a resource do not keep a NAT session alive.
  case natIgnoresInbound = "nat-ignores-inbound"
  /// A proxy address that changes hands wipes all translations of the client.
  case natWipesAll = "nat-wipes-all"
  /// What is neither TCP, UDP nor echo cannot come back from a resource.
  case dropForeignProtocols = "drop-foreign-protocols"
  /// A client's outbound ICMP errors are answered "prohibited" themselves.
  case answerErrors = "answer-errors"

  package static func < (a: AccessQuirk, b: AccessQuirk) -> Bool { a.rawValue < b.rawValue }
}

/// The quirks that are switched on.
package typealias AccessQuirks = Switches<AccessQuirk>

extension AccessQuirks {
  package static var seed: AccessQuirks { .all }
}
