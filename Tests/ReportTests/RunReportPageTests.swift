import Base
import Lab
import Testing
import Wire

@testable import Report

@Suite struct RunReportPageTests {
  private func report(_ trace: [TraceRecord]) -> RunReport {
    RunReport(
      title: "hero </title><script>", lab: "mycorp", seed: 7, now: Instant(nanoseconds: 90_000_000_000), trace: trace)
  }

  private func udp(_ payload: [UInt8]) throws -> IPPacket {
    let (a, b) = (try #require(Endpoint("100.64.0.1:5000")), try #require(Endpoint("172.20.0.100:53")))
    return try #require(IPPacket.udp(from: a, to: b, payload))
  }

  @Test func `the failure stands first`() {
    var page = report([record(1, "client", .command("ping"))])
    page.failure = .init("this did not come", text: "error[FZ0502]: <b>")
    let html = page.html
    let main = html.firstRange(of: "<main>").map { html[$0.upperBound...] } ?? ""
    #expect(main.drop { $0 == "\n" || $0 == " " }.hasPrefix("<section id=\"failure\">"))
    #expect(html.contains("error[FZ0502]: &lt;b&gt;"))
  }

  @Test func `nothing from outside becomes markup or script`() throws {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    let html = report([
      record(1, "client", .command(evil)),
      record(2, "client", cause: 1, packet: 1, .seen(try udp(Array(evil.utf8)), at: Tap("client", .tun), out: true)),
      record(3, evil, cause: 2, .reported(Sample("drop", [Field("reason", evil)]))),
      record(4, "client", cause: 2, .portalSent(message(evil, "client", evil))),
      record(5, "client", cause: 2, .fault(link: evil, change: evil)),
      record(
        6, "gateway", cause: 2,
        .reported(Sample("authorization.added", [Field("client", evil), Field("resource", evil)]))),
    ]).html
    #expect(!html.contains("<img") && !html.contains("alert(1)</script>"))
    #expect(html.ranges(of: "<script").count == 2 && html.ranges(of: "</script>").count == 2)
    #expect(html.ranges(of: "</title>").count == html.ranges(of: "<title").count)
    #expect(html.contains("default-src 'none'"))
  }

  @Test func `it asks for nothing from anywhere`() {
    let html = report([record(1, "client", .command("ping"))]).html
    #expect(
      html.ranges(of: "http").count == html.ranges(of: "http://www.w3.org/2000/svg").count
        + html.ranges(of: "http-equiv").count)
    for word in ["src=", "@import", "url(", "fetch(", "innerHTML"] { #expect(!html.contains(word), "\(word)") }
  }

  @Test func `a long run has a page of bounded size, which says what is left out`() throws {
    var trace = [record(1, "operator", .command("flood"))]
    let packet = try udp(Array(repeating: 7, count: 1000))
    let data = try #require(datagram("client", "gateway", wireGuard(4, 64)))
    for n in 2...60_000 {
      let id = UInt32(n / 3 + 1)
      switch n % 3 {
      case 0:
        trace.append(
          record(n, ms: Int64(n), "client", cause: 1, packet: id, .seen(packet, at: Tap("client", .tun), out: true)))
      case 1: trace.append(record(n, ms: Int64(n), "client", cause: n - 1, packet: id, .wireSent(data)))
      default:
        trace.append(
          record(
            n, ms: Int64(n), "gateway", cause: n - 1, packet: id, .reported(Sample("drop", [Field("reason", "x")]))))
      }
    }
    var page = report(trace)
    page.bounds.events = 500
    page.bounds.steps = 200
    page.bounds.packets = 50
    let html = page.html
    #expect(html.utf8.count < 1_000_000, "\(html.utf8.count)")
    #expect(html.contains("of 60000 events.") && html.contains("`fzsh --trace FILE` makes"))
    #expect(html.contains("The last 50 of ") && html.contains("`fzsh --pcapng FILE` has them all"))
    #expect(html.contains("steps; `diagram to #"))
    #expect(html.contains("<tr id=\"e1\"") && html.contains("<tr id=\"e60000\"") && !html.contains("<tr id=\"e100\""))
  }

  @Test func `every cause of an event that is shown is shown, as far as there is room`() {
    var trace = [record(1, "operator", .command("go"))]
    for n in 2...3000 {
      let cause = n == 2500 ? 700 : n <= 2000 ? 1 : n - 1
      trace.append(record(n, ms: Int64(n), "client", cause: cause, .reported(Sample("intent"))))
    }
    let events = ReportedEvents(trace, atMost: 1500)
    let numbers = events.records.map(\.n)
    #expect(numbers == numbers.sorted() && numbers.first == 1 && numbers.last == 3000)
    #expect(!numbers.contains(1400) && numbers.contains(1502) && numbers.contains(700))
  }

  @Test func `bytes of fields are where the layers say`() throws {
    let trace = [record(1, "client", packet: 3, .seen(try udp([1, 2, 3]), at: Tap("client", .tun), out: true))]
    let packets = ReportedPackets(trace, ReportedEvents(trace, atMost: 10), RunReport.Bounds())
    let json = packets.json
    #expect(json.hasPrefix("{\"3\":[{\"tap\":\"client.tun\",\"bytes\":\"45"))
    #expect(json.contains("[\"ttl\",\"64\",") && json.contains(",8,9]"))
    #expect(json.contains("[\"version\",\"4\",") && json.contains("[\"dport\",\"53"))
    #expect(json.contains(",22,24]"))
  }

  @Test func `windows begin and end with what made and ended them`() {
    let windows = FaultWindow.all(in: [
      record(1, ms: 100, "client", .fault(link: "client", change: "loss=5%")),
      record(2, ms: 200, "client", .fault(link: "client", change: "loss=9%")),
      record(3, ms: 300, "gateway", .reported(Sample("node.stopped"))),
      record(4, ms: 400, "client", .fault(link: "client", change: "none")),
      record(5, ms: 500, "gateway", .reported(Sample("node.started"))),
      record(6, ms: 600, "client", .reported(Sample("partition", [Field("a", "client"), Field("b", "portal")]))),
      record(7, ms: 700, "client", .flag(name: "f", on: true)),
      record(8, ms: 800, "client", .reported(Sample("heal", [Field("a", "portal"), Field("b", "client")]))),
      record(9, ms: 900, "client", .reported(Sample("node.restarted"))),
    ])
    let spans = windows.map { "\($0.words) \($0.began.text) \($0.ended?.text ?? "-")" }
    #expect(
      spans == [
        "link of client: loss=5% 0.100s 0.200s", "link of client: loss=9% 0.200s 0.400s",
        "gateway stopped 0.300s 0.500s",
        "client cut from portal 0.600s 0.800s", "client: f on 0.700s -", "client restarted 0.900s 0.900s",
      ])
  }

  @Test func `views of an access are kept apart, and where they differ is told`() {
    let fields = [Field("client", "client"), Field("resource", "R")]
    let flow = PortalMessage(
      message: "flow_created", from: "portal", to: "client",
      fields: [Field("resource_id", "R"), Field("gateway_id", "gateway")],
      text: "")
    let beliefs = BeliefTimeline([
      record(1, ms: 100, "portal", .reported(Sample("authorization.created", fields + [Field("gateway", "gateway")]))),
      record(2, ms: 200, "gateway", .reported(Sample("authorization.added", fields))),
      record(3, ms: 300, "client", .portalReceived(flow)),
      record(4, ms: 400, "gateway", .reported(Sample("authorization.removed", fields))),
      record(5, ms: 600, "gateway", .reported(Sample("authorization.added", fields))),
      record(
        6, ms: 700, "client", .reported(Sample("connection", [Field("peer", "gateway"), Field("state", "failed")]))),
      record(7, ms: 800, "gateway", .reported(Sample("node.stopped"))),
    ]).accesses
    #expect(beliefs.count == 1)
    #expect(beliefs[0][.portal].map(\.ended) == [nil])
    #expect(beliefs[0][.gateway].map { $0.ended?.text } == ["0.400s", "0.800s"])
    #expect(beliefs[0][.client].map { $0.end } == [6])
    let gaps = beliefs[0].gaps(until: Instant(nanoseconds: 900_000_000)).map { "\($0.from.text) \($0.to.text)" }
    #expect(gaps == ["0.400s 0.600s"])
  }

  @Test(arguments: [(1, 1), (90_000, 9), (3_600_000, 8), (86_400_000_0, 10)])
  func `a scale has a few round times`(_ milliseconds: Int64, _ most: Int) {
    let ticks = TimeScale(from: .zero, to: Instant(nanoseconds: milliseconds * 1_000_000)).ticks
    #expect((1...12).contains(ticks.count), "\(ticks.map(\.text))")
    #expect(most > 0)
  }

  @Test func `an empty run has a page too`() {
    let html = report([]).html
    #expect(html.contains("0 of 0 events.") && html.contains("Nobody asked for access."))
  }
}
