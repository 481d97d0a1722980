import Base

/// One thing that an explored case does: a line of the language, and what the reference makes of it.
enum Deed: Hashable, Sendable {
  case probe(Probe)
  /// Tried up to three times, until it comes out as in a world at rest.
  case insist(Probe)
  case run(Duration)
  // In the portal.
  case revoke(String, client: String, gateway: String)
  case authorize(String, client: String, gateway: String)
  case expire(String, client: String, after: Duration?)
  case addPolicy(Rights.Clause, lasting: Duration?)
  case deletePolicies(String)
  case enablePolicies(String, Bool)
  case filter(String, [Rights.Opening])
  case addResource(String, Rights.Holding)
  case deleteResource(String)
  case moveResource(String, to: IPPrefix)
  case resite(String, String)
  case member(String, of: String, Bool)
  case actor(String, enabled: Bool)
  case account(enabled: Bool)
  case verify(String, Bool)
  case revokeToken(String)
  case expireToken(String, after: Duration)
  // How clients resolve names.
  case upstream(String?)
  case search(String?)
  case resolvers(String, String)
  // At nodes.
  case recovery(String)
  case internet(String, Bool)
  case roam(String)
  case restart(String, kill: Bool)
  case stop(String, kill: Bool)
  case start(String)
  case sleep(String, Duration)
  // Between them.
  case partition(String, String?)
  case heal
  case shape(String, LinkTrouble)
  case unshape(String)
  /// Another router before a node, or before those that share one.
  case nat(String, String)
  /// Relays that begin, and others that end.
  case deploy([String], [String])
  /// All relays begin anew while the portal hears none of them.
  case rebootRelays
  case rule(Interference)
  case endRules
  /// The gateway is cut off from the portal, or from all, the resource's policies are disabled, the gateway comes back.
  case deauthorize(String, gateway: String, fromAll: Bool, apart: Duration)
  case foreignSource(client: String, IPAddress)
  /// A host behind the gateway calls "prohibited" what was never sent to it.
  case forged(client: String, String, gateway: String)
  /// One datagram, whose request to the portal gets lost.
  case lone(client: String, IPAddress)
  /// A filter is set of which no client hears, a client goes on sending what it stops, and the filter is as it was.
  case missedFilter(String, [Rights.Opening], client: String, IPAddress)
  /// More at once than a gateway may answer.
  case flood(client: String, IPAddress)
  // Of an explored case as a whole.
  case fault(String)
  /// Everything that can be mended is mended, and enough time passes.
  case settle

  /// What is done to messages of the portal, on either way.
  struct Interference: Hashable, Sendable {
    var message: String
    var verdict: String
    var times: Int

    /// What comes twice says nothing new.
    var isHarmless: Bool { verdict.hasPrefix("duplicate") }
  }

  /// The kind of router that carries no UDP.
  static let blockingNAT = "udp-blocked"
}

extension Deed {
  /// There may be no access to expire, nobody online to be let in.
  var mayBeRefused: Bool {
    switch self {
    case .expire, .authorize, .expireToken, .revokeToken: true
    // Who has no tunnel has no addresses in it.
    case .forged: true
    default: false
    }
  }

  /// What the client must not take for a wish to reach something.
  var asksForNothing: Bool {
    switch self {
    case .foreignSource, .forged: true
    default: false
    }
  }

  /// The command; what it says of the world as it is, it takes from the reference.
  func line(_ reference: Reference) -> String {
    switch self {
    case .probe(let probe), .insist(let probe): probe.line
    case .run(let span): "run \(span.text)"
    case .revoke(let resource, let client, let gateway): "revoke \(quoted(resource)) for \(client) on \(gateway)"
    case .authorize(let resource, let client, let gateway): "authorize \(quoted(resource)) for \(client) on \(gateway)"
    case .expire(let resource, let client, let span):
      "expire \(quoted(resource)) for \(client)" + (span.map { " in \($0.text)" } ?? "")
    case .addPolicy(let clause, let span): clause.line(lasting: span)
    case .deletePolicies(let resource): "policy delete \(quoted(resource))"
    case .enablePolicies(let resource, let on): "policy \(on ? "enable" : "disable") \(quoted(resource))"
    case .filter(let resource, let openings): "filter \(quoted(resource)) allow \(Self.words(openings))"
    case .addResource(let name, let holding): holding.line(named: name)
    case .deleteResource(let name): "resource delete \(quoted(name))"
    case .moveResource(let name, let prefix): "resource set \(quoted(name)) address \(prefix)"
    case .resite(let name, let site): "resource set \(quoted(name)) in \(site)"
    default: lineOfNodes(reference)
    }
  }

  private func lineOfNodes(_ reference: Reference) -> String {
    switch self {
    case .member(let actor, let group, let isIn):
      "group \(isIn ? "add" : "remove") \(actor) \(isIn ? "to" : "from") \(group)"
    case .actor(let actor, let on):
      "actor \(on ? "enable" : "disable") \(actor)" + (on ? reference.signingIn(actor) : "")
    case .account(let on): "account \(on ? "enable" : "disable")"
    case .verify(let client, let on): "device \(on ? "verify" : "unverify") \(client)"
    case .revokeToken(let client): "token revoke for \(client)"
    case .expireToken(let client, let span): "token expire for \(client) in \(span.text)"
    case .upstream(let server): "account upstream \(server ?? "none")"
    case .search(let domain): "account search \(domain ?? "none")"
    case .resolvers(let client, let server): "resolvers \(server) for \(client)"
    case .recovery(let signal): "recovery \(signal)"
    case .internet(let client, let on): "internet \(on ? "on" : "off") for \(client)"
    case .roam(let client): "roam \(client)"
    case .restart(let node, let kill): "restart \(node)\(kill ? " --kill" : "")"
    case .stop(let node, let kill): "stop \(node)\(kill ? " --kill" : "")"
    case .start(let node): "start \(node)"
    case .sleep(let node, let span): "sleep \(node) \(span.text)"
    case .partition(let a, let b): "partition \(a)" + (b.map { " \($0)" } ?? "")
    case .heal: "heal"
    case .shape(let link, let trouble): "fault \(link) \(trouble.words)"
    case .unshape(let link): "fault \(link) none"
    case .nat(let place, let kind): "nat \(place) \(kind)"
    case .deploy(let new, let old): (new.map { "start \($0)" } + old.map { "stop \($0)" }).joined(separator: "; ")
    case .rebootRelays:
      (reference.terrain.relays.map { "partition \($0) \(reference.terrain.portal)" }
        + reference.terrain.relays.map { "restart \($0)" } + ["run 5s", "heal"]).joined(separator: "; ")
    case .rule(let rule): "on \(rule.message) at \(reference.terrain.portal).ws : \(rule.verdict) times \(rule.times)"
    case .endRules: reference.weather.endOfRules
    case .deauthorize(let resource, let gateway, let fromAll, let span):
      "partition \(gateway)\(fromAll ? "" : " " + reference.terrain.portal); policy disable \(quoted(resource)); "
        + "run \(span.text); heal; run 2s"
    default: lineOfPackets(reference)
    }
  }

  private static func words(_ openings: [Rights.Opening]) -> String {
    openings.isEmpty ? "all" : openings.map(\.words).joined(separator: ", ")
  }

  private func lineOfPackets(_ reference: Reference) -> String {
    let (portal, rule) = (reference.terrain.portal, reference.weather.lastRule + 1)
    return switch self {
    case .forged(let client, let host, let gateway):
      "send icmp(src=\(host), dst=\(client).addresses[0], type=unreachable, code=prohibited, "
        + "quote=udp(src=\(client).addresses[0], dst=\(host), sport=5000, dport=7)) at \(gateway).lan; run 500ms"
    case .lone(let client, let goal):
      "on create_flow at \(portal).ws : drop once; send udp(dst=\(goal), dport=7)/\"alone\" from \(client); run 4s; "
        + "delete rule \(rule)"
    case .missedFilter(let resource, let openings, let client, let goal):
      "on resource_created_or_updated at \(portal).ws : drop; "
        + "filter \(quoted(resource)) allow \(Self.words(openings)); run 500ms; delete rule \(rule); "
        + "send udp(dst=\(goal), dport=7)/\"x\" from \(client) every 20ms times 150; run 4s; "
        + "filter \(quoted(resource)) allow \(Self.words(reference.rights.resources[resource]?.filters ?? [])); run 1s"
    case .flood(let client, let goal): "send udp(dst=\(goal), dport=7)/\"x\" from \(client) times 300; run 1s"
    case .foreignSource(let client, let goal):
      "send udp(src=\(goal.family == .v4 ? "192.0.2.66" : "2001:db8:66::66"), dst=\(goal), dport=7) from \(client); run 500ms"
    case .fault(let quirk): "compat \(quirk) on"
    case .settle: reference.settlingLine
    default: ""
    }
  }
}

func quoted(_ name: String) -> String { "\"\(name)\"" }

extension Rights.Opening {
  var words: String {
    switch self {
    case .tcp(let ports): "tcp \(Self.words(ports))"
    case .udp(let ports): "udp \(Self.words(ports))"
    case .icmp: "icmp"
    }
  }

  private static func words(_ ports: ClosedRange<UInt16>) -> String {
    ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
  }
}

extension Rights.Clause {
  fileprivate func line(lasting span: Duration?) -> String {
    let terms = conditions.map(\.words).filter { !$0.isEmpty }.map(quoted)
    return "policy add \(quoted(resource)) of \(group)" + (span.map { " in \($0.text)" } ?? "")
      + (terms.isEmpty ? "" : " when " + terms.joined(separator: ", "))
  }
}

extension Rights.Term {
  /// As a lab file and `policy add` write it.
  var words: String {
    switch self {
    case .verified: "client_verified is true"
    case .regions(let regions): "remote_ip_location_region is_in " + regions.joined(separator: ",")
    case .window(let span):
      // A lab begins on a Thursday.
      "current_utc_datetime is_in_day_of_week_time_ranges R/\(Self.clock(span.lowerBound))-\(Self.clock(span.upperBound))/UTC"
    case .unclear: ""
    }
  }

  private static func clock(_ span: Duration) -> String {
    let minutes = span.components.seconds / 60
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }
}

extension Rights.Holding {
  /// The address and what belongs to it, as a lab file and `resource add` write them.
  var address: String {
    switch target {
    case .network(let prefix): "\(prefix)"
    case .name(let pattern, _): pattern
    case .internet: "internet"
    }
  }

  var stack: String? {
    guard case .name(_, let families) = target, families.count == 1 else { return nil }
    return families == [.v4] ? "ipv4_only" : "ipv6_only"
  }

  fileprivate func line(named name: String) -> String {
    "resource add \(quoted(name)) \(quoted(address)) in \(sites.first ?? "")" + (stack.map { " stack \($0)" } ?? "")
      + (filters.isEmpty ? "" : " allow " + filters.map { quoted($0.words) }.joined(separator: ", "))
  }
}
