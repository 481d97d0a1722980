import Base
import Lab
import Script
import Testing

@testable import Shell

/// Each trouble is made by commands, found by `doctor`, and gone when what it advises is typed.
@Suite struct DoctorTests {
  struct Situation: CustomTestStringConvertible, Sendable {
    let kind: String
    let subject: String
    let weight: Finding.Weight
    /// Part of the sentence.
    let words: String
    /// Lines that make it.
    let lines: [String]

    init(
      _ kind: String, _ subject: String, _ words: String, _ weight: Finding.Weight = .trouble, _ lines: String...
    ) {
      (self.kind, self.subject, self.words, self.weight, self.lines) = (kind, subject, words, weight, lines)
    }

    var testDescription: String { "\(kind) of \(subject): \(lines.joined(separator: "; "))" }
  }

  private static let two = "ping 172.20.0.100; ping 172.21.0.101"
  private static let revoke = "\(two); revoke \"MyCorp Network\"; run 1s"
  private static let access = "client: MyCorp Network"
  private static let replace = "policy delete \"MyCorp Network\"; policy add \"MyCorp Network\" when"

  static let machines = [
    Situation("node-stopped", "gateway", "nothing is reached by it", .trouble, "stop gateway"),
    Situation("node-stopped", "client", "its applications reach nothing", .trouble, "ping 172.20.0.100; stop client"),
    Situation("node-stopped", "portal", "nobody is granted anything new", .trouble, "stop portal; run 5s"),
    Situation("node-stopped", "relay-1", "has a relay less", .trouble, "stop relay-1"),
    Situation("node-asleep", "client", "asleep until", .trouble, "break event node.slept; sleep client 20s"),
    Situation("no-portal", "client", "tries again by itself", .trouble, "restart client --kill"),
  ]

  static let networks = [
    Situation("cut", "client gateway", "Nothing crosses", .trouble, "partition client gateway"),
    Situation("cut", "portal", "cut off from everybody", .trouble, "ping 172.20.0.100; partition portal; run 2m"),
    Situation("link-fault", "client", "loss 50%", .trouble, "fault client loss=50%"),
    Situation("link-fault", "gateway", "latency", .notice, "fault gateway latency=300ms"),
    Situation(
      "udp-blocked", "client-router", "lets no UDP out", .trouble, "nat client udp-blocked; run 1s; ping 172.20.0.100"),
    Situation("rule", "rule 1", "icmp : drop", .trouble, "on icmp at client.tun : drop; ping 172.20.0.100"),
    Situation(
      "held", "held", "One thing is held", .trouble, "on icmp at client.tun : hold; send icmp(dst=172.20.0.100)"),
  ]

  static let portal = [
    Situation("account-disabled", "account", "HTTP 403", .trouble, "account disable; run 1s"),
    Situation("actor-disabled", "client", "HTTP 401", .trouble, "actor disable client; run 1s"),
    Situation("token-expired", "client", "has expired", .trouble, "token expire for client; run 1s"),
    Situation("token-deleted", "client", "is deleted", .trouble, "token revoke for client; run 1s"),
    Situation("token-deleted", "client", "is deleted", .trouble, "ping 172.20.0.100; token revoke for client; run 1s"),
    Situation(
      "no-policy", "MyCorp Network", "its policies are disabled", .notice, "policy disable \"MyCorp Network\"; run 1s"),
    Situation(
      "no-policy", "MyCorp Downloads", "it has no policy", .notice, "policy delete \"MyCorp Downloads\"; run 1s"),
    Situation(
      "withheld", access, "a condition of its policy", .notice, "\(replace) \"client_verified is true\"; run 1s"),
  ]

  static let accesses = [
    Situation("flags-off", access, "the flag is off", .trouble, revoke),
    Situation("desync", access, "administratively prohibited", .trouble, "recovery icmp", revoke),
    Situation("desync", access, "no_authorization", .trouble, "recovery control-event", revoke),
    Situation(
      "desync", access, "Its next packet is refused", .trouble, "recovery icmp", revoke,
      "ping 172.20.0.100; run 300ms; revoke \"MyCorp Network\"; run 1s"),
    Situation(
      "dead-tunnel", access, "gives it up", .trouble, "recovery icmp; ping 172.20.0.100; restart gateway --kill; run 3s"
    ),
    Situation(
      "bypassed", access, "because of Wide", .notice,
      "recovery icmp; resource add Wide 172.16.0.0/12 in mycro-aws-gws; policy add Wide; run 1s; ping 172.20.0.100; "
        + "udp 172.24.0.1 9 x\"00\"; run 3s; revoke \"MyCorp Network\"; run 1s"),
    Situation(
      "overdue", access, "lets packets pass until", .trouble,
      "\(two); on reject_access at portal.ws : drop once; policy disable \"MyCorp Network\"; run 1s"),
    Situation("unused", access, "its next packet asks", .notice, "authorize \"MyCorp Network\"; run 1s"),
    Situation(
      "portal-refuses", access, "would refuse (not_found)", .trouble,
      "\(two); on resource_deleted at portal.ws : drop once; policy disable \"MyCorp Network\"; run 1s"),
    Situation(
      "refused", access, "refused (forbidden)", .trouble,
      "\(replace) \"current_utc_datetime is_in_day_of_week_time_ranges R/00:00:00-00:00:20/UTC\"; run 21s; ping 172.20.0.100"
    ),
    Situation(
      "desync-recheck", access, "within a minute", .trouble,
      "recovery icmp; \(replace) \"current_utc_datetime is_in_day_of_week_time_ranges R/00:00:00-00:02:30/UTC\"",
      "run 2m; \(two); run 31s"),
    Situation(
      "filter", access, "the resource allows icmp alone", .trouble,
      "filter \"MyCorp Network\" allow icmp; run 1s; ping 172.20.0.100; tcp 172.20.0.100 80"),
  ]

  static let clocks = [
    Situation(
      "clock", "client gateway", "for replays", .trouble,
      "recovery icmp; ping 172.20.0.100; send wg.initiation(from=client, to=gateway, timestamp=4000000000) at client.wire",
      "run 127s")
  ]

  static let switches = [
    Situation("deaf", "client", "takes no notice", .notice, "run 1s"),
    Situation("quirks", "compat", "no-client-filters at client", .notice, "compat no-client-filters on for client"),
    Situation(
      "suspended", "ping 172.20.0.100", "suspended by a breakpoint", .notice, "break event intent; ping 172.20.0.100"),
    Situation("past", "#333", "in its past", .notice, "ping 172.20.0.100; back 5"),
  ]

  static let all = machines + networks + portal + accesses + clocks + switches

  private func stand(_ situation: Situation) throws -> Stand {
    let stand = try Stand()
    // Line by line, as at the prompt: what one names is known to the next.
    for line in situation.lines { #expect(stand.run(line) == 0, "\(line)\n\(stand.said.complaints)") }
    return stand
  }

  @Test(arguments: all) func `a trouble is found, and its steps end it`(_ situation: Situation) throws {
    let stand = try stand(situation)
    let finding = try #require(
      stand.session.findings.first {
        $0.kind == situation.kind && (situation.kind == "past" || $0.subject == situation.subject)
      },
      "\(Doctor.text(stand.session.findings))")
    #expect(finding.weight == situation.weight)
    #expect(finding.sentence.contains(situation.words), "\(finding.sentence)")
    #expect(!finding.steps.isEmpty)
    for step in finding.steps { #expect([0, 4].contains(stand.run(step)), "\(step)\n\(stand.said.complaints)") }
    let left = stand.session.findings
    #expect(!left.contains { $0.kind == finding.kind && $0.subject == finding.subject }, "\(Doctor.text(left))")
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test(arguments: all) func `who follows the advice has a healthy lab in the end`(_ situation: Situation) throws {
    let stand = try stand(situation)
    for _ in 0..<6 {
      guard let trouble = stand.session.findings.first(where: { $0.weight == .trouble }) else { break }
      for step in trouble.steps { stand.run(step) }
    }
    #expect(!stand.session.findings.contains { $0.weight == .trouble }, "\(Doctor.text(stand.session.findings))")
  }

  @Test func `a healthy lab is said to be healthy`() throws {
    let stand = try Stand()
    stand.run("recovery icmp; \(Self.two); run 1s")
    #expect(stand.session.findings == [])
    stand.said.text = ""
    #expect(stand.run("doctor") == 0)
    #expect(stand.said.text == "The lab is healthy: nothing stands in the way of anybody who may reach something.\n\n")
  }

  @Test func `what comes of a trouble is told apart, and has no steps of its own`() throws {
    let stand = try Stand()
    stand.run("recovery icmp; \(Self.revoke); stop portal; run 40s")
    let findings = stand.session.findings
    #expect(findings.filter { $0.weight == .trouble }.map(\.kind) == ["node-stopped"], "\(Doctor.text(findings))")
    #expect(findings.contains { $0.kind == "desync-portal" && $0.weight == .consequence && $0.steps.isEmpty })
    #expect(findings.contains { $0.kind == "no-portal" && $0.weight == .consequence })
  }

  @Test func `steps name the client where there are several`() throws {
    let stand = try Stand()
    let text = try #require(Repository.text("scripts/labs/two-sites.yaml"))
    let second = "  laptop: {addresses: [203.0.113.77], latency: 5ms}\n"
    stand.disk.files["two.yaml"] = Array(text.replacing("clients:\n", with: "clients:\n\(second)").utf8)
    #expect(stand.run("lab load two.yaml") == 0, "\(stand.said.complaints)")
    #expect(stand.run("recovery icmp; stop laptop --kill") == 0, "\(stand.said.complaints)")
    #expect(stand.session.findings.first?.steps == ["start laptop", "run 10s"])
  }

  @Test func `as a table it goes through pipes`() throws {
    let stand = try Stand()
    stand.run("stop gateway; let found = doctor | where weight == \"trouble\"")
    #expect(try stand.value("count(found)").fact == .number(1))
    stand.said.text = ""
    stand.run("doctor --format csv")
    #expect(stand.said.text.hasPrefix("kind,weight,subject,sentence,steps,since\r\n"))
  }

  @Test(arguments: [
    ("client", "client"), ("MyCorp Network", "\"MyCorp Network\""), ("**.httpbin", "\"**.httpbin\""),
    ("a\"b{c}", "\"a\\\"b\\{c}\""), ("9lives", "\"9lives\""),
  ])
  func `names are written as the language takes them`(_ name: String, _ written: String) throws {
    #expect(name.asName == written)
    #expect(try Stand().value(name.asName == name ? "\"\(name)\"" : written).fact == .text(name))
  }
}
