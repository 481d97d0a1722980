import Lab
import Script
import Testing

@testable import Shell

/// Lessons look at the world: several ways lead through each, and words alone lead nowhere.
@Suite struct TutorialTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let lesson: Int
    let lines: [String]
    var testDescription: String { "\(lesson): \(lines.joined(separator: "; "))" }
  }

  static let ways = [
    Way(
      lesson: 1,
      lines: [
        "ask udp(dst=172.20.0.100, dport=7)/\"hello\" from client",
        "send ip(dst=172.20.0.100)/udp(dport=7, checksum=0xbad)/\"x\" from client; run 1s",
      ]),
    Way(
      lesson: 1,
      lines: [
        "udp 172.20.0.100 7 \"hello\"", "on tcp at gateway.lan : edit { tcp.checksum = 1 } once",
        "send tcp(dst=172.20.0.100, dport=80, checksum=1) from client; run 1s",
      ]),
    Way(lesson: 2, lines: ["ping 172.20.0.100", "curl http://download.httpbin/"]),
    Way(lesson: 2, lines: ["authorize \"MyCorp Network\"; run 1s", "authorize \"MyCorp Downloads\"; run 1s"]),
    Way(lesson: 3, lines: ["revoke \"MyCorp Network\"; run 1s"]),
    Way(lesson: 3, lines: ["restart gateway --kill; run 1s"]),
    Way(lesson: 4, lines: ["ping 172.20.0.100"]),
    Way(lesson: 4, lines: ["send tcp(dst=172.20.0.100, dport=443, flags=S) from client; run 1s"]),
    Way(lesson: 5, lines: ["recovery icmp", "curl http://172.20.0.100/", "run 1s"]),
    Way(
      lesson: 5,
      lines: ["flag client icmp-error-unreachable-prohibited-create-new-flow on", "ping 172.20.0.100", "run 1s"]),
    Way(lesson: 6, lines: ["delete rule 1; revoke \"MyCorp Network\"; run 1s"]),
    Way(lesson: 6, lines: ["policy enable \"MyCorp Network\"; run 1s; ping 172.20.0.100"]),
    Way(lesson: 7, lines: ["partition client gateway", "run 5s; ping 172.20.0.100"]),
    Way(
      lesson: 7,
      lines: [
        "nat client symmetric translation=both; nat gateway symmetric translation=both; run 15s", "ping 172.20.0.100",
      ]),
    Way(lesson: 8, lines: ["filter \"MyCorp Network\" allow all; run 1s", "curl http://172.20.0.100/"]),
    Way(
      lesson: 8,
      lines: [
        "resource add Wiki 172.20.0.100/32 in mycro-aws-gws allow \"tcp 80\"; policy add Wiki; run 1s",
        "curl http://172.20.0.100/",
      ]),
  ]

  /// What looks like the answer, and leaves the world as it was or makes another one of it.
  static let wrongWays = [
    Way(lesson: 1, lines: ["ask udp(dst=172.20.0.100, dport=7)/\"hallo\" from client", "let x = \"hello\""]),
    Way(lesson: 2, lines: ["ping download.httpbin", "ping 172:20::100"]),
    Way(lesson: 3, lines: ["policy disable \"MyCorp Network\"; run 1s", "authorize \"MyCorp Downloads\"; run 1s"]),
    Way(lesson: 4, lines: ["ping download.httpbin", "show icmp(type=unreachable, code=prohibited)"]),
    Way(lesson: 5, lines: ["authorize \"MyCorp Network\"; run 1s; ping 172.20.0.100"]),
    Way(lesson: 5, lines: ["recovery control-event; ping 172.20.0.100; run 1s; ping 172.20.0.100"]),
    Way(lesson: 6, lines: ["delete rule 1; run 1h", "ping 172.20.0.100"]),
    Way(lesson: 7, lines: ["nat client full-cone; run 15s; ping 172.20.0.100"]),
    Way(lesson: 8, lines: ["curl http://download.httpbin/", "ping 172.20.0.100", "fault client none"]),
  ]

  @Test(arguments: ways) func `a way leads through`(_ way: Way) throws {
    let stand = try Stand(isInteractive: true)
    #expect(stand.type("tutorial \(way.lesson)") == 0, "\(stand.said.complaints)")
    #expect(!stand.said.text.contains("is done"), "it began done")
    for line in way.lines { stand.type(line) }
    #expect(stand.said.text.contains("Lesson \(way.lesson) is done."), "\(stand.said.text)\(stand.said.complaints)")
    #expect(stand.session.notebook.lesson == nil)
  }

  @Test(arguments: wrongWays) func `a wrong way is not accepted`(_ way: Way) throws {
    let stand = try Stand(isInteractive: true)
    stand.type("tutorial \(way.lesson)")
    let first = stand.session.notebook.lesson?.done
    for line in way.lines { stand.type(line) }
    #expect(first == 0 && stand.said.complaints.isEmpty, "\(stand.said.complaints)")
    #expect(!stand.said.text.contains("is done"), "\(stand.said.text)")
    // The second lesson's first task is the one that the lines miss.
    #expect(stand.session.notebook.lesson?.done == 0, "\(stand.said.text)")
  }

  @Test func `every lesson has two ways, and one that is wrong`() {
    for number in 1...Lesson.all.count {
      #expect(
        Self.ways.count { $0.lesson == number } >= 2 && Self.wrongWays.contains { $0.lesson == number }, "\(number)")
    }
    #expect(Lesson.all.count == 8)
  }

  @Test func `the world before the lesson is kept, and there are hints and an end`() throws {
    let stand = try Stand(isInteractive: true)
    stand.type("ping 172.20.0.100")
    let count = stand.trace.count
    #expect(stand.type("tutorial 3") == 0)
    #expect(stand.trace.contains { $0.kind == "command" && $0.text("text") == "ping download.httpbin" })
    #expect(stand.type("tutorial hint") == 0 && stand.said.text.contains("shows the three views"))
    #expect(stand.type("tutorial stop") == 0 && stand.session.notebook.lesson == nil)
    #expect(stand.type("restore before-tutorial") == 0 && stand.trace.count == count)
    #expect(stand.type("tutorial hint") == 2)
    #expect(stand.type("tutorial 9") == 2 && stand.said.complaints.contains("there is no lesson 9"))
    // What set the lesson up was not told.
    #expect(!stand.said.text.contains("bytes from 100.96.0.1"))
  }
}
