import Access
import Base
import Lab
import Portal
import WireGuard

/// What portal, gateway and client each say of every access: told by themselves, and put side by side here.
extension AttachedWorld {
  private struct Access {
    let resource: String
    let client: String
    /// nil of one that nobody grants.
    let gateway: String?
    let views: AccessViews
  }

  func beliefs(of resource: String?, client: String?) throws(LabError) -> State {
    let history = BeliefHistory(
      trace, clients: nodes(.client).map(\.name), gateways: nodes(.gateway).map(\.name),
      portal: portal?.name ?? "portal")
    let rows = try accesses().filter {
      (resource == nil || $0.resource == resource) && (client == nil || $0.client == client)
    }.map { access -> [Fact] in
      let views = access.views
      var since: [Fact] = [.none, .none, .none]
      if let gateway = access.gateway {
        since = [portal?.name ?? "portal", gateway].map {
          history.since(at: $0, client: access.client, gateway: gateway, resource: access.resource)
        }
        since.append(
          history.since(client: access.client, gateway: gateway, resource: access.resource, uses: views.client))
      }
      let says = [views.portal, views.gateway, views.client].map { Fact.text($0 ? "yes" : "no") }
      return [.text(access.resource), .text(access.client), Fact(access.gateway)] + says
        + [.text(verdict(access))] + since
    }
    return .table(
      columns: [
        "resource", "client", "gateway", "portal", "gateway_says", "client_says", "verdict", "portal_since",
        "gateway_since", "client_since",
      ], rows: rows)
  }

  func outlooks() throws(LabError) -> State {
    let rows = try accesses().map { access -> [Fact] in
      let outlook = access.views.prospect.outlook
      return [
        .text(access.resource), .text(access.client), Fact(access.gateway), .text(outlook.word), Fact(outlook.by),
        Fact(outlook.after), Fact(outlook.filters),
      ]
    }
    return .table(columns: ["resource", "client", "gateway", "outlook", "by", "after", "filters"], rows: rows)
  }

  /// Of what is not attached nobody can say what it believes.
  private func verdict(_ access: Access) -> String {
    guard portal != nil else { return "the portal is not attached" }
    guard access.gateway.map({ node($0) != nil }) ?? true else { return "the gateway is not attached" }
    return access.views.prospect.words
  }

  // MARK: Views

  private func accesses() throws(LabError) -> [Access] {
    let granted = try portal.map { portal throws(LabError) in
      try rows(of: portal, at: "authorizations").filter { $0["state"] == .text("live") }
    }
    let internet = try portal.flatMap { portal throws(LabError) in
      try rows(of: portal, at: "resources").first { $0["address"] == .text(ClientTold.internet) }?["resource"]
    }?.description
    var all: [Access] = []
    for client in nodes(.client) where !client.isGone {
      let told = try ClientTold(client, in: self, internet: internet)
      var held: [String: [TableRow]] = [:]
      for gateway in nodes(.gateway) where !gateway.isGone {
        held[gateway.name] = try rows(of: gateway, at: "authorizations").filter { $0["client"] == .text(client.name) }
      }
      let portals = (granted ?? []).filter { $0["client"] == .text(client.name) }
      let gateways = nodes(.gateway).map(\.name)
      let names =
        told.resources + portals.compactMap { $0["resource"]?.description }
        + gateways.flatMap { held[$0, default: []].compactMap { $0["resource"]?.description } }
      for resource in names.withoutRepeats {
        var ways = [told.gateway(of: resource)].compactMap(\.self)
        ways += portals.filter { $0["resource"] == .text(resource) }.compactMap { $0["gateway"]?.description }
        ways += gateways.filter { held[$0, default: []].contains { $0["resource"] == .text(resource) } }
        for gateway in ways.isEmpty ? [nil] : ways.withoutRepeats.map(Optional.init) {
          let views = try views(of: resource, told, at: gateway, portals, gateway.flatMap { held[$0] } ?? [])
          all.append(Access(resource: resource, client: client.name, gateway: gateway, views: views))
        }
      }
    }
    return all
  }

  private func views(
    of resource: String, _ told: ClientTold, at gateway: String?, _ granted: [TableRow], _ held: [TableRow]
  ) throws(LabError) -> AccessViews {
    var views = told.views(of: resource, at: now)
    if let portal, case .text(let reason?) = try portal.ask(.refusal(client: told.name, resource: resource)) {
      views.wouldRefuse = FlowCreationFailed.Reason(wireText: reason)
    }
    guard let gateway else { return views }
    let rows = granted.filter { $0["resource"] == .text(resource) && $0["gateway"] == .text(gateway) }
    let grant = held.first { $0["resource"] == .text(resource) }
    views.portal = !rows.isEmpty
    views.gateway = grant != nil
    views.client = told.gateway(of: resource) == gateway
    views.ends.portal = rows.compactMap { end($0) }.max()
    views.ends.gateway = grant.flatMap { end($0) }
    views.portalReaches.client = told.isJoined
    guard let node = node(gateway), !node.isGone else {
      views.path = .gone
      return views
    }
    views.portalReaches.gateway = try state(of: node, at: ["portal"]) == .fact(.text("connected"))
    if views.client { views.path = told.isConnected(to: gateway) ? .open : .gone }
    let event = FeatureFlag.noAuthorizationControlEvent.rawValue
    if told.flag(FeatureFlag.icmpErrorUnreachableProhibitedCreateNewFlow.rawValue) { views.hears.append(.icmp) }
    if told.flag(event), try state(of: node, at: ["flags", event]) == .fact(.flag(true)) {
      views.hears.append(.controlEvent)
    }
    return views
  }

  private func end(_ row: TableRow) -> Instant? {
    guard case .number(let seconds)? = row["expires_at"] else { return nil }
    // The calendar is not known to less than that.
    let millisecond: Int64 = 1_000_000
    let end = wall.instant(of: UnixTime(seconds: seconds))
    return Instant(nanoseconds: end.nanoseconds / millisecond * millisecond)
  }
}

/// What a client says of itself, in one look.
private struct ClientTold {
  let name: String
  private let state: State

  /// What the portal calls what the client calls otherwise.
  private let internetName: String?

  /// The address of the Internet resource.
  static let internet = "the Internet"

  /// - Parameter internet: the portal's name for the Internet resource.
  init(_ node: AttachedNode, in world: AttachedWorld, internet: String?) throws(LabError) {
    (name, state) = (node.name, try world.state(of: node, at: []))
    internetName = internet
  }

  private func fact(_ path: String...) -> Fact {
    if case .fact(let fact)? = try? state.descend(path[...]) { fact } else { .none }
  }

  private func rows(_ part: String) -> [TableRow] {
    guard case .table(let columns, let rows)? = state.member(part) else { return [] }
    return rows.map { TableRow(columns: columns, facts: $0) }
  }

  var resources: [String] { state.member("resources")?.memberNames.map(common) ?? [] }

  private func common(_ own: String) -> String {
    isInternet(own) ? internetName ?? own : own
  }

  private func isInternet(_ own: String) -> Bool { fact("resources", own, "address") == .text(Self.internet) }

  private func own(_ common: String) -> String {
    guard common == internetName else { return common }
    return state.member("resources")?.memberNames.first(where: isInternet) ?? common
  }

  var isJoined: Bool { fact("portal") == .text("connected") }
  func flag(_ name: String) -> Bool { fact("flags", name) == .flag(true) }
  func isConnected(to gateway: String) -> Bool { fact("connections", gateway, "state") == .text("established") }

  func gateway(of resource: String) -> String? {
    if case .text(let name) = fact("resources", own(resource), "gateway") { name } else { nil }
  }

  func views(of resource: String, at now: Instant) -> AccessViews {
    var views = AccessViews.none
    func isMeant(_ row: TableRow) -> Bool { row["resource"] == .text(resource) }
    if let pending = rows("pending").first(where: isMeant) {
      views.asking = pending["held"] == .flag(true) ? .held : .asked
    }
    if let refusal = rows("refusals").first(where: isMeant), case .instant(let until)? = refusal["until"],
      case .text(let word)? = refusal["reason"], let reason = Refusal.Reason(rawValue: word)
    {
      views.refusal = AccessViews.Refused(reason: reason, until: until)
    }
    if let recovery = rows("recovery").first(where: isMeant), case .instant(let next)? = recovery["next"], next > now {
      views.pausedUntil = next
    }
    if case .text(let filters) = fact("resources", own(resource), "filters"), filters != FilterEngine([]).description {
      views.filters = filters
    }
    return views
  }
}

extension [String] {
  /// In their first order.
  fileprivate var withoutRepeats: [String] {
    var unique: [String] = []
    for text in self where !unique.contains(text) { unique.append(text) }
    return unique
  }
}
