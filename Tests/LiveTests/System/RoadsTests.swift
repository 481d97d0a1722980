import Base
import Glibc
import Testing

@testable import Live

/// Which network a node is on, as the kernel tells.
@Suite(.enabled(if: Streets.missing == nil, "\(Streets.missing ?? "")"))
struct RoadsTests {
  private static let far = Endpoint(IPAddress("203.0.113.101") ?? .v4(IPv4Address(bits: 0)), 3478)

  /// A second after another.
  private static func time(_ seconds: Int) -> Instant { .zero + .seconds(seconds) }

  @Test func `another address is another network; a new one beside it is not`() throws {
    let space = Space("r")
    space.ip("addr", "add", "172.30.0.100/24", "dev", "out")
    space.ip("route", "add", "203.0.113.0/24", "via", "172.30.0.1")
    let name = space.name
    try space.within {
      func ip(_ words: String...) { _ = Command.run(["ip", "-n", name] + words) }
      let roads = try Roads()
      roads.note(Self.far)
      #expect(roads.due == nil)
      ip("addr", "add", "192.0.2.7/24", "dev", "out")
      roads.hear(at: Self.time(1))
      #expect(try #require(roads.due) > Self.time(1))
      #expect(!roads.haveChanged(at: Self.time(1)))
      #expect(!roads.haveChanged(at: Self.time(2)))
      #expect(roads.due == nil)
      ip("route", "replace", "203.0.113.0/24", "via", "192.0.2.1")
      roads.hear(at: Self.time(3))
      #expect(roads.haveChanged(at: Self.time(4)))
    }
  }

  @Test func `without a network a node waits, and the same address after that is another network`() throws {
    let space = Space("w")
    space.ip("addr", "add", "172.30.0.100/24", "dev", "out")
    space.ip("route", "add", "203.0.113.0/24", "via", "172.30.0.1")
    let name = space.name
    try space.within {
      func ip(_ words: String...) { _ = Command.run(["ip", "-n", name] + words) }
      let roads = try Roads()
      roads.note(Self.far)
      ip("addr", "del", "172.30.0.100/24", "dev", "out")
      roads.hear(at: Self.time(1))
      #expect(!roads.haveChanged(at: Self.time(2)))
      ip("addr", "add", "172.30.0.100/24", "dev", "out")
      ip("route", "add", "203.0.113.0/24", "via", "172.30.0.1")
      roads.hear(at: Self.time(3))
      #expect(roads.haveChanged(at: Self.time(4)))
      roads.forget()
      #expect(!roads.haveChanged(at: Self.time(5)))
    }
  }

  @Test func `a kernel that never ends telling is listened to for a while and no longer`() throws {
    let space = Space("m")
    let name = space.name
    try space.within {
      let roads = try Roads()
      for second in 1...9 {
        Command.run("ip", "-n", name, "addr", "add", "192.0.2.\(second)/24", "dev", "out")
        roads.hear(at: .zero + .milliseconds(1000 + second * 200))
      }
      #expect(try #require(roads.due) < Self.time(4))
    }
  }

  @Test func `the portal's addresses look into the system's own table, before the tunnel's rule`() throws {
    let space = Space("p")
    let name = space.name
    try space.within {
      func rules(_ family: String) -> [String] {
        Command.run("ip", "-n", name, family, "rule").output.split(separator: "\n").map {
          $0.split { $0 == "\t" || $0 == " " }.joined(separator: " ")
        }
      }
      let netlink = try Netlink()
      for family in IPFamily.allCases { try netlink.addRule(family, except: .nodes) }
      let routes = PortalRoutes()
      routes.lead(to: "203.0.113.10")
      #expect(rules("-4").dropFirst().prefix(2).first == "8225: from all to 203.0.113.10 lookup main")
      #expect(rules("-4").dropFirst(2).first?.hasPrefix("8226: not from all fwmark 0xfd002021") == true)
      // Another address, and the old one is nobody's any more.
      routes.lead(to: "203:0:113::10")
      #expect(!rules("-4").contains { $0.contains("203.0.113.10") })
      #expect(rules("-6").contains("8225: from all to 203:0:113::10 lookup main"))
      // What the resolver does not know changes nothing.
      routes.lead(to: "nobody.invalid")
      #expect(rules("-6").contains("8225: from all to 203:0:113::10 lookup main"))
      routes.close()
      #expect(!rules("-6").contains { $0.hasPrefix("8225") })
    }
  }
}
