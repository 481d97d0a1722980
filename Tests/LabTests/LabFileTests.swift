import Base
import Portal
import Testing

@testable import Lab

@Suite struct LabFileTests {
  static func read(_ text: String) throws -> Topology { try LabFile.read(Array(text.utf8)) }

  @Test func `every built-in lab reads back as it is printed`() throws {
    for lab in Topology.all {
      let text = LabText.text(lab)
      let again = try Self.read(text)
      #expect(again == lab)
      #expect(LabText.text(again) == text)
    }
  }

  static let small = """
    lab: small
    portal: {addresses: [203.0.113.10]}
    clients:
      c: {addresses: [203.0.113.30], latency: 5ms, verified: true, region: DE, token_lifetime: 1h30m}
    sites:
      s:
        gateways:
          g: {addresses: [203.0.113.31], loss: 2.5%}
        hosts:
          h: {addresses: [10.0.0.1, "fd00::1"], services: [http 8080, dns]}
        dns:
          a.example: [10.0.0.2, TXT hello]
    resources:
      one: {address: 10.0.0.0/8, site: s, filters: [tcp 80, udp 1-9, icmp]}
      two: {address: "*.example", site: s, ip_stack: ipv4_only}
      three: {type: internet, site: s}
    policies:
      - {resource: one, expires: "2026-02-28T00:00:00Z", when: [client_verified is true, remote_ip is_in_cidr 10.0.0.0/8]}
    """

  @Test func `what is said is what the lab is made of`() throws {
    let lab = try Self.read(Self.small)
    #expect(lab.clients[0].isVerified && lab.clients[0].region == "DE")
    #expect(lab.clients[0].tokenLifetime == .seconds(5400))
    #expect(lab.sites[0].gateways[0].loss == 25_000)
    #expect(lab.sites[0].hosts[0].services == [.init(.http, 8080), .init(.dns)])
    #expect(lab.sites[0].records[0].records.count == 2)
    #expect(lab.resources.map(\.name) == ["one", "two", "three"])
    #expect(lab.resources[0].filters == [.tcp(80...80), .udp(1...9), .icmp])
    #expect(lab.resources[1].target == .dns(pattern: "*.example", stack: .ipv4Only))
    #expect(lab.policies.count == 1 && lab.policies[0].conditions.count == 2)
    #expect(lab.groups.map(\.members) == [["c"]])
    #expect(try Self.read(LabText.text(lab)) == lab)
  }

  @Test func `without policies everybody may reach everything`() throws {
    let text = Self.small.split(separator: "\n").filter { !$0.contains("policies") && !$0.contains("expires") }
      .joined(separator: "\n")
    #expect(try Self.read(text).policies.map(\.resource) == ["one", "two", "three"])
  }

  @Test(arguments: [
    ("unknown-key", "clints:\n  a: 1", "did you mean `clients`?"),
    ("unknown-name", "resources:\n  r: {address: 10.0.0.0/8, site: x}", "no site `x`"),
    ("unknown-name", "policies:\n  - {resource: onne}", "no resource `onne`"),
    ("wrong-type", "clients: [a, b]", "clients is a mapping"),
    ("bad-value", "resources:\n  r: {address: 300.1.2.3/8, site: s}", "300.1.2.3"),
    ("reserved", "resources:\n  r: {address: 100.64.1.0/24, site: s}", "100.64.0.0/10"),
    ("reserved", "clients:\n  d: {addresses: [127.0.0.1]}", "loopback"),
    ("taken-twice", "clients:\n  d: {addresses: [203.0.113.10]}", "`203.0.113.10` is taken"),
    ("taken-twice", "sites:\n  s: {}\n  s: {}", "said twice"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40, 203.0.113.41]}", "two addresses of one family"),
    ("bad-value", "resources:\n  r: {address: \"a.*\", site: s}", "last label has no wildcard"),
    ("bad-value", "resources:\n  r: {type: ciddr, address: 10.0.0.0/8, site: s}", "did you mean `cidr`?"),
    ("bad-value", "policies:\n  - {resource: one, when: [remote_ipp is_in_cidr 1.2.3.4]}", "did you mean `remote_ip`?"),
    ("bad-value", "policies:\n  - {resource: one, expires: \"2026-02-30T00:00:00Z\"}", "2026-01-31T12:00:00Z"),
    ("bad-value", "policies:\n  - {resource: one, expires: \"3428-03-01T00:00:00Z\"}", "2026-01-31T12:00:00Z"),
    ("bad-value", "policies:\n  - {resource: one, expires: \"2026-99999999-1T0:0Z\"}", "2026-01-31T12:00:00Z"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], latency: 20}", "25ms"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], mtu: 10B}", "from 576B to 65535B"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], nat: symetric}", "did you mean `symmetric`?"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], location: [95, 0]}", "is Berlin"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], location: Berlin}", "degrees north and degrees east"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], version: 1.5}", "1.5.4"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], copy_of: c, actor: e}", "the same device as `c`"),
    ("unknown-name", "clients:\n  d: {addresses: [203.0.113.40], copy_of: e}", "no client `e`"),
    ("unknown-key", "relays:\n  r: {addresses: [203.0.113.40], version: 1.5.4}", "has no `version`"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], nat: {timeout: 1ms}}", "from 1s to 24h"),
    ("bad-value", "clients:\n  d: {addresses: [203.0.113.40], nat: {ports: overload}}", "needs mapping="),
    ("unknown-key", "clients:\n  d: {addresses: [203.0.113.40], nat: {filterng: on}}", "did you mean `filtering`?"),
    ("unknown-name", "clients:\n  d: {network: hom}", "no network `hom`"),
    (
      "taken-twice",
      "networks:\n  n: {addresses: [203.0.113.50]}\nclients:\n"
        + "  d: {network: n, addresses: [10.0.0.2]}\n  e: {network: n, addresses: [10.0.0.2]}", "`10.0.0.2` is taken"
    ),
    (
      "taken-twice",
      "clients:\n  d: {addresses: [203.0.113.40], nat: symmetric}\n"
        + "  d-router: {addresses: [203.0.113.41]}", "`d-router` is taken"
    ),
    (
      "bad-value", "networks:\n  n: {addresses: [203.0.113.50]}\nclients:\n  d: {network: n, nat: symmetric}",
      "of its own"
    ),
    ("missing", "clients:\n  d: {latency: 20ms}", "has no `addresses`"),
    ("bad-value", "flags: [icmp-error]", "is not a feature flag"),
    ("reserved", "clients:\n  clock: {addresses: [203.0.113.40]}", "no node can be called"),
    ("not-yaml", "resources:\n  r: {address: *.example.com, site: s}", "quotes"),
    ("not-yaml", "clients: &all {}", "anchor"),
    ("not-yaml", "clients: [", "this is no YAML"),
    ("not-yaml", "---\na: 1\n---\nb: 2", "second document"),
  ])
  func `a mistake is told with its kind and place`(kind: String, text: String, words: String) throws {
    let head = text.hasPrefix("---") ? "" : "lab: bad\nportal: {addresses: [203.0.113.10]}\n"
    let all = head + text + "\n"
    let problem = #expect(throws: LabFileProblems.self) { try Self.read(all) }
    let found = try #require(problem?.problems.first { $0.kind.rawValue == kind }, "\(problem?.problems as Any)")
    let said = ([found.message, found.label] + found.notes).joined(separator: " ")
    #expect(said.contains(words))
    #expect(found.range.lowerBound >= head.utf8.count && found.range.upperBound <= all.utf8.count + 1)
  }

  @Test func `all mistakes of a file are told in one run, in its order`() throws {
    let text = """
      lab: bad
      portal: {addresses: [1.2.3]}
      clients:
        c: {addresses: [203.0.113.30], latncy: 5ms}
        d: {addresses: [203.0.113.30]}
      resources:
        r: {address: 10.0.0.0/8, site: nowhere}
      """
    let problem = #expect(throws: LabFileProblems.self) { try Self.read(text) }
    #expect(problem?.problems.map(\.kind) == [.badValue, .unknownKey, .takenTwice, .unknownName])
  }

  @Test func `places count bytes where characters have several`() throws {
    let text = "lab: \"zürich ✓\"\nportal: {addresses: [203.0.113.10]}\nfoo: 1\n"
    let problem = #expect(throws: LabFileProblems.self) { try Self.read(text) }
    let range = try #require(problem?.problems.first?.range)
    #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == "foo")
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
    String(repeating: "{a: ", count: 50_000), "a: \"" + String(repeating: "\\", count: 1001),
    "lab: [" + String(repeating: "1,", count: 1_100_000) + "]", "\u{0}",
    "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
  ])
  func `hostile files end in one problem`(text: String) {
    let problem = #expect(throws: LabFileProblems.self) { try Self.read(text) }
    #expect(problem?.problems.isEmpty == false)
  }

  @Test func `every beginning of a file is read or refused`() {
    let bytes = Array(Self.small.utf8)
    for end in bytes.indices { _ = try? LabFile.read(Array(bytes[..<end])) }
  }
}
