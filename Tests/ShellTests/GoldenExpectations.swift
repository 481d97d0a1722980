extension Golden {
  static let expectations = [
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
            = `expect event filtered`: no candidate was seen
            = `expect event drop`: no candidate was seen
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
    Golden(
      code: "FZ0603", script: #"write trace out/run.ndjson; read out/run.ndjson"#,
      text: #"""
        error[FZ0603]: cannot read `out/run.ndjson`
          --> test.fzs:1:34
          1 | write trace out/run.ndjson; read out/run.ndjson
            |                                  ^^^^^^^^^^^^^^ file header at byte 0: neither a pcap nor a pcapng file: it begins with 7b 22 6e 22
        """#, exit: 3),
  ]
}
