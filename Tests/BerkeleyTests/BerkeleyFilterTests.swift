import Base
import Testing

@testable import Berkeley

@Suite struct BerkeleyFilterTests {
  /// UDP 10.0.0.1:1000 > 10.0.0.2:53, with a zero checksum.
  static let udp: [UInt8] =
    [0x45, 0, 0, 29, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + [3, 0xe8, 0, 53, 0, 9, 0, 0, 0x61]
  /// An echo request from fe80::1 to fe80::2.
  static let icmp6: [UInt8] =
    [0x60, 0, 0, 0, 0, 8, 58, 64] + ip6(1) + ip6(2) + [128, 0, 0, 0, 0, 1, 0, 1]
  private static func ip6(_ last: UInt8) -> [UInt8] { [0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [last] }

  @Test(arguments: [
    ("udp", true, false), ("", true, true), ("icmp6", false, true),
    ("icmp6 and icmp6[icmp6type] = icmp6-echo", false, true),
    ("udp port 53", true, false), ("src port 53", false, false), ("host 10.0.0.2", true, false),
    ("net 10.0.0.0/8 and udp[8] = 0x61", true, false), ("net 10", true, false), ("ip6 host fe80::2", false, true),
    ("not udp", false, true), ("ip proto \\udp", true, false), ("portrange 50-60", true, false),
    ("len > 40", false, true), ("udp and (dst host 10.0.0.2 or dst host 10.0.0.3)", true, false),
    ("ip[8] - 1 = 63", true, false), ("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", false, false),
  ])
  func `libpcap's verdict is ours`(_ text: String, _ onUDP: Bool, _ onICMP: Bool) throws {
    let filter = try BerkeleyFilter(text)
    #expect(filter.matches(Self.udp) == onUDP)
    #expect(filter.matches(Self.icmp6) == onICMP)
  }

  @Test func `no cut packet is read beyond its end`() throws {
    let filter = try BerkeleyFilter("udp dst port 53 and udp[8] = 0x61")
    for length in Self.udp.indices { #expect(!filter.matches(Array(Self.udp[..<length]))) }
    #expect(filter.matches(Self.udp))
  }

  @Test(arguments: [
    ("icmp and host example.org", 14..<25), ("port domain", 5..<11), ("net 1.2.3.4.5", 4..<13), ("host 3com", 5..<9),
    ("host \\tcp", 5..<9), ("icmpp", 0..<5), ("host 80-90", 5..<10), ("abc:def", 0..<7), ("proto \\ftp", 6..<10),
    ("host 10.0.0.1-2", 5..<15), ("len-x > 4", 0..<5), ("host fe80::1%lo", 13..<15),
  ])
  func `a name is refused where it stands, and never looked up`(_ text: String, _ range: Range<Int>) {
    let name = String(decoding: Array(text.utf8)[range], as: UTF8.self)
    #expect(throws: BerkeleyFault(.name(name), range)) { try BerkeleyFilter(text) }
  }

  @Test(arguments: [
    ("tcp port", BerkeleyFault.Problem.unfinished, 8..<8), ("icmp )", .syntax(")"), 5..<6),
    ("(icmp", .unfinished, 5..<5), ("udp udp port 53", .syntax("udp"), 4..<7), ("tcp[13", .unfinished, 6..<6),
    ("icmp and and udp", .syntax("and"), 9..<12), ("host 10.0.0.1 @", .syntax("@"), 14..<15),
    ("port 99999", .refused("illegal port number 99999 > 65535"), 5..<10),
    ("tcp and udp", .refused("expression rejects all packets"), 0..<11), ("a\0b", .syntax("\\0"), 1..<2),
  ])
  func `a mistake is marked where it stands`(
    _ text: String, _ problem: BerkeleyFault.Problem, _ range: Range<Int>
  ) {
    #expect(throws: BerkeleyFault(problem, range)) { try BerkeleyFilter(text) }
  }

  @Test func `an endless filter is refused`() {
    let text = String(repeating: "icmp or ", count: 1000) + "udp"
    #expect(throws: BerkeleyFault(.tooLong(text.utf8.count), 0..<text.utf8.count)) { try BerkeleyFilter(text) }
  }

  @Test func `every beginning of a filter compiles or is refused`() {
    let text = "not (tcp[tcpflags] & tcp-syn != 0 and dst net 10.0.0.0 mask 255.0.0.0) or ip6 host fe80::1"
    let whole = (try? BerkeleyFilter(text)) != nil
    #expect(whole)
    for end in text.indices {
      do throws(BerkeleyFault) { _ = try BerkeleyFilter(String(text[..<end])) } catch {
        #expect(error.range.upperBound <= text[..<end].utf8.count)
      }
    }
  }

  @Test func `filters compile beside each other`() async throws {
    let matches = await withTaskGroup(of: Bool.self) { group in
      for port in 1...64 {
        group.addTask { (try? BerkeleyFilter("udp port \(port)"))?.matches(Self.udp) ?? true }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(matches == 1)
  }
}
