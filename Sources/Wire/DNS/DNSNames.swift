/// The registries of "Domain Name System (DNS) Parameters" at IANA.
extension NameTable {
  static let dnsTypes = NameTable([
    NamedValue(1, "a", "a host address"), NamedValue(2, "ns", "an authoritative name server"),
    NamedValue(3, "md", "a mail destination (obsolete)"), NamedValue(4, "mf", "a mail forwarder (obsolete)"),
    NamedValue(5, "cname", "the canonical name for an alias"), NamedValue(6, "soa", "the start of a zone of authority"),
    NamedValue(7, "mb", "a mailbox domain name"), NamedValue(8, "mg", "a mail group member"),
    NamedValue(9, "mr", "a mail rename domain name"), NamedValue(10, "null", "a null RR"),
    NamedValue(11, "wks", "a well known service description"), NamedValue(12, "ptr", "a domain name pointer"),
    NamedValue(13, "hinfo", "host information"), NamedValue(14, "minfo", "mailbox or mail list information"),
    NamedValue(15, "mx", "mail exchange"), NamedValue(16, "txt", "text strings"),
    NamedValue(17, "rp", "responsible person"), NamedValue(18, "afsdb", "AFS data base location"),
    NamedValue(24, "sig", "security signature"), NamedValue(25, "key", "security key"),
    NamedValue(28, "aaaa", "IP6 address"), NamedValue(29, "loc", "location information"),
    NamedValue(33, "srv", "server selection"), NamedValue(35, "naptr", "naming authority pointer"),
    NamedValue(36, "kx", "key exchanger"), NamedValue(37, "cert", "certificate"),
    NamedValue(39, "dname", "redirection of a subtree"), NamedValue(41, "opt", "EDNS"),
    NamedValue(42, "apl", "address prefix list"), NamedValue(43, "ds", "delegation signer"),
    NamedValue(44, "sshfp", "SSH key fingerprint"), NamedValue(45, "ipseckey", "IPsec key"),
    NamedValue(46, "rrsig", "signature of a set"), NamedValue(47, "nsec", "next secure name"),
    NamedValue(48, "dnskey", "key of a zone"), NamedValue(49, "dhcid", "DHCP identifier"),
    NamedValue(50, "nsec3", "next secure name, hashed"), NamedValue(51, "nsec3param", "parameters of NSEC3"),
    NamedValue(52, "tlsa", "certificate association"), NamedValue(53, "smimea", "S/MIME certificate association"),
    NamedValue(55, "hip", "host identity"), NamedValue(59, "cds", "child DS"),
    NamedValue(60, "cdnskey", "child DNSKEY"),
    NamedValue(61, "openpgpkey", "OpenPGP key"), NamedValue(62, "csync", "child-to-parent synchronization"),
    NamedValue(63, "zonemd", "digest of a zone"), NamedValue(64, "svcb", "service binding"),
    NamedValue(65, "https", "service binding for HTTPS"), NamedValue(99, "spf", "sender policy (obsolete)"),
    NamedValue(108, "eui48", "EUI-48 address"), NamedValue(109, "eui64", "EUI-64 address"),
    NamedValue(249, "tkey", "transaction key"), NamedValue(250, "tsig", "transaction signature"),
    NamedValue(251, "ixfr", "incremental transfer"), NamedValue(252, "axfr", "transfer of an entire zone"),
    NamedValue(253, "mailb", "mailbox-related RRs"), NamedValue(254, "maila", "mail agent RRs (obsolete)"),
    NamedValue(255, "any", "all records the server has", "all", "*"), NamedValue(256, "uri", "URI"),
    NamedValue(257, "caa", "certification authority restriction"),
    NamedValue(32768, "ta", "DNSSEC trust authorities"), NamedValue(32769, "dlv", "DNSSEC lookaside (obsolete)"),
  ])

  static let dnsClasses = NameTable([
    NamedValue(1, "in", "Internet", "internet"), NamedValue(3, "ch", "Chaos", "chaos"),
    NamedValue(4, "hs", "Hesiod", "hesiod"), NamedValue(254, "none", "QCLASS NONE"),
    NamedValue(255, "any", "QCLASS * (ANY)", "*"),
  ])

  static let dnsOpcodes = NameTable([
    NamedValue(0, "query", "Query"), NamedValue(1, "iquery", "Inverse Query (obsolete)"),
    NamedValue(2, "status", "Status"), NamedValue(4, "notify", "Notify"), NamedValue(5, "update", "Update"),
    NamedValue(6, "dso", "DNS Stateful Operations"),
  ])

  static let dnsRcodes = NameTable([
    NamedValue(0, "noerror", "No Error"), NamedValue(1, "formerr", "Format Error"),
    NamedValue(2, "servfail", "Server Failure"), NamedValue(3, "nxdomain", "Non-Existent Domain"),
    NamedValue(4, "notimp", "Not Implemented"), NamedValue(5, "refused", "Query Refused"),
    NamedValue(6, "yxdomain", "Name Exists when it should not"),
    NamedValue(7, "yxrrset", "RR Set Exists when it should not"),
    NamedValue(8, "nxrrset", "RR Set that should exist does not"), NamedValue(9, "notauth", "Not Authorized"),
    NamedValue(10, "notzone", "Name not contained in zone"), NamedValue(11, "dsotypeni", "DSO-TYPE Not Implemented"),
    NamedValue(16, "badvers", "Bad OPT Version", "badsig"), NamedValue(17, "badkey", "Key not recognized"),
    NamedValue(18, "badtime", "Signature out of time window"), NamedValue(19, "badmode", "Bad TKEY Mode"),
    NamedValue(20, "badname", "Duplicate key name"), NamedValue(21, "badalg", "Algorithm not supported"),
    NamedValue(22, "badtrunc", "Bad Truncation"), NamedValue(23, "badcookie", "Bad/missing Server Cookie"),
  ])

  /// Those that fit the header's four bits.
  static let dnsHeaderRcodes = NameTable(dnsRcodes.entries.filter { $0.value < 16 })

  /// IANA "Service Parameter Keys (SvcParamKeys)".
  static let serviceKeys = NameTable([
    NamedValue(0, "mandatory", "Mandatory keys in this RR"), NamedValue(1, "alpn", "Additional supported protocols"),
    NamedValue(2, "no-default-alpn", "No support for default protocol"),
    NamedValue(3, "port", "Port for alternative endpoint"), NamedValue(4, "ipv4hint", "IPv4 address hints"),
    NamedValue(5, "ech", "TLS Encrypted ClientHello configuration"), NamedValue(6, "ipv6hint", "IPv6 address hints"),
    NamedValue(7, "dohpath", "DNS over HTTPS path template"), NamedValue(8, "ohttp", "Oblivious HTTP"),
  ])

  /// IANA "DNS EDNS0 Option Codes (OPT)".
  static let ednsOptions = NameTable([
    NamedValue(3, "nsid", "name server identifier (RFC 5001)"),
    NamedValue(8, "ecs", "client subnet (RFC 7871)", "edns-client-subnet", "client-subnet"),
    NamedValue(9, "expire", "EDNS expire (RFC 7314)"), NamedValue(10, "cookie", "cookie (RFC 7873)"),
    NamedValue(11, "keepalive", "TCP keepalive (RFC 7828)", "edns-tcp-keepalive"),
    NamedValue(12, "padding", "padding (RFC 7830)"), NamedValue(13, "chain", "chain query (RFC 7901)"),
    NamedValue(15, "ede", "extended DNS error (RFC 8914)", "extended-error"),
  ])
}
