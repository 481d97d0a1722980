extension Golden {
  static let lab = [
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
            = resources: **.httpbin, **.httpbin.search.test, Internet, "MyCorp Downloads", "MyCorp Network", "MyCorp Network (IPv6)"
        """#),
    Golden(
      code: "FZ0403", script: #"expect icmp at client.tn"#,
      text: #"""
        error[FZ0403]: unknown tap `client.tn`
          --> test.fzs:1:16
          1 | expect icmp at client.tn
            |                ^^^^^^^^^ did you mean `client.tun`?
            = taps: client.app client.tun client.wire client.net gateway.wire gateway.tun gateway.lan relay-1.wire relay-2.wire portal.ws
        """#),
    Golden(
      code: "FZ0404", script: #"break filterd"#,
      text: #"""
        error[FZ0404]: unknown event kind `filterd`
          --> test.fzs:1:7
          1 | break filterd
            |       ^^^^^^^ did you mean `filtered`?
            = filtered: a packet was refused and answered with an ICMP error
            = `help kinds` lists them all
        """#),
    Golden(
      code: "FZ0405", script: #"flag client foo on"#,
      text: #"""
        error[FZ0405]: unknown flag `foo`
          --> test.fzs:1:13
          1 | flag client foo on
            |             ^^^
            = flags: icmp-error-unreachable-prohibited-create-new-flow no-authorization-control-event
        """#),
    Golden(
      code: "FZ0406", script: #"ping htpbin"#,
      text: #"""
        error[FZ0406]: unknown host `htpbin`
          --> test.fzs:1:6
          1 | ping htpbin
            |      ^^^^^^ did you mean `httpbin`?
            = hosts: dns.httpbin.search.test download.httpbin example.com github.com httpbin iperf3 resolver
        """#),
    Golden(
      code: "FZ0407", script: #"fault clent loss=5%"#,
      text: #"""
        error[FZ0407]: unknown link `clent`
          --> test.fzs:1:7
          1 | fault clent loss=5%
            |       ^^^^^ did you mean `client`?
            = links: client gateway portal relay-1 relay-2
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
      code: "FZ0410", script: #"nat relay-1 symmetric"#,
      text: #"""
        error[FZ0410]: this lab cannot do that: nat relay-1 symmetric
          --> test.fzs:1:5
          1 | nat relay-1 symmetric
            |     ^^^^^^^ a relay tells its own address: only what does not translate can stand before it
        """#),
    Golden(
      code: "FZ0411", script: #"explore"#,
      text: #"""
        error[FZ0411]: `explore` is not in this version
          --> test.fzs:1:1
          1 | explore
            | ^^^^^^^ later: search for violated invariants; until then the program does it: `fzsh explore`
        """#),
    Golden(
      code: "FZ0412", script: #"show client.resorces"#,
      text: #"""
        error[FZ0412]: unknown path `resorces`
          --> test.fzs:1:13
          1 | show client.resorces
            |             ^^^^^^^^ did you mean `resources`?
            = paths: kind version location life generation addresses sockets portal portal_connection resources connections applications requests pending refusals recovery sites names translations resolvers questions relays search_domain internet_resource flags quirks
        """#),
    Golden(
      code: "FZ0413", script: #"fault client los=5%"#,
      text: #"""
        error[FZ0413]: unknown setting `los`
          --> test.fzs:1:14
          1 | fault client los=5%
            |              ^^^ did you mean `loss`?
            = settings: latency loss burst jitter reorder duplicate corrupt rate queue mtu
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
        error[FZ0419]: `tpc` is not a filter
          --> test.fzs:1:31
          1 | filter "MyCorp Network" allow tpc 443
            |                               ^^^ did you mean `tcp`?
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
  ]
}
