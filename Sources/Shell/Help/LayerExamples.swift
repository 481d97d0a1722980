import Script

/// A line for each layer that a newcomer can type as it stands. They run as tests.
enum LayerExamples {
  static func of(_ layer: String) -> [Example] { all.first { $0.layer == layer }?.examples ?? [] }

  static let all: [(layer: String, examples: [Example])] = network + errors + transport + messages + tunnels + bytes

  private static let network: [(layer: String, examples: [Example])] = [
    (
      "ip",
      [
        Example("show ip(dst=172.20.0.100, ttl=3, options=[router-alert])/udp() built", "every field as it is sent"),
        Example("summary ip(dst=172.20.0.0/30)/udp(dport={53, 80})", "a set: eight packets"),
        Example("show ip(checksum=0xdead, total_length=9999)/udp()", "wrong on purpose, and marked"),
      ]
    ),
    ("ip6", [Example("show ip6(dst=172:20::100, hop_limit=3)/udp(dport=53) built", "what is computed is marked")]),
    (
      "hopopts",
      [
        Example(
          "show ip6(dst=172:20::100)/hopopts(options=[router-alert(0)])/icmp6()", "between IPv6 and what it carries")
      ]
    ),
    (
      "routing",
      [
        Example(
          "show ip6(dst=172:20::100)/routing(type=segment-routing, segments=[172:20::1, 172:20::2])/udp() built",
          "a segment routing header")
      ]
    ),
    (
      "frag6",
      [
        Example(
          "fragment udp(src=172:20::1, dst=172:20::100)/rand(bytes=2000) to 1280 as pieces[]; show pieces[1].frag6.frag_offset",
          "made by cutting"),
        Example("show ip6(dst=172:20::100)/frag6(id=7, frag_offset=3, m)/\"abcdefgh\"", "or by hand"),
      ]
    ),
    (
      "ah",
      [Example("show ip(dst=172.20.0.100)/ah(spi=7, seq=1, icv=x\"000102030405060708090a0b\")/udp()", "over IPv4 too")]
    ),
    (
      "dstopts",
      [Example("show ip6(dst=172:20::100)/dstopts(options=[padn(x\"0000\")])/udp() built", "padded to 8 bytes")]
    ),
  ]

  private static let errors: [(layer: String, examples: [Example])] = [
    (
      "icmp",
      [
        Example(
          "let lost = udp(src=100.64.0.2, dst=172.20.0.100)/\"abc\"; show icmp(type=unreachable, code=prohibited, quote=lost) built",
          "goes where such an error goes: v4 3/13"),
        Example("ask icmp(dst=172.20.0.100, id=7) from client", "a ping, and its answer"),
      ]
    ),
    (
      "icmp4",
      [
        Example(
          "show ip(dst=172.20.0.100)/icmp4(type=redirect, gateway=10.0.0.1, quote=udp(dst=172.20.0.1))", "ICMPv4 alone")
      ]
    ),
    (
      "icmp6",
      [
        Example(
          "show ip6(dst=172:20::100)/icmp6(type=packet-too-big, mtu=1280, quote=udp(dst=172:20::1)) built",
          "ICMPv6 alone")
      ]
    ),
    (
      "icmpext",
      [
        Example(
          "show icmp(dst=10.0.0.1, type=time-exceeded, quote=udp(dst=172.20.0.1), extensions=[mpls(label(16, ttl=1)), interface(address=10.0.0.9)]) built",
          "what a router adds to its error, behind the padded quote"),
        Example(
          "show ip(dst=10.0.0.1)/icmp4(type=time-exceeded, quote=udp(dst=172.20.0.1))/icmpext(objects=[interface(index=3, mtu=1400)])",
          "the same as a layer"),
      ]
    ),
  ]

  private static let transport: [(layer: String, examples: [Example])] = [
    (
      "udp",
      [
        Example("ask udp(dst=172.20.0.100, dport={7, 9999})/\"abc\" from client within 1s", "who answers"),
        Example(
          "show ip(dst=172.20.0.100)/udp(dport=53, length=7)/\"abc\"", "a length that lies, and what it would be"),
      ]
    ),
    (
      "tcp",
      [
        Example("ask tcp(dst=172.20.0.100, sport=40000, dport={80, 81}, flags=S) from client", "is the port open"),
        Example("show tcp(dst=172.20.0.100, flags=SA, options=[mss(1460), nop, wscale(7), sackok]) built", "options"),
        Example("packets where tcp(flags=R, dport in {80, 443})", "the same as a pattern"),
      ]
    ),
  ]

  private static let messages: [(layer: String, examples: [Example])] = [
    (
      "dns",
      [
        Example("show udp(dst=172.20.0.100, dport=53)/dns(id=7, rd, qname=\"a.example\", qtype=aaaa)", "a question"),
        Example(
          "show dns(qr, qname=\"a.example\", answers=[a(\"a.example\", 10.0.0.1, ttl=60)], additionals=[opt(size=1232)]) built",
          "an answer, with EDNS"),
      ]
    ),
    (
      "dns.frame",
      [
        Example(
          "show tcp(dst=172.20.0.100, dport=53, flags=PA)/dns.frame()/dns(qname=\"a.example\") built", "DNS in a stream"
        )
      ]
    ),
    (
      "stun",
      [
        Example(
          "show udp(dst=172.20.0.100)/stun(type=binding-request, username=\"a:b\", fingerprint) built", "a request"),
        Example(
          "show stun(type=allocate-request, password=\"secret\", message-integrity, fingerprint)",
          "sealed: the password is not shown"),
      ]
    ),
    (
      "turn.channel",
      [Example("show udp(dst=172.20.0.100)/turn.channel(number=0x4001)/\"abc\" built", "data on a channel")]
    ),
    (
      "turn.padding",
      [Example("show tcp(dst=172.20.0.100)/turn.channel()/\"abc\"/turn.padding(data=x\"00\") built", "in a stream")]
    ),
    (
      "control",
      [
        Example(
          "show ip6(dst=172:20::100)/control(type=goodbye)",
          "what client and gateway tell each other in the tunnel")
      ]
    ),
  ]

  private static let tunnels: [(layer: String, examples: [Example])] = [
    (
      "wg.initiation",
      [
        Example(
          "send wg.initiation(from=mallory, to=gateway) from gateway at gateway.wire; run 1s; events where kind == \"drop\"",
          "dropped, with its reason")
      ]
    ),
    (
      "wg.response",
      [
        Example(
          "let i = wg.initiation(from=client, to=gateway); show wg.response(from=gateway, answers=i) built",
          "the answer to a handshake")
      ]
    ),
    (
      "wg.cookie",
      [
        Example(
          "let i = wg.initiation(from=client, to=gateway); show wg.cookie(from=gateway, answers=i) built",
          "sent under load")
      ]
    ),
    (
      "wg.transport",
      [
        Example(
          "ping 172.20.0.100; let t = wg.transport(from=client, to=gateway)/icmp(dst=172.20.0.100); show t.inner.icmp.type",
          "sealed with the keys of the session that is up")
      ]
    ),
  ]

  private static let bytes: [(layer: String, examples: [Example])] = [
    (
      "raw",
      [
        Example("hex udp(dst=172.20.0.100)/raw x\"de ad be ef\" map", "payload; `x\"…\"` and text alone are the same"),
        Example("hex ip(ttl=raw x\"01 02\")/udp()", "bytes in the place of a field, however many"),
      ]
    ),
    (
      "padding",
      [Example("show ip(dst=172.20.0.100)/udp()/\"abc\"/padding(data=x\"0000\") built", "behind the end of the packet")]
    ),
  ]
}
