import Lab
import Script

/// FZ04xx: the objects of the lab, and what can be done with them.
extension DiagnosticCode {
  package static let unknownNode = DiagnosticCode(
    "FZ0401", "no node has this name",
    explanation: "Nodes are the portal, clients, gateways, relays and hosts of the lab; `nodes` lists them.",
    example: "ping 172.20.0.100 from cleint   write: ping 172.20.0.100 from client")
  package static let unknownResource = DiagnosticCode(
    "FZ0402", "no resource has this name",
    explanation: """
      A resource is called by the name that the portal gives it; names with spaces are quoted. `resources` \
      lists those that the client has.
      """,
    example: "authorize \"MyCorp Netwrok\"   write: authorize \"MyCorp Network\"")
  package static let unknownTap = DiagnosticCode(
    "FZ0403", "packets are not seen there",
    explanation: """
      A tap is a node and one of its faces: `client.app`, `client.tun`, `client.wire`, `relay-1.wire`, \
      `gateway.wire`, `gateway.tun`, `gateway.lan`, `portal.ws`.
      """, example: "expect icmp at client.tn   write: ping 172.20.0.100; expect icmp at client.tun")
  package static let unknownEventKind = DiagnosticCode(
    "FZ0404", "no event is of this kind",
    explanation: "The kinds of events have fixed names; `explain KIND` says what one means.",
    example: "break filterd       write: break filtered")
  package static let unknownFlag = DiagnosticCode(
    "FZ0405", "no feature flag has this name",
    explanation: "`flags` lists the feature flags. `_` may be written for `-`.",
    example: "flag client icmp-error on   see: flags")
  package static let unknownHost = DiagnosticCode(
    "FZ0406", "no host has this name",
    explanation: """
      Host names are those of the lab and never cause a real DNS look-up. An address always works.
      """,
    example: "ping htpbin         write: ping httpbin")
  package static let unknownLink = DiagnosticCode(
    "FZ0407", "no link has this name",
    explanation: "A link joins a node to the network and bears the node's name.",
    example: "fault clent loss=5%   write: fault client loss=5%")
  package static let lastAuthorization = DiagnosticCode(
    "FZ0408", "the client's last authorization on this gateway",
    explanation: """
      When a client's last authorization on a gateway goes, the gateway says goodbye and closes the tunnel. \
      No packet of that client reaches it any more, so none is answered with an ICMP error; the next packet \
      sets everything up anew. To see the ICMP error, let the client use a second resource of that gateway \
      first.
      """, example: "ping 172.20.0.100; revoke \"MyCorp Network\"   first: ping 172.21.0.101")
  package static let notAuthorized = DiagnosticCode(
    "FZ0409", "nothing to revoke",
    explanation: """
      The gateway holds no authorization of this client for this resource: it was never asked for, it \
      expired, or it was taken away before. `authorizations` shows what each side holds.
      """, example: "revoke \"MyCorp Network\"   first: ping 172.20.0.100")
  package static let notSupported = DiagnosticCode(
    "FZ0410", "this lab cannot do that",
    explanation: "The message says what is missing. Some things can be done in a simulated lab alone.",
    example: "nat relay-1 symmetric   write: nat client symmetric")
  package static let laterVerb = DiagnosticCode(
    "FZ0411", "a word of a later version",
    explanation: "The word belongs to the language, and this version does not bring it yet.",
    example: "explore             see: help explore")
  package static let unknownPath = DiagnosticCode(
    "FZ0412", "the state has no such part",
    explanation: """
      A path leads from a node into its state: `client.resources["MyCorp Network"].status`. `show NODE` \
      prints what there is.
      """,
    example: "show client.resorces   write: show client.resources")
  package static let badSetting = DiagnosticCode(
    "FZ0413", "a setting that does not work",
    explanation: "The message says which settings there are and what they take.",
    example: "fault client los=5%   write: fault client loss=5%")
  package static let unknownMessage = DiagnosticCode(
    "FZ0414", "no portal message has this name",
    explanation: "Messages are named as on the wire: `create_flow`, `authorize_flow`, `reject_access` …",
    example:
      "expect create_flw from client to portal   write: ping 172.20.0.100; expect create_flow from client to portal")
  package static let ambiguousNode = DiagnosticCode(
    "FZ0415", "several nodes could be meant",
    explanation: "`from`, `for` and `on` may be left out where only one client or gateway exists.",
    example: "ping 172.20.0.100   with two clients: ping 172.20.0.100 from client-1")
  package static let noSuchBreakpoint = DiagnosticCode(
    "FZ0416", "no breakpoint has this number",
    explanation: "`breaks` lists the breakpoints with their numbers.",
    example: "delete break 9      see: breaks")
  package static let nothingSuspended = DiagnosticCode(
    "FZ0417", "nothing is suspended",
    explanation: "`continue` resumes the command that a breakpoint stopped last.",
    example: "continue            write: run 5s")
  package static let badURL = DiagnosticCode(
    "FZ0418", "not a URL that can be fetched here",
    explanation: "The lab's hosts serve plain HTTP: `http://HOST[:PORT][/PATH]`.",
    example: "curl ftp://httpbin/   write: curl http://httpbin/")
  package static let badFilter = DiagnosticCode(
    "FZ0419", "not a filter",
    explanation: "A filter is `tcp`, `udp` (all ports, a port or a range) or `icmp`; `all` allows everything.",
    example: "filter \"MyCorp Network\" allow tpc 443   write: filter \"MyCorp Network\" allow tcp 443")
  package static let unknownWord = DiagnosticCode(
    "FZ0420", "nothing is known of this word",
    explanation: "`help` lists the verbs; `apropos WORD` searches everything that is written about them.",
    example: "help reovke         write: help revoke")
  package static let badApplication = DiagnosticCode(
    "FZ0421", "the application cannot be started",
    explanation: "The message says which argument is missing or out of range.",
    example: "udp 172.20.0.100 0 \"x\"   write: udp 172.20.0.100 7 \"x\"")

  package static let unknownSite = DiagnosticCode(
    "FZ0422", "no site has this name", explanation: "A site is where gateways are; `lab show` lists them.",
    example: "resource add x 10.0.0.0/8 in nowhere   write: resource add x 10.0.0.0/8 in mycro-aws-gws")
  package static let unknownGroup = DiagnosticCode(
    "FZ0423", "no group has this name",
    explanation: "A policy grants a resource to a group of actors; everybody is in `Everyone`.",
    example:
      "policy delete \"MyCorp Network\" of Everybody   write: policy delete \"MyCorp Network\" of Everyone")
  package static let unknownActor = DiagnosticCode(
    "FZ0425", "no actor has this name",
    explanation: "An actor is whom a client belongs to; where the lab file does not say, the actor is called as it is.",
    example: "group add alicia to Everyone   see: show portal.actors")
  package static let unknownQuirk = DiagnosticCode(
    "FZ0424", "no fault of the original has this name",
    explanation: "`compat` lists what the original does and we do not, unless it is switched on.",
    example: "compat no-client-filter on   write: compat no-client-filters on")

  package static let notInBackground = DiagnosticCode(
    "FZ0426", "there is no such application to wait for",
    explanation: """
      `wait` takes what `curl … in background as d` has kept: an application that goes on while the script does. It \
      belongs to its world: after `lab`, `seed` or an `undo` there is nothing left to wait for.
      """,
    example: "curl http://172.20.0.100/ as d; wait d   write: curl http://172.20.0.100/ in background as d; wait d")

  static let ofLab: [DiagnosticCode] = [
    .unknownNode, .unknownResource, .unknownTap, .unknownEventKind, .unknownFlag, .unknownHost, .unknownLink,
    .lastAuthorization, .notAuthorized, .notSupported, .laterVerb, .unknownPath, .badSetting, .unknownMessage,
    .ambiguousNode, .noSuchBreakpoint, .nothingSuspended, .badURL, .badFilter, .unknownWord, .badApplication,
    .unknownSite, .unknownGroup, .unknownActor, .unknownQuirk, .notInBackground,
  ]

  /// The code that says that an object of this class is unknown.
  static func unknown(_ objects: ObjectClass) -> DiagnosticCode {
    switch objects {
    case .node, .client, .gateway, .relay, .router: .unknownNode
    case .host: .unknownHost
    case .resource: .unknownResource
    case .link: .unknownLink
    case .flag: .unknownFlag
    case .site: .unknownSite
    case .group: .unknownGroup
    case .actor: .unknownActor
    case .quirk: .unknownQuirk
    case .tap: .unknownTap
    case .path: .unknownPath
    case .rule: .noSuchRule
    case .held: .notHeld
    }
  }
}
