import Base
import Report
import Script
import Testing

@testable import Shell

@Suite struct ReadTests {
  @Test func `a capture reads as a table of packets`() throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run("read x.pcapng") == 0, "\(stand.said.complaints)")
    #expect(
      stand.said.text == """
        no  time  interface  length  summary
         1    0s  tun0           32  192.0.2.1 > 192.0.2.9 udp 5000 > 53 length 4
         2  1.5s  eth0           49  192.0.2.1 > 192.0.2.9 udp 5000 > 53 length 4 padding 3
         3    2s  eth0           50  192.0.2.1 > 192.0.2.9 udp 5000 > 53 length 4
         4    3s  eth0           42  arp 42 bytes
         5    4s  -             148  192.0.2.1 > 192.0.2.9 udp 5000 > 80 length 100
         6    5s  eth0          142  192.0.2.1 > 192.0.2.9 udp 5000 > 80 length 22

        """)
  }

  @Test(arguments: [
    ("where udp(dport=53) | select no", "no\n 1\n 2\n 3\n"), ("where udp.dport == 80 | select no", "no\n 5\n 6\n"),
    ("where not udp | select no, packet.length", "no  packet.length\n 4             42\n"),
    ("where udp and time > 4s | select no", "no\n 6\n"), ("where packet.ip.dst == 192.0.2.9 | count", "count\n    5\n"),
    ("where truncated | select length, captured", "length  captured\n   142        64\n"),
    ("count by udp.dport", "udp.dport  count\n53             3\n80             2\n-              1\n"),
    ("count by link", "link        count\nethernet        4\nraw             1\nlinux-sll2      1\n"),
    ("select id, comment, direction | first 2", "id  comment   direction\n7   one; two  in\n-   -         out\n"),
    ("first 2 | select date", "date\n2023-11-14T22:13:20Z\n2023-11-14T22:13:21.5Z\n"),
    ("sort length desc | first 1 | select no", "no\n 5\n"), ("last 1 | select no", "no\n 6\n"),
    ("where id == 7 and comments[1] == \"two\" | count", "count\n    1\n"),
    ("where frame[12] == 8 | count", "count\n    3\n"),
    ("first 1 | select no, time | to ndjson", "{\"no\":1,\"time\":0}\n"),
    ("first 2 | select no | to json", "[\n  {\"no\":1},\n  {\"no\":2}\n]\n"),
    ("first 1 | select no, comment | to csv", "no,comment\r\n1,one; two\r\n"),
    (
      "select no, src, sport, dst, dport, protocol | first 1",
      "no  src        sport  dst        dport  protocol\n 1  192.0.2.1   5000  192.0.2.9     53  udp\n"
    ),
    ("where not udp | select src, protocol, conversation", "src  protocol  conversation\n-    arp       -\n"),
    (
      "count by conversation",
      "conversation                         count\n192.0.2.1:5000 <-> 192.0.2.9:53 udp      3\n192.0.2.1:5000 <-> 192.0.2.9:80 udp      2\n-                                        1\n"
    ),
    ("select no, delta | first 3", "no  delta\n 1     0s\n 2   1.5s\n 3  500ms\n"),
    ("where src == 192.0.2.1 and dport in {80, 443} | count", "count\n    2\n"),
    ("sum length", "count  sum\n    6  463\n"),
    ("sum length by dport", "dport  count  sum\n80         2  290\n53         3  131\n-          1   42\n"),
    ("sum delta", "count  sum\n    6   5s\n"),
    ("sum sport by protocol | first 1", "protocol  count    sum\nudp           5  25000\n"),
    ("where icmp | sum length", "count  sum\n    0  -\n"),
    ("where ip.protocol == udp | count", "count\n    5\n"),
    ("where ip.protocol in {udp, tcp} | count", "count\n    5\n"),
    ("where ip.flags != df and ip.dscp == cs0 | count", "count\n    5\n"),
    ("where icmp", "no  time  interface  length  summary\n"), ("where icmp | to json", "[]\n"),
  ])
  func `its rows are packets`(_ pipe: String, _ text: String) throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run("read x.pcapng | \(pipe)") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text == text)
  }

  @Test(
    arguments: [
      ("let ps = read x.pcapng; ps.count", "6\n"), ("let ps = read x.pcapng; ps[0].udp.dport", "53\n"),
      ("let ps = read x.pcapng | where udp(dport=80); ps[0].no", "5\n"),
      ("for p in read x.pcapng | where udp(dport=53) { p.no }", "1\n2\n3\n"),
      ("let ps = read x.pcapng; for p in ps { if p has udp { p.udp.dport } }", "53\n53\n53\n80\n80\n"),
      ("let ps = read x.pcapng; check ps[1] matches udp(dport=53) and ps[1].padding.data == x\"000000\"", ""),
      ("let p = read x.pcapng | first 1; source p[0] with udp.dport=54", nil),
      ("let p = read x.pcapng | first 1; show p[0]; hex p[0] map; diff p[0] p[0]; send p[0] from client", nil),
      ("let ps = read x.pcapng | where udp(dport=53); send ps from client", nil),
      ("read x.pcapng --format csv > out.csv", nil), ("read x.pcapng | first 1 as p; p.count", "1\n"),
    ] as [(String, String?)])
  func `its packets are values like any other`(_ script: String, _ text: String?) throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run(script) == 0, "\(stand.said.complaints)")
    if let text { #expect(stand.said.text == text) }
  }

  @Test func `first stops reading`() throws {
    let stand = try Stand()
    let packet = CapturedPacket(try CaptureFixtures.udp(53), on: CaptureFixtures.tunnel, at: 1)
    stand.disk.files["x.pcapng"] = CaptureFixtures.file(Array(repeating: packet, count: 2000))
    #expect(stand.run("read x.pcapng | where udp | first 2 | to ndjson > two.ndjson") == 0)
    #expect(stand.disk.reads <= 3)
    #expect(stand.disk.text("two.ndjson").split(separator: "\n").count == 2)
    #expect(stand.run("read x.pcapng | count") == 0)
    #expect(stand.disk.reads > 50)
  }

  @Test func `long tables are shown while they are read, in pieces`() throws {
    let stand = try Stand()
    let packet = CapturedPacket(try CaptureFixtures.udp(53), on: CaptureFixtures.tunnel, at: 1)
    stand.disk.files["x.pcapng"] = CaptureFixtures.file(Array(repeating: packet, count: 3000))
    for format in ["text", "json", "ndjson", "csv"] {
      #expect(stand.run("read x.pcapng | to \(format) > out.txt") == 0)
      #expect(stand.disk.pieces.count >= 2)
      #expect(stand.disk.text("out.txt").split(whereSeparator: \.isNewline).count >= 3000)
    }
  }

  @Test(arguments: ["text", "json", "ndjson", "csv"])
  func `of a file that is no capture nothing is printed but the error`(_ format: String) throws {
    let stand = try Stand()
    stand.disk.files["notes.md"] = Array("# notes".utf8)
    #expect(stand.run("read notes.md --format \(format)") == 3)
    #expect(stand.run("read notes.md | count | to \(format)") == 3)
    #expect(stand.said.text.isEmpty, "\(stand.said.text)")
    #expect(stand.said.complaints.contains("neither a pcap nor a pcapng file"))
  }

  @Test(arguments: ["", "| to json", "| count", "| sum length", "| sort no desc | first 1 | select no"])
  func `of a damaged file everything before the damage comes, then one error`(_ pipe: String) throws {
    let stand = try CaptureFixtures.stand()
    stand.disk.files["x.pcapng"]?.removeLast(9)
    #expect(stand.run("read x.pcapng \(pipe)") == 3)
    let said = stand.said
    #expect(said.complaints.contains("error[FZ0603]: cannot read `x.pcapng` to its end\n"))
    #expect(said.complaints.contains("block 10 at byte "), "\(said.complaints)")
    #expect(said.complaints.contains(" bytes are needed, and the file ends after "))
    #expect(said.complaints.contains("= 5 packets before it were read\n"))
    switch pipe {
    case "": #expect(said.text.hasSuffix("udp 5000 > 80 length 100\n"))
    case "| to json": #expect(said.text.hasSuffix("length 100\"}\n]\n"))
    case "| count": #expect(said.text == "count\n    5\n")
    case "| sum length": #expect(said.text == "count  sum\n    5  321\n")
    default: #expect(said.text == "no\n 5\n")
    }
  }

  @Test func `what cannot be read is said at the file's name`() throws {
    let stand = try CaptureFixtures.stand()
    #expect(stand.run("read missing.pcap") == 3)
    #expect(stand.said.complaints.contains("error[FZ0601]: cannot read `missing.pcap`"))
    stand.disk.files["x.gz"] = [0x1f, 0x8b, 8, 0, 0, 0]
    #expect(stand.run("read x.gz") == 3)
    #expect(stand.said.complaints.contains("^^^^ file header at byte 0: the file is compressed by gzip"))
    #expect(stand.run("read x.pcapng | select ip.dsst") == 2)
    #expect(stand.said.complaints.contains("error[FZ0217]: the table has no column `ip.dsst`"))
    #expect(stand.run("read x.pcapng | where nonsense == 1") == 2)
    #expect(stand.said.complaints.contains("nothing is called `nonsense`"))
  }

  @Test func `an interrupt ends reading`() throws {
    let said = Said()
    let disk = Disk()
    disk.files["x.pcapng"] = CaptureFixtures.file(try CaptureFixtures.packets())
    var options = SessionOptions()
    options.isInterrupted = { disk.reads > 0 }
    let console = try Console(options, output: said, files: disk, makeLab: Stand.lab)
    #expect(console.evaluate("read x.pcapng", name: "test.fzs") == 130)
    #expect(said.complaints.contains("interrupted"))
  }
}
