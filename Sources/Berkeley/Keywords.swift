extension FilterWords {
  /// The words of pcap-filter(7). Every other one libpcap takes for a name.
  static let keywords: [String] =
    qualifiers + layers + links + names(of: "icmp", icmpTypes) + names(of: "icmp6", icmp6Types)
    + names(of: "tcp", tcpFlags)

  private static let qualifiers = [
    "src", "dst", "host", "net", "mask", "port", "portrange", "proto", "protochain", "gateway", "and", "or", "not",
    "len", "length", "less", "greater", "byte", "broadcast", "multicast", "inbound", "outbound",
  ]
  private static let layers = [
    "ip", "ip6", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim", "vrrp", "ah", "esp", "arp", "rarp",
  ]
  private static let links = [
    "ether", "fddi", "tr", "wlan", "ppp", "slip", "link", "radio", "atalk", "aarp", "decnet", "lat", "sca", "moprc",
    "mopdl", "iso", "esis", "isis", "clnp", "stp", "ipx", "netbeui", "vlan", "mpls", "pppoed", "pppoes",
  ]
  private static let icmpTypes = [
    "type", "code", "echoreply", "unreach", "sourcequench", "redirect", "echo", "routeradvert", "routersolicit",
    "timxceed", "paramprob", "tstamp", "tstampreply", "ireq", "ireqreply", "maskreq", "maskreply",
  ]
  private static let icmp6Types = [
    "type", "code", "destinationunreach", "packettoobig", "timeexceeded", "parameterproblem", "echo", "echoreply",
    "multicastlistenerquery", "multicastlistenerreportv1", "multicastlistenerdone", "multicastlistenerreportv2",
    "routersolicit", "routeradvert", "neighborsolicit", "neighboradvert", "redirect", "routerrenum",
  ]
  private static let tcpFlags = ["flags", "fin", "syn", "rst", "push", "ack", "urg", "ece", "cwr"]

  /// `icmptype` and `tcpflags` name fields, `icmp-echo` and `tcp-syn` their values.
  private static func names(of layer: String, _ words: [String]) -> [String] {
    words.map { ["type", "code", "flags"].contains($0) ? layer + $0 : "\(layer)-\($0)" }
  }

  /// What may stand behind `proto`, escaped because it is a keyword too.
  static let protocols = ["icmp", "igmp", "igrp", "pim", "ah", "esp", "vrrp", "udp", "tcp", "sctp"]
}
