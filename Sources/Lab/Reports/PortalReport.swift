import Base
import Portal

/// What happened at the portal, with names for identifiers. Messages have records of their own.
package struct PortalReport: Described {
  package let event: PortalEvent
  package let names: NameBook

  /// nil for what other records tell already.
  package init?(_ event: PortalEvent, _ names: NameBook) {
    switch event {
    case .sent, .received, .authorizationConfirmed: return nil
    default: break
    }
    self.event = event
    self.names = names
  }

  /// Why the portal did not do what an operator asked of it.
  package var refusal: LabError? {
    guard case .actionRefused(_, let error) = event else { return nil }
    let reason = [error.words, error.advice].filter { !$0.isEmpty }.joined(separator: ": ")
    return .invalid(what: "this change", reason: reason)
  }

  package var kind: String {
    switch event {
    case .connected, .disconnected, .loginRefused, .replaced, .joined, .sent, .received: "portal.session"
    case .ignored: "portal.ignored"
    case .gatewayChosen: "gateway.chosen"
    case .authorizationCreated, .authorizationConfirmed: "authorization.created"
    case .authorizationChanged: "authorization.changed"
    case .authorizationEnded: "authorization.ended"
    case .actionRefused: "portal.refused"
    }
  }

  package var fields: [Field] {
    switch event {
    case .connected(_, let who): session("connected", who)
    case .disconnected(_, let who): session("disconnected", who)
    case .loginRefused(_, let who, let why): session("login-refused", who) + [Field("reason", why.description)]
    case .replaced(_, let who, _): session("replaced", who)
    case .joined(let who): session("joined", who)
    case .sent(let who, let message), .received(let who, let message): session(message.event, who)
    case .ignored(let who, let why): [Field("peer", names.name(who)), Field("reason", why.words)]
    case .gatewayChosen(let gateway, let client, let resource, let preference):
      [
        Field("gateway", names.name(gateway)), Field("client", names.name(client)),
        Field("resource", names.name(resource)), Field("reason", preference.words),
      ]
    case .authorizationCreated(let row), .authorizationConfirmed(let row): row.fields(names)
    case .authorizationChanged(let row): row.fields(names) + [Field("expires_at", .number(row.expiresAt.seconds))]
    case .authorizationEnded(let row): row.fields(names) + (row.end.map { [Field("reason", $0.reason.words)] } ?? [])
    case .actionRefused(_, let error): [Field("reason", "\(error)")]
    }
  }

  private func session(_ state: String, _ who: Participant) -> [Field] {
    [Field("peer", names.name(who)), Field("state", state)]
  }
}

extension Authorization {
  func fields(_ names: NameBook) -> [Field] {
    [
      Field("id", .number(Int64(id.number))), Field("client", names.name(client)),
      Field("gateway", names.name(gateway)), Field("resource", names.name(resource)),
    ]
  }
}

extension GatewayPreference {
  fileprivate var words: String {
    switch self {
    case .connected: "connected"
    case .chance(let count): count == 1 ? "only one online" : "one of \(count) by chance"
    case .nearest(1, let all): "nearest and newest of \(all)"
    case .nearest(let count, let all): "one of \(count) by chance, the nearest and newest of \(all)"
    }
  }
}

extension PortalIgnored {
  fileprivate var words: String {
    switch self {
    case .malformed(let frame): frame.description
    case .notJoined(let event): "\(event) before the join"
    case .invalidRef: "invalid-ref"
    case .alreadyAuthorized: "already-authorized"
    case .authorizationEnded: "authorization-ended"
    case .clientGone: "client-gone"
    case .gatewayKeyChanged: "gateway-key-changed"
    case .nobodyAsked: "nobody-asked"
    case .notOnline: "not-online"
    case .stranger: "stranger"
    case .flood: "flood"
    case .noStampSecret: "no-stamp-secret"
    case .unexpected(let event): "unexpected \(event)"
    }
  }
}
