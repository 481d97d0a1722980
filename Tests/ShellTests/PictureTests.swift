import Lab
import Script
import Testing

@testable import Shell

/// `diagram` in all its ways, and `write report`.
@Suite struct PictureTests {
  private static let lost =
    "ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100; "

  private func said(_ lines: String) throws -> String {
    let stand = try Stand()
    #expect(stand.run(lines) == 0, "\(stand.said.complaints)")
    return stand.said.text
  }

  @Test func `a selection of nodes draws what they take part in`() throws {
    let text = try said("ping 172.20.0.100; diagram of client, portal where create_flow")
    #expect(text.contains("create_flow") && !text.contains("authorize_flow") && !text.contains("gateway"))
    let alone = try said("ping 172.20.0.100; diagram of relay-1")
    #expect(alone.contains("relay-1") && !alone.contains("create_flow"))
  }

  @Test func `a packet is drawn with what answered it`() throws {
    let text = try said(Self.lost + "diagram of p5")
    #expect(text.contains("filtered reason=not-authorized") && text.contains("prohibited"))
    #expect(!text.contains("create_flow") && !text.contains("seq=2"))
    #expect(try said(Self.lost + "let x = p5; diagram of x").contains("filtered reason=not-authorized"))
  }

  @Test func `a pattern draws the packets that it matches, all their way`() throws {
    let text = try said(Self.lost + "diagram where icmp(type=unreachable)")
    #expect(text.contains("prohibited") && text.contains("icmp.prohibited") && !text.contains("echo-reply"))
    #expect(text.contains("data: icmp"), "the datagram that carried it is drawn too")
  }

  @Test func `a range and a pattern both count`() throws {
    let stand = try Stand()
    stand.run(Self.lost)
    let first = try #require(stand.trace.last { $0.kind == "command" })
    stand.said.text = ""
    #expect(stand.run("diagram from #\(first.n) where icmp") == 0)
    #expect(stand.said.text.contains("filtered") && !stand.said.text.contains("echo-reply"))
  }

  @Test func `checks are drawn on request, and every keepalive by itself`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; run 1m")
    stand.said.text = ""
    #expect(stand.run("diagram") == 0)
    let folded = stand.said.text.split(separator: "\n").count
    #expect(!stand.said.text.contains("STUN binding"))
    stand.said.text = ""
    #expect(stand.run("diagram --unfolded") == 0)
    #expect(stand.said.text.split(separator: "\n").count >= folded)
    stand.said.text = ""
    #expect(stand.run("diagram --all") == 0)
    #expect(stand.said.text.contains("STUN binding request") && stand.said.text.contains("WireGuard keepalive"))
  }

  @Test func `the text is as wide as the screen, a file as 80 columns, or as one says`() throws {
    let stand = try Stand()
    stand.run(Self.lost)
    func widest(_ line: String) -> Int {
      stand.said.text = ""
      #expect(stand.run("\(line) > out/d") == 0, "\(stand.said.complaints)")
      return stand.disk.text("out/d").split(separator: "\n").map(\.count).max() ?? 0
    }
    #expect((70...80).contains(widest("diagram")))
    #expect((50...60).contains(widest("diagram --width 60")))
    #expect((100...150).contains(widest("diagram --width 150 as text")))
    for width in ["39", "0", "1001"] {
      #expect(stand.run("diagram --width \(width)") == 2)
      #expect(stand.said.complaints.contains("no diagram is \(width) columns wide"))
    }
  }

  @Test(arguments: ["text", "mermaid", "svg"]) func `every form marks what is lost and what is refused`(_ form: String)
    throws
  {
    let text = try said(Self.lost + "partition client gateway; ping 172.20.0.100; diagram --width 200 as \(form)")
    let marks = [
      "text": ("x", "* filtered reason=not-authorized"), "mermaid": ("-x", "filtered reason=not-authorized"),
      "svg": ("way lost bad", "✕ filtered reason=not-authorized"),
    ]
    let (lost, refused) = try #require(marks[form])
    #expect(text.contains(lost) && text.contains(refused))
    #expect(text.contains("partition of client and gateway"))
  }

  @Test(arguments: [
    ("diagram of nobody", "nobody"), ("ping 172.20.0.100; diagram of 5s", "takes nodes and packets"),
    ("diagram where 1 == 1", "takes a pattern of packets or messages"), ("diagram as gif", "svg"),
  ])
  func `what cannot be drawn is told`(_ line: String, _ part: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains(part), "\(stand.said.complaints)")
  }

  @Test func `a picture goes to a file, and two runs give the same bytes`() throws {
    var pictures: [String] = []
    for _ in 0..<2 {
      let stand = try Stand()
      #expect(
        stand.run(Self.lost + "diagram as svg > out/d.svg; write report out/r.html") == 0, "\(stand.said.complaints)")
      pictures.append(stand.disk.text("out/d.svg") + stand.disk.text("out/r.html"))
    }
    #expect(pictures[0].hasPrefix("<svg ") && pictures[0] == pictures[1])
  }

  @Test func `a failed scenario leaves a page that begins with its failure`() throws {
    let stand = try Stand(runDirectories: "out")
    #expect(
      stand.run(
        Self.lost.replacing("; ", with: "\n") + "\nexpect event app.received where app == 77 within 1s\n",
        name: "hero.fzs") == 4)
    let page = stand.disk.text("out/hero/1/report.html")
    let failure = try #require(page.firstRange(of: "id=\"failure\""))
    for id in ["diagnosis", "timeline", "diagram", "beliefs", "packets", "events"] {
      let section = try #require(page.firstRange(of: "<section id=\"\(id)\""), "\(id)")
      #expect(failure.lowerBound < section.lowerBound)
    }
    #expect(page.contains("expected within 1s, and it did not happen"))
    #expect(page.contains("fzsh --seed 1 hero.fzs"))
  }

  @Test func `a page that cannot be written is an error of the environment`() throws {
    let stand = try Stand()
    #expect(stand.run("write report /nowhere/r.html") == 3)
    #expect(stand.said.complaints.contains("FZ0602"))
  }
}
