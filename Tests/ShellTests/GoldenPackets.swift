extension Golden {
  static let packets = [
    Golden(
      code: "FZ0104", script: #"send ip(dts=172.20.0.100)/udp(dport=53) from client"#,
      text: #"""
        error[FZ0104]: `ip` has no field `dts`
          --> test.fzs:1:9
          1 | send ip(dts=172.20.0.100)/udp(dport=53) from client
            |         ^^^ did you mean `dst` (destination address)?
            = fields of ip: src dst ttl protocol id flags frag_offset dscp ecn total_length checksum options
        """#),
    Golden(
      code: "FZ0301", script: #"fields ipx"#,
      text: #"""
        error[FZ0301]: there is no layer `ipx`
          --> test.fzs:1:8
          1 | fields ipx
            |        ^^^ did you mean `ip`?
            = layers: ip ip6 hopopts routing frag6 ah dstopts icmp icmp4 icmp6 icmpext udp tcp dns dns.frame stun turn.channel turn.padding wg.initiation wg.response wg.cookie wg.transport control raw padding
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
        error[FZ0309]: a field is compared with = == != < <= > >= in or has
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
      code: "FZ0310", script: #"let p = ip(dst=172.20.0.100)/udp(); p.ip[2].ttl = 3"#,
      text: #"""
        error[FZ0310]: the packet has no `ip[2]`
          --> test.fzs:1:37
          1 | let p = ip(dst=172.20.0.100)/udp(); p.ip[2].ttl = 3
            |                                     ^^^^^^^^^^^
        """#),
    Golden(
      code: "FZ0310", script: #"fuzz(udp(dst=172.20.0.100), keep={ip, tcp.dport})"#,
      text: #"""
        error[FZ0310]: the packet has no `tcp.dport`
          --> test.fzs:1:39
          1 | fuzz(udp(dst=172.20.0.100), keep={ip, tcp.dport})
            |                                       ^^^^^^^^^
        """#),
    Golden(
      code: "FZ0311", script: #"packet x"45 00 00 54 00 00 00 00 40 01 00 00 0a 00 00 01 0a 00 00 02 08 00""#,
      text: #"""
        error[FZ0311]: the packet has 84 bytes, and 22 are here
          --> test.fzs:1:75
          1 | packet x"45 00 00 54 00 00 00 00 40 01 00 00 0a 00 00 01 0a 00 00 02 08 00"
            |                                                                           ^ 62 are missing
            = a packet that was cut on purpose: `packet(x"…", truncated=true)`
        """#),
    Golden(
      code: "FZ0311", script: "hex packet {\n  0x0000:  4500 0054 0000 0000\n  0x0008:  4001 00\n}",
      text: #"""
        error[FZ0311]: the packet has 20 or more bytes, and 11 are here
          --> test.fzs:4:1
          4 | }
            | ^ 9 are missing of its IP header
            = a packet that was cut on purpose: `packet(x"…", truncated=true)`
        """#),
    Golden(
      code: "FZ0302",
      script:
        "let p = ip()/tcp(options=[timestamp(1, 2), timestamp(3, 4), timestamp(5, 6), timestamp(7, 8), mss(1460)])",
      text: #"""
        error[FZ0302]: `tcp.data_offset` would have to be 16 and has 4 bits: at most 15
          --> test.fzs:1:26
          1 | let p = ip()/tcp(options=[timestamp(1, 2), timestamp(3, 4), timestamp(5, 6), timestamp(7, 8), mss(1460)])
            |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ make what it counts shorter, or set it by hand
        """#),
  ]
}
