import Script

/// Filters of libpcap, and rules in flight.
extension DiagnosticCode {
  package static let badBerkeley = DiagnosticCode(
    "FZ0330", "libpcap cannot compile the filter",
    explanation: """
      `bpf "…"` is a filter as tcpdump takes it (pcap-filter(7)), compiled by libpcap for packets that begin with \
      their IP header: there is no Ethernet below them.
      """, example: "packets where bpf \"tcp port\"   write: packets where bpf \"tcp port 443\"")
  package static let berkeleyName = DiagnosticCode(
    "FZ0331", "a filter names something that would have to be looked up",
    explanation: """
      Names of hosts, networks and ports are written as addresses and numbers: libpcap would ask the DNS or the \
      files of this machine, and the same line would mean different things in different places.
      """, example: "packets where bpf \"host example.org\"   write: packets where bpf \"host 192.0.2.1\"")
  package static let noSuchRule = DiagnosticCode(
    "FZ0430", "no rule has this number",
    explanation: "`rules` lists the rules with their numbers.", example: "delete rule 9       see: rules")
  package static let notHeld = DiagnosticCode(
    "FZ0431", "nothing is held under this number",
    explanation: """
      `release` lets go of everything that rules hold, `release N` of one thing; `show held` lists them with their \
      numbers.
      """,
    example: "release 9           see: show held")
  package static let badVerdict = DiagnosticCode(
    "FZ0432", "a rule cannot do this",
    explanation: """
      The verdicts are `drop`, `delay D`, `duplicate [N]`, `corrupt N bytes`, `edit { field = value }` and `hold`; \
      `once` or `times N` behind them bounds how often the rule is applied.
      """, example: "on icmp at client.tun : corrupt   write: on icmp at client.tun : corrupt 3 bytes")
  package static let wrongTap = DiagnosticCode(
    "FZ0433", "nothing of the kind is seen at this tap",
    explanation: """
      Packets are seen at tunnel devices, wires and resource networks, portal messages at the portal alone.
      """, example: "on create_flow at client.tun : hold   write: on create_flow at portal.ws : hold")

  static let ofRules: [DiagnosticCode] = [.badBerkeley, .berkeleyName, .noSuchRule, .notHeld, .badVerdict, .wrongTap]
}
