import Access
import Base
import Portal
import Traversal
import Wire

/// What happened at a client or gateway, with names for identifiers.
package struct AccessReport: Described {
  package let event: AccessEvent
  package let names: NameBook

  package init(_ event: AccessEvent, _ names: NameBook) {
    self.event = event
    self.names = names
  }

  package var kind: String {
    switch event {
    case .routed: "route"
    case .permitted: "permitted"
    case .buffered: "buffered"
    case .refused: "filtered"
    case .dropped: "drop"
    case .taken: "taken"
    case .intent: "intent"
    case .prohibited: "icmp.prohibited"
    case .noAuthorization: "no-authorization"
    case .requestFailed: "request.failed"
    case .requestIgnored: "request.ignored"
    case .authorizationAdded: "authorization.added"
    case .authorizationRefreshed: "authorization.refreshed"
    case .authorizationRemoved: "authorization.removed"
    case .authorizationExpired: "authorization.expired"
    case .filtersChanged: "filters"
    case .orderIgnored: "order.ignored"
    case .noAuthorizationSent: "no-authorization.sent"
    case .lookedUp(_, _, let end): end == nil ? "lookup.asked" : "lookup.answered"
    case .domainSetUp: "domain.status"
    case .natChanged(_, .created): "nat.created"
    case .natChanged(_, .ended): "nat.expired"
    case .queryForwarded: "query.forwarded"
    case .queryAnswered: "query.answered"
    case .resourceAdded: "resource.added"
    case .resourceChanged: "resource.changed"
    case .resourceRemoved: "resource.removed"
    case .site: "site.status"
    case .asked: "dns.query"
    case .answered: "dns.answer"
    case .named: "dns.assigned"
    case .namesExhausted: "dns.exhausted"
    case .upstreamUnplaced, .answerIgnored: "dns.ignored"
    case .translation: "translation"
    case .roamed: "client.roamed"
    case .stopped: "client.stopped"
    case .crashed: "client.crashed"
    case .connection: "connection"
    case .candidateIgnored: "candidate.ignored"
    case .candidates: "ice.candidate"
    case .ice(_, let event): event.kind
    case .turn(_, let event): event.kind
    case .goodbye: "goodbye"
    case .tunnel(_, let event): event.kind
    case .channel: "channel"
    }
  }

  /// The packet that the event is about.
  package var packet: PacketID {
    switch event {
    case .routed(let id, _, _), .permitted(let id, _, _), .buffered(let id, _), .dropped(let id, _), .taken(let id),
      .prohibited(let id, _, _), .noAuthorization(let id, _, _), .asked(let id, _, _), .answered(let id, _, _, _),
      .noAuthorizationSent(let id, _, _):
      id
    case .refused(let refusal): refusal.packet
    case .tunnel(_, let event): event.packet
    default: .none
    }
  }

  var isUpkeep: Bool {
    switch event {
    case .ice(_, let event): event.isUpkeep
    case .turn(_, let event): event.isUpkeep
    default: false
    }
  }

  package var fields: [Field] {
    switch event {
    case .routed(_, let resource, let gateway): [named(resource), Field("gateway", names.name(gateway))]
    case .permitted(_, let client, let resource): [named(client), named(resource)]
    case .buffered(_, let resource): [named(resource)]
    case .refused(let refusal): refusedFields(refusal)
    case .dropped(_, let drop): [Field("reason", drop.name)] + drop.detail
    case .intent(let resource, let trigger): [named(resource), Field("trigger", trigger.rawValue)]
    case .prohibited(_, let resource, let verdict), .noAuthorization(_, let resource, let verdict):
      (resource.map { [named($0)] } ?? []) + [Field("verdict", verdict.words)]
    case .requestFailed(let resource, let reason): [named(resource), Field("reason", reason.wireText)]
    case .requestIgnored(let resource, let reason): [named(resource), Field("reason", reason.rawValue)]
    case .authorizationAdded(let client, let resource, let expiry),
      .authorizationRefreshed(let client, let resource, let expiry):
      [named(client), named(resource), Field("expires_at", expiry.map { .number($0.seconds) } ?? .none)]
    case .authorizationRemoved(let client, let resource, let cause):
      [named(client), named(resource), Field("by", cause.rawValue)]
    case .authorizationExpired(let client, let resource):
      [named(client), named(resource), Field("by", "expiry")]
    case .filtersChanged(let resource, let filters):
      [named(resource), Field("filters", filters.isEmpty ? "all" : filters.map(\.description).joined(separator: ", "))]
    case .orderIgnored(let client, let resource, let reason):
      [named(client), named(resource), Field("reason", reason.rawValue)]
    case .noAuthorizationSent, .lookedUp, .domainSetUp, .natChanged, .queryForwarded, .queryAnswered: namingFields
    case .resourceAdded(let resource), .resourceChanged(let resource), .resourceRemoved(let resource): [named(resource)]
    case .site(let site, let status): [Field("site", names.name(site)), Field("state", status.rawValue)]
    case .asked(_, let question, let route): [Field("question", question.description)] + route.fields(names)
    case .answered(_, let question, let rcode, let failure):
      [Field("question", question.description), Field("rcode", rcode.description)]
        + (failure.map { [Field("reason", $0.rawValue)] } ?? [])
    case .named(let domain, let addresses):
      [Field("name", domain.wireText), Field("addresses", .list(addresses.map { .address($0) }))]
    case .namesExhausted(let domain, let family):
      [Field("name", domain.wireText), Field("family", family == .v4 ? "IPv4" : "IPv6")]
    case .upstreamUnplaced(let server): [Field("server", .endpoint(server)), Field("reason", "no-sentinel-left")]
    case .answerIgnored: [Field("reason", "late-answer")]
    case .translation(let gateway, let resource, let domain, let status):
      [
        Field("gateway", names.name(gateway)), named(resource), Field("name", domain.wireText),
        Field("state", status.rawValue),
      ]
    case .roamed, .stopped, .taken: []
    case .crashed(let assertion): [Field("assertion", assertion)]
    case .connection(let peer, let state, let failure):
      [Field("peer", names.name(peer)), Field("state", state.rawValue)]
        + (failure.map { [Field("reason", $0.rawValue)] } ?? [])
    case .candidateIgnored(let peer, let problem):
      [Field("peer", names.name(peer)), Field("reason", problem.description)]
    case .candidates(let fact): fact.fields(names)
    case .ice(let peer, let event): [Field("peer", names.name(peer))] + event.details
    case .turn(let relay, let event): [Field("relay", names.name(relay))] + event.details
    case .goodbye(let peer, let sent):
      [Field("peer", names.name(peer)), Field("direction", sent ? "sent" : "received")]
    case .tunnel(let peer, let event): [Field("peer", names.name(peer))] + event.details
    case .channel(let fact): fact.fields
    }
  }

  func named(_ resource: ResourceID) -> Field { Field("resource", names.name(resource)) }
  func named(_ client: ClientID) -> Field { Field("client", names.name(client)) }

  private func refusedFields(_ refusal: Refusal) -> [Field] {
    var fields = [Field("reason", refusal.reason.rawValue)]
    if let client = refusal.client { fields.append(named(client)) }
    if let resource = refusal.resource { fields.append(named(resource)) }
    fields.append(Field("answer", .packet(refusal.answer)))
    return fields
  }
}

extension Recovery.Verdict {
  package var words: String {
    switch self {
    case .reauthorize: "re-authorize"
    case .ignored(let reason): reason.rawValue
    }
  }
}

extension QueryRoute {
  fileprivate func fields(_ names: NameBook) -> [Field] {
    switch self {
    case .local: [Field("answer", "local")]
    case .outside(let server): [Field("answer", "upstream"), Field("server", .endpoint(server))]
    case .tunnel(let server): [Field("answer", "tunnel"), Field("server", .endpoint(server))]
    case .site(let resource): [Field("answer", "site"), Field("resource", names.name(resource))]
    }
  }
}

extension AccessDrop {
  var detail: [Field] {
    switch self {
    case .malformed(let problem): [Field("detail", problem.description)]
    case .unknownControl(let kind): [Field("detail", "kind \(kind)")]
    case .notAQuery(let problem?): [Field("detail", problem.description)]
    case .malformedControl(let kind, let problem): [Field("detail", "kind \(kind): \(problem)")]
    case .errorLimited(let reason): [Field("detail", reason.rawValue)]
    case .malformedQuery(let problem?): [Field("detail", problem.description)]
    default: []
    }
  }
}

extension ChannelFact {
  var fields: [Field] {
    switch self {
    case .joined: [Field("state", "joined")]
    case .lost(let loss): [Field("state", "lost"), Field("reason", loss.words)]
    case .refused(let reason): [Field("state", "refused"), Field("reason", reason)]
    case .ignored(let ignored): [Field("state", "ignored"), Field("reason", ignored.words)]
    }
  }
}

extension ChannelLoss {
  fileprivate var words: String {
    switch self {
    case .socket(let reason): reason
    case .joinTimeout: "join-timeout"
    case .heartbeatsUnanswered(let count): "\(count) heartbeats unanswered"
    case .closedByPortal: "closed-by-portal"
    case .connectTimeout: "connect-timeout"
    case .upgradeRefused(let status): "HTTP \(status)"
    }
  }
}

extension ChannelIgnored {
  fileprivate var words: String {
    switch self {
    case .malformed(let frame): frame.description
    case .channelCrashed: "channel-crashed"
    case .reply(.ok, _): "unexpected reply"
    case .reply(.error(let reason), _): "error reply: \(reason)"
    case .unexpected(let event): "unexpected \(event)"
    case .queueOverflow(let dropped): "queue-overflow: \(dropped) messages"
    }
  }
}
