import Base

/// The transitions of the original's simulator (data plane §6.1), and what it says that it lacks (§6, "cannot find").
package enum Transition: String, Hashable, Comparable, Sendable, CaseIterable {
  case activateResource, deactivateResource, disableResources
  case sendICMPPacket, sendUDPPacket, connectTCP, sendDNSQueries
  case updateSystemDNSServers, updateUpstreamDNSServers, updateUpstreamSearchDomain
  case roamClient, reconnectPortal, restartClient
  case deployNewRelays, partitionRelaysFromPortal
  case idle
  case rebootRelaysWhilePartitioned, deauthorizeWhileGatewayIsPartitioned
  // What the original's lacks.
  case filters, expiry, portalFailure, lateMessage, duplicateMessage, lostMessage, gatewayRestart, severalClients
  case translation, revocation, hour, loss, sleep, foreignSource

  package static func < (a: Transition, b: Transition) -> Bool { a.rawValue < b.rawValue }

  /// The event that shows that it happened; nil where the command alone does.
  var evidence: String? {
    switch self {
    case .activateResource: "resource.added"
    case .deactivateResource: "resource.removed"
    case .sendICMPPacket, .sendUDPPacket: "app.sent"
    case .connectTCP: "app.connected"
    case .sendDNSQueries: "dns.query"
    case .updateUpstreamDNSServers, .updateUpstreamSearchDomain: "portal.received"
    case .roamClient: "node.roamed"
    case .reconnectPortal: "portal.session"
    case .restartClient, .gatewayRestart, .deployNewRelays, .rebootRelaysWhilePartitioned: "node.started"
    case .partitionRelaysFromPortal: "partition"
    case .deauthorizeWhileGatewayIsPartitioned, .revocation: "authorization.removed"
    case .filters: "resource.changed"
    case .expiry: "authorization.expired"
    case .portalFailure: "node.stopped"
    case .lateMessage, .duplicateMessage, .lostMessage: "rule"
    case .translation: "nat.created"
    case .loss: "fault"
    case .sleep: "node.slept"
    case .foreignSource: "drop"
    // A policy that has an end: an access that is there when it comes is seldom, and not asked for.
    case .hour: nil
    case .disableResources, .updateSystemDNSServers, .idle, .severalClients: nil
    }
  }

  /// Whether a deed is meant to bring it about.
  func isMeant(by deed: Deed) -> Bool {
    switch (self, deed) {
    case (.activateResource, .addPolicy), (.activateResource, .enablePolicies(_, true)): true
    case (.deactivateResource, .enablePolicies(_, false)), (.deactivateResource, .deletePolicies),
      (.deactivateResource, .deleteResource):
      true
    case (.disableResources, .internet(_, false)): true
    case (.sendICMPPacket, .probe(let probe)): probe.program == .ping
    case (.sendUDPPacket, .probe(let probe)): if case .udp = probe.program { true } else { false }
    case (.connectTCP, .probe(let probe)): if case .tcp = probe.traffic { true } else { false }
    case (.sendDNSQueries, .probe(let probe)): if case .dig = probe.program { true } else { false }
    case (.translation, .probe(let probe)): if case .name = probe.goal { true } else { false }
    case (.updateSystemDNSServers, .resolvers), (.updateUpstreamDNSServers, .upstream),
      (.updateUpstreamSearchDomain, .search), (.roamClient, .roam), (.filters, .filter), (.expiry, .expire),
      (.revocation, .revoke), (.hour, .addPolicy(_, lasting: .some)), (.sleep, .sleep),
      (.foreignSource, .foreignSource):
      true
    case (.loss, .loss(_, let percent)): percent > 0
    case (.idle, .run(let span)): span >= .seconds(300)
    default: isMeantOfNodes(by: deed)
    }
  }

  private func isMeantOfNodes(by deed: Deed) -> Bool {
    switch (self, deed) {
    case (.reconnectPortal, .restart("portal", _)), (.portalFailure, .stop("portal", _)): true
    case (.portalFailure, .restart("portal", _)): true
    case (.restartClient, .restart(let node, _)): Self.isClient(node)
    case (.gatewayRestart, .restart(let node, _)): node.hasPrefix("gw-")
    case (.deployNewRelays, .restart(let node, _)): node.hasPrefix("relay-")
    case (.partitionRelaysFromPortal, .partition(let node, "portal")): node.hasPrefix("relay-")
    case (.deauthorizeWhileGatewayIsPartitioned, .deauthorize): true
    case (.lateMessage, .rule(let rule)): rule.verdict.hasPrefix("delay") || rule.verdict == "hold"
    case (.duplicateMessage, .rule(let rule)): rule.verdict.hasPrefix("duplicate")
    case (.lostMessage, .rule(let rule)): rule.verdict == "drop"
    default: false
    }
  }

  private static func isClient(_ node: String) -> Bool { ["alice", "bob", "carol"].contains(node) }
}
