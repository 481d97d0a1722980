/// Inputs and what is printed for them, exactly.
enum CommandGoldens {
  static let all: [Golden] = [
    Golden(
      #"""
      ping
      """#,
      #"""
      error[FZ0114]: `ping` needs HOST
        --> test.fzs:1:5
        1 | ping
          |     ^ expected here
          = usage: ping HOST [from CLIENT]
      """#),
    Golden(
      #"""
      ping a from
      """#,
      #"""
      error[FZ0114]: `ping` needs from CLIENT
        --> test.fzs:1:12
        1 | ping a from
          |            ^ the client that sends
          = usage: ping HOST [from CLIENT]
      """#),
    Golden(
      #"""
      ping MyCorp Network
      """#,
      #"""
      error[FZ0115]: `ping` takes no `Network` here
        --> test.fzs:1:13
        1 | ping MyCorp Network
          |             ^^^^^^^ a name with blanks is quoted: `"MyCorp Network"`
          = usage: ping HOST [from CLIENT]
      """#),
    Golden(
      #"""
      ping a form client
      """#,
      #"""
      error[FZ0115]: `ping` takes no `form` here
        --> test.fzs:1:8
        1 | ping a form client
          |        ^^^^ did you mean `from`?
          = usage: ping HOST [from CLIENT]
      """#),
    Golden(
      #"""
      events --fromat json
      """#,
      #"""
      error[FZ0116]: `events` has no option `--fromat`
        --> test.fzs:1:8
        1 | events --fromat json
          |        ^^^^^^^^ did you mean `--format`?
          = options of events: --format
      """#),
    Golden(
      #"""
      run 5
      """#,
      #"""
      error[FZ0117]: a duration needs a unit
        --> test.fzs:1:5
        1 | run 5
          |     ^ did you mean `5s` or `5ms`?
          = units of time: ns us ms s m h
      """#),
    Golden(
      #"""
      expect true within 5
      """#,
      #"""
      error[FZ0117]: a duration needs a unit
        --> test.fzs:1:20
        1 | expect true within 5
          |                    ^ did you mean `5s` or `5ms`?
          = units of time: ns us ms s m h
      """#),
    Golden(
      #"""
      sr1(IP(dst="1.2.3.4")/ICMP())
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | sr1(IP(dst="1.2.3.4")/ICMP())
          | ^^^ write: ask ip(dst=1.2.3.4)/icmp() from client
      """#),
    Golden(
      #"""
      let p = Ether()/IP(dst="1.2.3.4")/TCP(dport=80)
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:9
        1 | let p = Ether()/IP(dst="1.2.3.4")/TCP(dport=80)
          |         ^^^^^ write: ip(dst=1.2.3.4)/tcp(dport=80)
          = to send it: send ip(dst=1.2.3.4)/tcp(dport=80) from client
      """#),
    Golden(
      #"""
      let a = srp(IP(dst='10.0.0.1')/UDP(dport=53), timeout=2)
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:9
        1 | let a = srp(IP(dst='10.0.0.1')/UDP(dport=53), timeout=2)
          |         ^^^ write: ask ip(dst=10.0.0.1)/udp(dport=53) from client within 2s
      """#),
    Golden(
      #"""
      send(p)
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | send(p)
          | ^^^^ write: send p from client
      """#),
    Golden(
      #"""
      sniff(filter="icmp and host 10.0.0.1")
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | sniff(filter="icmp and host 10.0.0.1")
          | ^^^^^ write: packets where icmp and (ip(src=10.0.0.1) or ip(dst=10.0.0.1))
          = to stop when one comes: break icmp at client.tun, or break udp at client.wire
      """#),
    Golden(
      #"""
      rdpcap("x.pcap")
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | rdpcap("x.pcap")
          | ^^^^^^ write: read x.pcap
      """#),
    Golden(
      #"""
      let ps = rdpcap("x.pcap")
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:10
        1 | let ps = rdpcap("x.pcap")
          |          ^^^^^^ write: read x.pcap
      """#),
    Golden(
      #"""
      for p in PcapReader("x.pcapng") { mark }
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:10
        1 | for p in PcapReader("x.pcapng") { mark }
          |          ^^^^^^^^^^ write: read x.pcapng
      """#),
    Golden(
      #"""
      wrpcap("x.pcap", [a, b])
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | wrpcap("x.pcap", [a, b])
          | ^^^^^^ write: write pcap x.pcap [a, b]
      """#),
    Golden(
      #"""
      sniff(offline="x.pcap", filter="tcp")
      """#,
      #"""
      error[FZ0120]: this is written as for Scapy
        --> test.fzs:1:1
        1 | sniff(offline="x.pcap", filter="tcp")
          | ^^^^^ write: read x.pcap | where tcp
      """#),
    Golden(
      #"""
      tcpdump -nr x.pcap -c 3 udp port 53
      """#,
      #"""
      error[FZ0120]: this is written as for tcpdump
        --> test.fzs:1:1
        1 | tcpdump -nr x.pcap -c 3 udp port 53
          | ^^^^^^^ write: read x.pcap | where (udp(sport=53) or udp(dport=53)) | first 3
      """#),
    Golden(
      #"""
      tshark -r x.pcapng -Y "icmp or tcp" -T fields -e ip.src -e tcp.dstport -w y.pcapng
      """#,
      #"""
      error[FZ0120]: this is written as for tshark
        --> test.fzs:1:1
        1 | tshark -r x.pcapng -Y "icmp or tcp" -T fields -e ip.src -e tcp.dstport -w y.pcapng
          | ^^^^^^ write: read x.pcapng | where icmp or tcp | select ip.src, tcp.dport | write pcapng y.pcapng
      """#),
    Golden(
      #"""
      tcpdump -ni eth0 icmp and host 10.0.0.1
      """#,
      #"""
      error[FZ0120]: this is written as for tcpdump
        --> test.fzs:1:1
        1 | tcpdump -ni eth0 icmp and host 10.0.0.1
          | ^^^^^^^ write: packets where icmp and (ip(src=10.0.0.1) or ip(dst=10.0.0.1))
          = to stop when one comes: break icmp at client.tun, or break udp at client.wire
      """#),
    Golden(
      #"""
      hping3 -S 10.0.0.1 -p 443 -c 3
      """#,
      #"""
      error[FZ0120]: this is written as for hping3
        --> test.fzs:1:1
        1 | hping3 -S 10.0.0.1 -p 443 -c 3
          | ^^^^^^ write: send ip(dst=10.0.0.1)/tcp(dport=443, flags=S) from client times 3
      """#),
    Golden(
      #"""
      diagram as pdf
      """#,
      #"""
      error[FZ0124]: `pdf` is no format
        --> test.fzs:1:12
        1 | diagram as pdf
          |            ^^^ not one of the choices
          = one of: text mermaid svg
      """#),
    Golden(
      #"""
      break dorp where true
      """#,
      #"""
      error[FZ0124]: `dorp` is no kind of event
        --> test.fzs:1:7
        1 | break dorp where true
          |       ^^^^ did you mean `drop`?
          = `help kinds` lists them
      """#),
    Golden(
      #"""
      break on drops
      """#,
      #"""
      error[FZ0124]: `on` is no kind of event
        --> test.fzs:1:7
        1 | break on drops
          |       ^^ write: break drop
          = `help drop` tells what it stops at, and `break drop where …` takes some of them
      """#),
    Golden(
      #"""
      events | count by kind | to jsn
      """#,
      #"""
      error[FZ0124]: `jsn` is no format
        --> test.fzs:1:29
        1 | events | count by kind | to jsn
          |                             ^^^ did you mean `json`?
          = one of: json ndjson csv text
      """#),
  ]
}
