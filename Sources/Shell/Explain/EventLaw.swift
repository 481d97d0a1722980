import Lab

/// The RFC, the paper or the rule of the system by which a kind of event comes about.
enum EventLaw {
  /// The longest name that the kind has, or begins with, says it.
  static func of(_ kind: String) -> String? {
    let fitting = laws.filter { kind == $0.name || kind.hasPrefix($0.name + ".") }
    return fitting.max { $0.name.utf8.count < $1.name.utf8.count }?.law
  }

  static var names: [String] { laws.map(\.name) }

  private static let laws: [(name: String, law: String)] =
    ofHosts + ofAccess + ofNames + ofTunnels + ofNetworks + ofOperators

  /// What applications and systems do, and packets at taps.
  private static let ofHosts = [
    ("app", "applications see what a socket of their system tells them: RFC 9293 §3.9, RFC 1122 §4.1.4"),
    ("app.retransmitted", "RFC 6298; RFC 9293 §3.8.1"),
    ("app.soft-error", "RFC 1122 §4.2.3.9, RFC 5927 §4: an ICMP error ends no connection that stands"),
    ("app.resolved", "RFC 1123 §6.1"), ("app.query-failed", "RFC 1035 §7"),
    ("tun", "a route of the client's system leads into the tunnel; RFC 1122 §3.3.1"),
    ("lan", "the gateway forwards as a router does: RFC 1812 §5.2"),
    ("net", "what no resource holds goes the system's own way; RFC 1122 §3.3.1"),
    ("interface", "the system of a live node is told addresses and routes (docs/live.md)"),
    ("node", "machines end, begin, sleep and move by the operator's hand alone"),
    ("client", "a process ends or moves; the machine contract of docs/architecture.md"),
  ]

  /// Who may reach what.
  private static let ofAccess = [
    ("intent", "access on demand: the first packet, name or refusal asks the portal (docs/access.md)"),
    ("route", "the client's resource table: the longest prefix wins"),
    ("permitted", "the gateway's table of authorizations and filters (docs/access.md)"),
    ("buffered", "packets wait for the answer to a request, so many for each resource"),
    ("queued", "packets wait for a WireGuard session, WireGuard paper §6.1"),
    ("filtered", "what is refused is answered: RFC 1812 §5.2.7.1 (v4 3/13), RFC 4443 §3.1 (v6 1/1)"),
    ("filters", "a resource's filters are the portal's word (docs/access.md)"),
    ("icmp.prohibited", "RFC 1812 §5.2.7.1 and RFC 4443 §3.1; checked as RFC 5927 §4 asks"),
    ("no-authorization", "the gateway's word to the client, without ICMP: the peer control protocol"),
    ("request", "one request at a time for each resource (docs/access.md)"),
    ("portal", "messages of the portal's channels over WebSocket: RFC 6455, docs/portal.md"),
    ("channel", "joins and replies of the portal's channels, docs/portal.md"),
    ("gateway.chosen", "the portal's choice among the gateways of a site (docs/portal.md)"),
    ("authorization", "what the portal grants, a gateway keeps until its end (docs/access.md)"),
    ("order", "what the portal says of nobody known changes nothing (docs/portal.md)"),
    ("resource", "the portal tells clients what they may ask for (docs/portal.md)"),
    ("site", "whether a gateway of the site answers this client (docs/access.md)"),
    ("goodbye", "the last authorization takes the tunnel with it: the peer control protocol"),
  ]

  /// Names and translations.
  private static let ofNames = [
    ("lookup", "a gateway resolves names where the resource is: RFC 1035 §7"),
    ("domain", "what a gateway tells the client of a name: the peer control protocol"),
    ("query", "names asked at the site, by the gateway's own name server: RFC 1035 §7"),
    ("dns", "RFC 1034, RFC 1035; proxy addresses stand for names of resources (docs/access.md)"),
    ("translation", "RFC 3022; ICMP errors too, RFC 5508 §3"),
    ("nat", "RFC 4787 (UDP), RFC 5382 (TCP), RFC 5508 (ICMP)"),
  ]

  /// Paths, relays and sessions.
  private static let ofTunnels = [
    ("connection", "a connection is a path of ICE and a WireGuard session over it (docs/traversal.md)"),
    ("candidate", "RFC 8839 §5.1; candidates trickle, RFC 8838"),
    ("ice", "RFC 8445 §6, §7"), ("ice.candidate", "RFC 8445 §5.1; RFC 8838"), ("ice.nominated", "RFC 8445 §8.1.1"),
    ("ice.role", "RFC 8445 §7.3.1.1"), ("turn", "RFC 8656"), ("turn.bound", "RFC 8656 §12"),
    ("turn.refreshed", "RFC 8656 §8"), ("wg.handshake", "WireGuard paper §5.4.2, §5.4.3"),
    ("wg.session", "WireGuard paper §5.4.5, §6.2"), ("wg.keepalive", "WireGuard paper §6.5"),
    ("wire", "UDP, RFC 768, over links as `fault` shapes them"),
    ("path.mtu", "RFC 1191, RFC 8201"), ("keys.told", "who records with keys asks for them (docs/live.md)"),
  ]

  /// Links, routers and what is lost on them.
  private static let ofNetworks = [
    ("drop", "every packet that ends has exactly one reason: `help reasons`"),
    ("fault", "links are as the operator shapes them: `help fault`"),
    ("partition", "by the operator's hand: `help partition`"), ("heal", "by the operator's hand: `help heal`"),
  ]

  /// The operator's hand, and recordings.
  private static let ofOperators = [
    ("command", "what the operator typed stands at the beginning of every chain of causes"),
    ("flag", "feature flags decide what a machine does: `flags`"), ("quirk", "faults of the original: `help compat`"),
    ("rule", "rules in flight, the first answer wins: `help on`"),
    ("taken", "what is for the node itself ends there: RFC 1122 §3.2.1.3"),
    ("edited", "by the operator's hand at a breakpoint: `help edit`"), ("released", "rules in flight: `help release`"),
    ("break", "by the operator's breakpoint: `help break`"), ("recording", "bundles of live nodes (docs/formats.md)"),
    ("clock", "what ends at an hour follows the wall clock (docs/live.md)"),
    ("events", "whoever reads too slowly misses events, and is told how many (docs/live.md)"),
  ]
}
