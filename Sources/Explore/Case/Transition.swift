import Base
import Lab

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
  case router, sharedRouter, otherRouter, slowLink, doubledPackets, overtakenPackets, damagedPackets, narrowLink
  case relayedPath, flood

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
    case .restartClient, .gatewayRestart: "node.started"
    case .deployNewRelays, .rebootRelaysWhilePartitioned: "turn.allocated"
    case .partitionRelaysFromPortal: "partition"
    case .deauthorizeWhileGatewayIsPartitioned, .revocation: "authorization.removed"
    case .filters: "resource.changed"
    case .expiry: "authorization.expired"
    case .portalFailure: "node.stopped"
    case .lateMessage, .duplicateMessage, .lostMessage: "rule"
    case .translation: "nat.created"
    case .loss, .slowLink, .doubledPackets, .overtakenPackets, .damagedPackets, .narrowLink: "fault"
    case .otherRouter: "nat.changed"
    case .flood: "drop"
    case .sleep: "node.slept"
    case .foreignSource: "drop"
    case .hour: "resource.removed"
    case .disableResources, .updateSystemDNSServers, .idle: nil
    // Of the lab, and of paths: noted where they are seen.
    case .severalClients, .router, .sharedRouter, .relayedPath: nil
    }
  }

  /// Whether the event is the one; routers have translations, too.
  func isShown(by record: TraceRecord) -> Bool {
    record.kind == evidence
      && (self != .translation || record.node.hasPrefix("gw-") && !record.node.hasSuffix("-router"))
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
    case (.loss, .shape(_, let trouble)): trouble.words.contains("loss")
    case (.slowLink, .shape(_, let trouble)): trouble.words.contains("latency")
    case (.doubledPackets, .shape(_, let trouble)): trouble.words.contains("duplicate")
    case (.overtakenPackets, .shape(_, let trouble)): trouble.words.contains("reorder")
    case (.damagedPackets, .shape(_, let trouble)): trouble.words.contains("corrupt")
    case (.narrowLink, .shape(_, let trouble)): trouble.words.contains("mtu") || trouble.words.contains("rate")
    case (.otherRouter, .nat), (.flood, .flood): true
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
    case (.deployNewRelays, .deploy(let new, _)): !new.isEmpty
    case (.rebootRelaysWhilePartitioned, .rebootRelays): true
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
