/// IANA "ICMP Type Numbers" and "ICMPv6 Parameters": the codes, by type.
extension NameTable {
  static let icmp4Codes: [(value: UInt64, names: NameTable)] = [
    (3, unreachable4), (5, redirect), (9, routerAdvertisement), (11, timeExceeded4), (12, parameterProblem4),
    (40, photuris), (43, extendedEcho),
  ]
  static let icmp6Codes: [(value: UInt64, names: NameTable)] = [
    (1, unreachable6), (3, timeExceeded6), (4, parameterProblem6), (138, renumbering), (139, nodeQuery),
    (140, nodeResponse), (161, extendedEcho),
  ]

  /// RFC 792, 1122, 1812.
  private static let unreachable4 = NameTable([
    NamedValue(0, "net-unreachable", "Net Unreachable", "net", "network-unreachable"),
    NamedValue(1, "host-unreachable", "Host Unreachable", "host"),
    NamedValue(2, "protocol-unreachable", "Protocol Unreachable", "proto-unreachable"),
    NamedValue(3, "port-unreachable", "Port Unreachable", "port"),
    NamedValue(
      4, "fragmentation-needed", "Fragmentation Needed and Don't Fragment was Set", "frag-needed", "packet-too-big"),
    NamedValue(5, "source-route-failed", "Source Route Failed"),
    NamedValue(6, "net-unknown", "Destination Network Unknown", "network-unknown"),
    NamedValue(7, "host-unknown", "Destination Host Unknown"),
    NamedValue(8, "source-host-isolated", "Source Host Isolated", "host-isolated"),
    NamedValue(
      9, "net-prohibited", "Communication with Destination Network is Administratively Prohibited", "network-prohibited"
    ),
    NamedValue(10, "host-prohibited", "Communication with Destination Host is Administratively Prohibited"),
    NamedValue(11, "net-tos", "Destination Network Unreachable for Type of Service", "tos-net-unreachable"),
    NamedValue(12, "host-tos", "Destination Host Unreachable for Type of Service", "tos-host-unreachable"),
    NamedValue(
      13, "prohibited", "Communication Administratively Prohibited", "admin-prohibited", "communication-prohibited",
      "communication-administratively-prohibited", "administratively-prohibited", "filtered"),
    NamedValue(14, "host-precedence", "Host Precedence Violation", "host-precedence-violation"),
    NamedValue(15, "precedence-cutoff", "Precedence cutoff in effect"),
  ])

  private static let redirect = NameTable([
    NamedValue(0, "net", "Redirect Datagram for the Network (or subnet)", "network"),
    NamedValue(1, "host", "Redirect Datagram for the Host"),
    NamedValue(2, "tos-net", "Redirect Datagram for the Type of Service and Network"),
    NamedValue(3, "tos-host", "Redirect Datagram for the Type of Service and Host"),
  ])

  private static let routerAdvertisement = NameTable([
    NamedValue(0, "normal", "Normal router advertisement"),
    NamedValue(16, "no-common-traffic", "Does not route common traffic"),
  ])

  private static let timeExceeded4 = NameTable([
    NamedValue(0, "transit", "Time to Live exceeded in Transit", "ttl", "hop-limit", "ttl-exceeded"),
    NamedValue(1, "reassembly", "Fragment Reassembly Time Exceeded"),
  ])

  private static let parameterProblem4 = NameTable([
    NamedValue(0, "pointer", "Pointer indicates the error", "header-field"),
    NamedValue(1, "missing-option", "Missing a Required Option"), NamedValue(2, "bad-length", "Bad Length"),
  ])

  private static let photuris = NameTable([
    NamedValue(0, "bad-spi", "Bad SPI"), NamedValue(1, "authentication-failed", "Authentication Failed"),
    NamedValue(2, "decompression-failed", "Decompression Failed"),
    NamedValue(3, "decryption-failed", "Decryption Failed"),
    NamedValue(4, "need-authentication", "Need Authentication"),
    NamedValue(5, "need-authorization", "Need Authorization"),
  ])

  /// RFC 8335 §3.
  private static let extendedEcho = NameTable([
    NamedValue(0, "no-error", "No Error"), NamedValue(1, "malformed-query", "Malformed Query"),
    NamedValue(2, "no-such-interface", "No Such Interface"), NamedValue(3, "no-such-entry", "No Such Table Entry"),
    NamedValue(4, "multiple-interfaces", "Multiple Interfaces Satisfy Query"),
  ])

  /// RFC 4443 §3.1, RFC 7112, RFC 8883.
  private static let unreachable6 = NameTable([
    NamedValue(0, "no-route", "no route to destination"),
    NamedValue(
      1, "prohibited", "communication with destination administratively prohibited", "admin-prohibited",
      "communication-prohibited", "communication-administratively-prohibited", "administratively-prohibited", "filtered"
    ),
    NamedValue(2, "beyond-scope", "beyond scope of source address"),
    NamedValue(3, "address-unreachable", "address unreachable", "address", "host-unreachable", "host"),
    NamedValue(4, "port-unreachable", "port unreachable", "port"),
    NamedValue(5, "policy", "source address failed ingress/egress policy", "failed-policy"),
    NamedValue(6, "reject-route", "reject route to destination"),
    NamedValue(7, "source-routing-error", "Error in Source Routing Header"),
    NamedValue(8, "headers-too-long", "Headers too long"),
  ])

  private static let timeExceeded6 = NameTable([
    NamedValue(0, "transit", "hop limit exceeded in transit", "hop-limit", "ttl", "ttl-exceeded"),
    NamedValue(1, "reassembly", "fragment reassembly time exceeded"),
  ])

  private static let parameterProblem6 = NameTable([
    NamedValue(0, "header-field", "erroneous header field encountered", "pointer"),
    NamedValue(1, "next-header", "unrecognized Next Header type encountered"),
    NamedValue(2, "option", "unrecognized IPv6 option encountered"),
    NamedValue(3, "incomplete-chain", "IPv6 First Fragment has incomplete IPv6 Header Chain"),
    NamedValue(4, "sr-upper-layer", "SR Upper-layer Header Error"),
    NamedValue(5, "next-header-at-node", "Unrecognized Next Header type encountered by intermediate node"),
    NamedValue(6, "extension-too-big", "Extension header too big"),
    NamedValue(7, "chain-too-long", "Extension header chain too long"),
    NamedValue(8, "too-many-extensions", "Too many extension headers"),
    NamedValue(9, "too-many-options", "Too many options in extension header"),
    NamedValue(10, "option-too-big", "Option too big"),
  ])

  private static let renumbering = NameTable([
    NamedValue(0, "command", "Router Renumbering Command"), NamedValue(1, "result", "Router Renumbering Result"),
    NamedValue(255, "reset", "Sequence Number Reset"),
  ])

  private static let nodeQuery = NameTable([
    NamedValue(0, "subject-ipv6", "The Data field contains an IPv6 address which is the Subject of this Query"),
    NamedValue(1, "subject-name", "The Data field contains a name which is the Subject of this Query"),
    NamedValue(2, "subject-ipv4", "The Data field contains an IPv4 address which is the Subject of this Query"),
  ])

  private static let nodeResponse = NameTable([
    NamedValue(0, "success", "A successful reply"),
    NamedValue(1, "refused", "The Responder refuses to supply the answer"),
    NamedValue(2, "unknown-query", "The Qtype of the Query is unknown to the Responder"),
  ])
}
