import Lab
import Script
import Testing

@testable import Shell

/// A golden for each code of the shell: the whole text, as files, `-c` and the prompt give it.
@Suite struct DiagnosticTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let code: String
    let script: String
    let text: String
    var exit: Int32 = 2
    var testDescription: String { "\(code) \(script)" }
  }

  static let goldens: [Golden] = [
    Golden(
      code: "FZ0104", script: #"send ip(dts=172.20.0.100)/udp(dport=53) from client"#,
      text: #"""
        error[FZ0104]: `ip` has no field `dts`
          --> test.fzs:1:9
          1 | send ip(dts=172.20.0.100)/udp(dport=53) from client
            |         ^^^ did you mean `dst` (destination address)?
            = fields of ip: version ihl dscp ecn total_length id flags frag_offset ttl protocol checksum src dst options
        """#),
    Golden(
      code: "FZ0301", script: #"fields ipx"#,
      text: #"""
        error[FZ0301]: there is no layer `ipx`
          --> test.fzs:1:8
          1 | fields ipx
            |        ^^^ did you mean `ip`?
            = layers: ip ip6 hopopts routing frag6 ah dstopts icmp icmp4 icmp6 udp tcp control raw padding
        """#),
    Golden(
      code: "FZ0302", script: #"send udp(dst=172.20.0.100, dport=70000) from client"#,
      text: #"""
        error[FZ0302]: 70000 does not fit `udp.dport`: 16 bits, 0 to 65535
          --> test.fzs:1:34
          1 | send udp(dst=172.20.0.100, dport=70000) from client
            |                                  ^^^^^ 0-65535
        """#),
    Golden(
      code: "FZ0303", script: #"send ip(dst="many") from client"#,
      text: #"""
        error[FZ0303]: `ip.dst` takes an IPv4 address, not text
          --> test.fzs:1:13
          1 | send ip(dst="many") from client
            |             ^^^^^^
        """#),
    Golden(
      code: "FZ0304", script: #"send ip6(dst=172:20::100)/icmp(type=3, code=13) from client"#,
      text: #"""
        error[FZ0304]: type 3, code 13 is ICMPv4's "Communication Administratively Prohibited" and means nothing in ICMPv6
          --> test.fzs:1:45
          1 | send ip6(dst=172:20::100)/icmp(type=3, code=13) from client
            |                                             ^^ in ICMPv6 this is type 1, code 1
        """#),
    Golden(
      code: "FZ0305", script: #"hex udp(dst=172.20.0.100, dport={53, 80})"#,
      text: #"""
        error[FZ0305]: one packet is needed, and this makes 2
          --> test.fzs:1:5
          1 | hex udp(dst=172.20.0.100, dport={53, 80})
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ give every field one value
            = `as NAME[]` takes all packets of a set
        """#),
    Golden(
      code: "FZ0305", script: #"send udp(dst=172.20.0.100, dport={53, 80}) from client as p"#,
      text: #"""
        error[FZ0305]: `as p` keeps one packet, and this sends 2
          --> test.fzs:1:59
          1 | send udp(dst=172.20.0.100, dport={53, 80}) from client as p
            |                                                           ^ `as p[]` keeps them all
        """#),
    Golden(
      code: "FZ0306", script: #"hex icmp(dst=172.20.0.100, type=unreachble)"#,
      text: #"""
        error[FZ0306]: `icmp.type` knows no `unreachble`
          --> test.fzs:1:33
          1 | hex icmp(dst=172.20.0.100, type=unreachble)
            |                                 ^^^^^^^^^^ did you mean `unreachable`?
            = allowed: echo-reply unreachable redirect echo-request router-advertisement router-solicitation time-exceeded parameter-problem seamoby extended-echo-request extended-echo-reply packet-too-big, or a number
        """#),
    Golden(
      code: "FZ0307", script: #"send ip(dst=172.20.0.100, total_length=5) from client"#,
      text: #"""
        error[FZ0307]: no tap takes this packet
          --> test.fzs:1:6
          1 | send ip(dst=172.20.0.100, total_length=5) from client
            |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ip total length at byte 2: says 5, has 20
        """#),
    Golden(
      code: "FZ0308", script: #"send 5 from client"#,
      text: #"""
        error[FZ0308]: 5 is not a packet
          --> test.fzs:1:6
          1 | send 5 from client
            |      ^
        """#),
    Golden(
      code: "FZ0309", script: #"send icmp(dst=172.20.0.100) from client; packets where udp(53)"#,
      text: #"""
        error[FZ0309]: a field is compared with = == != < <= > >= or in
          --> test.fzs:1:60
          1 | send icmp(dst=172.20.0.100) from client; packets where udp(53)
            |                                                            ^^ name=value
        """#),
    Golden(
      code: "FZ0310", script: #"let p = udp(dst=172.20.0.100); let q = p with tcp.dport=81"#,
      text: #"""
        error[FZ0310]: the packet has no `tcp`
          --> test.fzs:1:47
          1 | let p = udp(dst=172.20.0.100); let q = p with tcp.dport=81
            |                                               ^^^^^^^^^
        """#),
    Golden(
      code: "FZ0401", script: #"ping 172.20.0.100 from cleint"#,
      text: #"""
        error[FZ0401]: unknown client `cleint`
          --> test.fzs:1:24
          1 | ping 172.20.0.100 from cleint
            |                        ^^^^^^ did you mean `client`?
            = clients: client
        """#),
    Golden(
      code: "FZ0402", script: #"revoke "MyCorp Netwrok" for client on gateway"#,
      text: #"""
        error[FZ0402]: unknown resource `MyCorp Netwrok`
          --> test.fzs:1:8
          1 | revoke "MyCorp Netwrok" for client on gateway
            |        ^^^^^^^^^^^^^^^^ did you mean `MyCorp Network`?
            = resources: "MyCorp Downloads", "MyCorp Network", "MyCorp Network (IPv6)"
        """#),
    Golden(
      code: "FZ0403", script: #"expect icmp at client.tn"#,
      text: #"""
        error[FZ0403]: unknown tap `client.tn`
          --> test.fzs:1:16
          1 | expect icmp at client.tn
            |                ^^^^^^^^^ did you mean `client.tun`?
            = taps: client.app client.tun client.wire gateway.wire gateway.tun gateway.lan portal.ws
        """#),
    Golden(
      code: "FZ0404", script: #"break filterd"#,
      text: #"""
        error[FZ0404]: unknown event kind `filterd`
          --> test.fzs:1:7
          1 | break filterd
            |       ^^^^^^^ did you mean `filtered`?
            = event kinds: command app.opened app.sent app.received app.connected app.retransmitted app.soft-error app.failed app.ended app.closed tun.out tun.in lan.out lan.in wire.sent wire.delivered wire.lost drop route permitted buffered queued filtered intent icmp.prohibited request.failed request.ignored portal.sent portal.received portal.session portal.ignored portal.refused channel gateway.chosen authorization.created authorization.ended authorization.added authorization.refreshed authorization.removed authorization.expired filters resource.added resource.changed resource.removed connection candidate.ignored goodbye wg.handshake wg.session wg.keepalive flag fault break
        """#),
    Golden(
      code: "FZ0405", script: #"flag client foo on"#,
      text: #"""
        error[FZ0405]: unknown flag `foo`
          --> test.fzs:1:13
          1 | flag client foo on
            |             ^^^
            = flags: icmp-error-unreachable-prohibited-create-new-flow
        """#),
    Golden(
      code: "FZ0406", script: #"ping htpbin"#,
      text: #"""
        error[FZ0406]: unknown host `htpbin`
          --> test.fzs:1:6
          1 | ping htpbin
            |      ^^^^^^ did you mean `httpbin`?
            = hosts: download.httpbin httpbin iperf3
        """#),
    Golden(
      code: "FZ0407", script: #"fault clent loss=5%"#,
      text: #"""
        error[FZ0407]: unknown link `clent`
          --> test.fzs:1:7
          1 | fault clent loss=5%
            |       ^^^^^ did you mean `client`?
            = links: client gateway portal
        """#),
    Golden(
      code: "FZ0409", script: #"revoke "MyCorp Network" for client on gateway"#,
      text: #"""
        warning[FZ0409]: `gateway` holds no authorization of `client` for `MyCorp Network`
          --> test.fzs:1:8
          1 | revoke "MyCorp Network" for client on gateway
            |        ^^^^^^^^^^^^^^^^ nothing was taken away
            = `authorizations` shows what each side holds
        """#, exit: 0),
    Golden(
      code: "FZ0410", script: #"fault client jitter=5ms"#,
      text: #"""
        error[FZ0410]: this version does not shape `jitter`
          --> test.fzs:1:14
          1 | fault client jitter=5ms
            |              ^^^^^^ loss and latency it does
            = later: jitter reorder duplicate corrupt rate mtu
        """#),
    Golden(
      code: "FZ0411", script: #"undo"#,
      text: #"""
        error[FZ0411]: `undo` is not in this version
          --> test.fzs:1:1
          1 | undo
            | ^^^^ later: take the last action back
        """#),
    Golden(
      code: "FZ0412", script: #"show client.resorces"#,
      text: #"""
        error[FZ0412]: unknown path `resorces`
          --> test.fzs:1:13
          1 | show client.resorces
            |             ^^^^^^^^ did you mean `resources`?
            = paths: kind addresses portal resources connections requests flags
        """#),
    Golden(
      code: "FZ0413", script: #"fault client los=5%"#,
      text: #"""
        error[FZ0413]: unknown setting `los`
          --> test.fzs:1:14
          1 | fault client los=5%
            |              ^^^ did you mean `loss`?
            = settings: loss latency
        """#),
    Golden(
      code: "FZ0413", script: #"fault client loss=5ms"#,
      text: #"""
        error[FZ0413]: `loss` cannot be 5ms
          --> test.fzs:1:19
          1 | fault client loss=5ms
            |                   ^^^ a share from 0% to 100%
        """#),
    Golden(
      code: "FZ0414", script: #"expect create_flw(resource_id="MyCorp Network") from client to portal"#,
      text: #"""
        error[FZ0414]: unknown portal message `create_flw`
          --> test.fzs:1:8
          1 | expect create_flw(resource_id="MyCorp Network") from client to portal
            |        ^^^^^^^^^^ did you mean `create_flow`?
            = portal messages: phx_join phx_reply phx_error phx_close heartbeat disconnect init config_changed resource_created_or_updated resource_deleted resource_updated relays_presence create_flow authorize_flow flow_authorized flow_created flow_creation_failed reject_access access_authorization_expiry_updated ice_candidates broadcast_ice_candidates invalidate_ice_candidates broadcast_invalidated_ice_candidates
        """#),
    Golden(
      code: "FZ0416", script: #"delete break 9"#,
      text: #"""
        error[FZ0416]: there is no breakpoint 9
          --> test.fzs:1:14
          1 | delete break 9
            |              ^
        """#),
    Golden(
      code: "FZ0417", script: #"continue"#,
      text: #"""
        error[FZ0417]: nothing is suspended
          --> test.fzs:1:1
          1 | continue
            | ^^^^^^^^ `run D` or `step` move time
        """#),
    Golden(
      code: "FZ0418", script: #"curl ftp://httpbin/"#,
      text: #"""
        error[FZ0418]: `ftp://httpbin/` cannot be fetched here
          --> test.fzs:1:6
          1 | curl ftp://httpbin/
            |      ^^^^^^^^^^^^^^ http://HOST[:PORT][/PATH]
        """#),
    Golden(
      code: "FZ0419", script: #"filter "MyCorp Network" allow tpc 443"#,
      text: #"""
        error[FZ0419]: `tpc 443` is not a filter
          --> test.fzs:1:31
          1 | filter "MyCorp Network" allow tpc 443
            |                               ^^^^^^^ did you mean `tcp`?
            = filters: tcp [PORT|FIRST-LAST], udp [PORT|FIRST-LAST], icmp, all
        """#),
    Golden(
      code: "FZ0420", script: #"help reovke"#,
      text: #"""
        error[FZ0420]: there is no help on `reovke`
          --> test.fzs:1:6
          1 | help reovke
            |      ^^^^^^ did you mean `revoke`?
            = `help` lists the verbs, `apropos reovke` searches
        """#),
    Golden(
      code: "FZ0421", script: #"tcp 172.20.0.100 0"#,
      text: #"""
        error[FZ0421]: 0 is not a port
          --> test.fzs:1:18
          1 | tcp 172.20.0.100 0
            |                  ^ 1-65535
        """#),
    Golden(
      code: "FZ0502", script: #"expect event icmp.prohibited within 1s"#,
      text: #"""
        error[FZ0502]: expected within 1s, and it did not happen
          --> test.fzs:1:14
          1 | expect event icmp.prohibited within 1s
            |              ^^^^^^^^^^^^^^^
            = no candidate was seen
        """#, exit: 4),
    Golden(
      code: "FZ0502",
      script:
        #"send icmp(dst=172.20.0.100) from client; expect udp(dst=172.20.0.100, dport=53) at client.tun within 1ms"#,
      text: #"""
        error[FZ0502]: expected within 1ms, and it did not happen
          --> test.fzs:1:49
          1 | send icmp(dst=172.20.0.100) from client; expect udp(dst=172.20.0.100, dport=53) at client.tun within 1ms
            |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            = no candidate was seen
        """#, exit: 4),
    Golden(
      code: "FZ0502",
      script:
        #"send udp(dst=172.20.0.100, dport=54) from client; expect udp(dst=172.20.0.100, dport=53) at client.tun within 1ms"#,
      text: #"""
        error[FZ0502]: expected within 1ms, and it did not happen
          --> test.fzs:1:58
          1 | send udp(dst=172.20.0.100, dport=54) from client; expect udp(dst=172.20.0.100, dport=53) at client.tun within 1ms
            |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            = closest: #N p1 at client.tun: udp.dport: expected 53, is 54
        """#, exit: 4),
    Golden(
      code: "FZ0502",
      script:
        #"send icmp(dst=172.20.0.100) from client; expect create_flow(resource_id="MyCorp Downloads") from client to portal within 1ms"#,
      text: #"""
        error[FZ0502]: expected within 1ms, and it did not happen
          --> test.fzs:1:49
          1 | send icmp(dst=172.20.0.100) from client; expect create_flow(resource_id="MyCorp Downloads") from client to portal within 1ms
            |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            = closest: #N: resource_id: expected "MyCorp Downloads", is "MyCorp Network"
        """#, exit: 4),
    Golden(
      code: "FZ0502",
      script: #"send icmp(dst=172.20.0.100) from client; expect event intent where trigger == "dns-query" within 1ms"#,
      text: #"""
        error[FZ0502]: expected within 1ms, and it did not happen
          --> test.fzs:1:55
          1 | send icmp(dst=172.20.0.100) from client; expect event intent where trigger == "dns-query" within 1ms
            |                                                       ^^^^^^
            = closest: #N: trigger is "packet"
        """#, exit: 4),
    Golden(
      code: "FZ0502", script: #"expect client.resources["MyCorp Network"].status == "online" within 1s"#,
      text: #"""
        error[FZ0502]: expected within 1s, and it did not happen
          --> test.fzs:1:8
          1 | expect client.resources["MyCorp Network"].status == "online" within 1s
            |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            = client.resources["MyCorp Network"].status is "unknown"
        """#, exit: 4),
    Golden(
      code: "FZ0503", script: #"expect no heartbeat from client to portal for 40s"#,
      text: #"""
        error[FZ0503]: this was not to happen, and did
          --> test.fzs:1:11
          1 | expect no heartbeat from client to portal for 40s
            |           ^^^^^^^^^ #N
            = #N: portal.sent
        """#, exit: 4),
    Golden(
      code: "FZ0504", script: #"expect failure { ping 172.20.0.100 }"#,
      text: #"""
        error[FZ0504]: a failure was expected, and the action succeeded
          --> test.fzs:1:16
          1 | expect failure { ping 172.20.0.100 }
            |                ^^^^^^^^^^^^^^^^^^^^^
        """#, exit: 4),
    Golden(
      code: "FZ0505", script: #"expect failure(EACCES) { tcp 172.20.0.100 81 }"#,
      text: #"""
        error[FZ0505]: the application failed with ECONNREFUSED, not with EACCES
          --> test.fzs:1:16
          1 | expect failure(EACCES) { tcp 172.20.0.100 81 }
            |                ^^^^^^ is ECONNREFUSED
            = nc: connect to 172.20.0.100 port 81 (tcp) failed: Connection refused
        """#, exit: 4),
    Golden(
      code: "FZ0506", script: #"expect failure(EHOSTUNREACHABLE) { ping 172.20.0.100 }"#,
      text: #"""
        error[FZ0506]: unknown error `EHOSTUNREACHABLE`
          --> test.fzs:1:16
          1 | expect failure(EHOSTUNREACHABLE) { ping 172.20.0.100 }
            |                ^^^^^^^^^^^^^^^^ did you mean `EHOSTUNREACH`?
            = errors: EACCES EMFILE ENONET EPROTO EMSGSIZE ENOPROTOOPT ENOTSUP EADDRNOTAVAIL ENETUNREACH ECONNRESET ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH
        """#),
    Golden(
      code: "FZ0507",
      script:
        #"send icmp(dst=172.20.0.100) from client; in-order { expect create_flow from client to portal; expect event intent }"#,
      text: #"""
        error[FZ0507]: this happened before what stands above it
          --> test.fzs:1:95
          1 | send icmp(dst=172.20.0.100) from client; in-order { expect create_flow from client to portal; expect event intent }
            |                                                                                               ^^^^^^^^^^^^^^^^^^^ #N, but the line above was met at #N
        """#, exit: 4),
    Golden(
      code: "FZ0508", script: #"either { expect event filtered } or { expect event drop }"#,
      text: #"""
        error[FZ0508]: none of the alternatives holds
          --> test.fzs:1:1
          1 | either { expect event filtered } or { expect event drop }
            | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """#, exit: 4),
    Golden(
      code: "FZ0510", script: #"break intent; expect failure { ping 172.20.0.100 }"#,
      text: #"""
        error[FZ0510]: a breakpoint stopped the action before it had a result
          --> test.fzs:1:30
          1 | break intent; expect failure { ping 172.20.0.100 }
            |                              ^^^^^^^^^^^^^^^^^^^^^
        """#),
    Golden(
      code: "FZ0601", script: #"use "missing.fzs""#,
      text: #"""
        error[FZ0601]: cannot read `missing.fzs`
          --> test.fzs:1:5
          1 | use "missing.fzs"
            |     ^^^^^^^^^^^^^ No such file or directory
        """#),
    Golden(
      code: "FZ0602", script: #"write trace /nowhere/trace.ndjson"#,
      text: #"""
        error[FZ0602]: cannot write `/nowhere/trace.ndjson`
          --> test.fzs:1:13
          1 | write trace /nowhere/trace.ndjson
            |             ^^^^^^^^^^^^^^^^^^^^^ No such file or directory
        """#, exit: 3),
  ]

  @Test(arguments: goldens) func `a mistake reads as it should`(_ golden: Golden) throws {
    let stand = try Stand()
    #expect(stand.run(golden.script) == golden.exit)
    let said = stand.said.complaints
    #expect((golden.exit == 4 ? Self.beginning(of: said) : said) == golden.text + "\n")
    if golden.exit == 4 { #expect(said.contains("seed 1; again: fzsh --seed 1 test.fzs")) }
    #expect(golden.text.contains("[\(golden.code)]"))
  }

  /// A failed expectation up to the circumstances, with event numbers left out: those change with the world.
  private static func beginning(of report: String) -> String {
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex { $0.contains("= of what happened") || $0.contains("= nothing of note") }
    let kept = lines[..<(end ?? lines.endIndex)].joined(separator: "\n") + "\n"
    return kept.replacing(/#[0-9]+/, with: "#N")
  }

  @Test(arguments: goldens) func `file, command line and prompt say the same`(_ golden: Golden) throws {
    let texts = try ["test.fzs", "-c", "<prompt>"].map { name in
      let stand = try Stand()
      stand.run(golden.script, name: name)
      return String(stand.said.complaints.drop { $0 != "\n" }.dropFirst().drop { $0 != "\n" })
    }
    #expect(Set(texts.map { $0.split(separator: "; again").first.map(String.init) }).count == 1)
  }

  @Test func `every code has a golden, an explanation and an example`() throws {
    let codes = try Stand().session.codes
    let tested = Set(Self.goldens.map(\.code)).union(Self.testedElsewhere)
    for code in codes {
      #expect(tested.contains(code.code), "\(code.code) \(code.title)")
      #expect(!code.explanation.isEmpty && !code.example.isEmpty, "\(code.code)")
    }
    #expect(Set(codes.map(\.code)).count == codes.count)
    #expect(Set(codes.map(\.code)).isDisjoint(with: CodeTable.language.map(\.code)))
  }

  /// With a test of their own: what needs more than one lab, or a world that went wrong.
  static let testedElsewhere: Set<String> = ["FZ0408", "FZ0415", "FZ0509"]

  @Test func `explain knows every code`() throws {
    let stand = try Stand()
    for code in stand.session.codes {
      stand.said.text = ""
      #expect(stand.run("explain \(code.code)") == 0)
      #expect(stand.said.text.hasPrefix("\(code.code): \(code.title)"))
    }
  }

  @Test func `several mistakes of a file come in one run`() throws {
    let stand = try Stand()
    #expect(stand.run("ping 172.20.0.100 from cleint\nsend ip(dts=172.20.0.100) from client\nflag client foo on") == 2)
    for code in ["FZ0401", "FZ0104", "FZ0405"] { #expect(stand.said.complaints.contains(code), "\(code)") }
    #expect(stand.trace.allSatisfy { $0.node != "operator" })
  }
}
