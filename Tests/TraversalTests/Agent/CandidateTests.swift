import Base
import Testing

@testable import Traversal

@Suite struct CandidateTests {
  @Test(arguments: [
    "candidate:c0000207h 1 udp 2130706175 192.0.2.7 52625 typ host",
    "candidate:9 1 udp 1694498559 203.0.113.4 40000 typ srflx raddr 0.0.0.0 rport 0",
    "candidate:a/+ 1 udp 37748735 2001:db8::1 49152 typ relay raddr :: rport 0 ufrag abcd",
    "candidate:p 1 udp 1 10.0.0.1 1 typ prflx",
  ])
  func `text comes back as it was`(_ text: String) throws {
    #expect(try Candidate(parsing: text).text == text)
  }

  @Test func `every field is read`() throws {
    let candidate = try Candidate(
      parsing: "candidate:f00 1 UDP 1694498559 203.0.113.4 40000 typ srflx raddr 192.0.2.7 rport 52625 ufrag abcd")
    #expect(candidate.foundation == "f00")
    #expect(candidate.priority == 1_694_498_559)
    #expect(candidate.endpoint == Endpoint("203.0.113.4:40000"))
    #expect(candidate.kind == .serverReflexive)
    #expect(candidate.related == Endpoint("192.0.2.7:52625"))
    #expect(candidate.usernameFragment == "abcd")
  }

  @Test func `unknown extensions are stepped over`() throws {
    let text = "candidate:1 1 udp 5 192.0.2.7 9 typ host generation 0 ufrag qq network-cost 10"
    let candidate = try Candidate(parsing: text)
    #expect(candidate.usernameFragment == "qq")
    #expect(candidate.text == "candidate:1 1 udp 5 192.0.2.7 9 typ host ufrag qq")
  }

  @Test(arguments: [
    ("", MalformedCandidate.missing("candidate")),
    ("a=candidate:1 1 udp 5 192.0.2.7 9 typ host", .field("attribute", says: "a=candidate:1")),
    ("candidate: 1 udp 5 192.0.2.7 9 typ host", .field("foundation", says: "")),
    ("candidate:1 2 udp 5 192.0.2.7 9 typ host", .field("component", says: "2")),
    ("candidate:1 1 tcp 5 192.0.2.7 9 typ host", .field("transport", says: "tcp")),
    ("candidate:1 1 udp 0 192.0.2.7 9 typ host", .field("priority", says: "0")),
    ("candidate:1 1 udp 2147483648 192.0.2.7 9 typ host", .field("priority", says: "2147483648")),
    ("candidate:1 1 udp 5 h.local 9 typ host", .field("address", says: "h.local")),
    ("candidate:1 1 udp 5 192.0.2.7 65536 typ host", .field("port", says: "65536")),
    ("candidate:1 1 udp 5 192.0.2.7 9 host", .field("typ", says: "host")),
    ("candidate:1 1 udp 5 192.0.2.7 9 typ", .missing("type")),
    ("candidate:1 1 udp 5 192.0.2.7 9 typ moon", .field("type", says: "moon")),
    ("candidate:1 1 udp 5 192.0.2.7 9 typ host raddr x rport 1", .field("raddr", says: "x")),
    ("candidate:1 1 udp 5 192.0.2.7 9 typ host generation", .missing("generation")),
  ])
  func `what is wrong is named`(_ text: String, _ expected: MalformedCandidate) {
    #expect(throws: expected) { try Candidate(parsing: text) }
  }

  @Test func `a text without end is refused`() {
    let text = "candidate:1 1 udp 5 192.0.2.7 9 typ host " + String(repeating: "x ", count: 600)
    #expect(throws: MalformedCandidate.tooLong(text.utf8.count)) { try Candidate(parsing: text) }
  }

  @Test func `mutated candidates are survived`() {
    var chance = Chance(seed: 5)
    let sample = Array(
      "candidate:f00 1 udp 1694498559 203.0.113.4 40000 typ srflx raddr 192.0.2.7 rport 5 ufrag ab".utf8)
    for _ in 0..<5000 {
      var bytes = sample
      for _ in 0...chance.below(3) {
        let at = Int(chance.below(UInt32(bytes.count)))
        if chance.below(2) == 0 {
          bytes[at] = UInt8(truncatingIfNeeded: chance.nextUInt32())
        } else {
          bytes.remove(at: at)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if let candidate = try? Candidate(parsing: text) {
        #expect((try? Candidate(parsing: candidate.text)) == candidate)
      }
    }
  }
}

@Suite struct PriorityTests {
  private static let priorities: [(Candidate.Kind, IPFamily, UInt16, UInt32)] = [
    (.host, .v6, 0, 0x7eff_ffff), (.host, .v4, 0, 0x7eff_feff), (.host, .v4, 2, 0x7eff_faff),
    (.peerReflexive, .v6, 1, 0x6ebf_fdff), (.serverReflexive, .v4, 0, 0x647f_feff),
    (.relayed, .v6, 0, 0x023f_ffff), (.relayed, .v4, 65535, 0x0200_00ff),
  ]

  @Test(arguments: priorities)
  func `kind, family and order make the priority`(
    _ kind: Candidate.Kind, _ family: IPFamily, _ index: UInt16, _ priority: UInt32
  ) {
    #expect(kind.priority(localPreference: LocalPreference.of(kind, family, index: index)) == priority)
  }

  private func candidate(_ endpoint: String, _ priority: UInt32) throws -> Candidate {
    Candidate(foundation: "1", priority: priority, endpoint: try #require(Endpoint(endpoint)), kind: .host)
  }

  @Test func `both agents rank a pair alike`() throws {
    let a = try candidate("192.0.2.1:1", 100)
    let b = try candidate("192.0.2.2:2", 300)
    let near = try #require(CandidatePair(local: a, remote: b, role: .controlling))
    let far = try #require(CandidatePair(local: b, remote: a, role: .controlled))
    #expect(near.priority == 100 << 32 + 2 * 300)
    #expect(far.priority == near.priority)
    let other = try #require(CandidatePair(local: b, remote: a, role: .controlling))
    #expect(other.priority == near.priority + 1)
  }

  @Test func `the greatest numbers do not overflow`() throws {
    let a = try candidate("192.0.2.1:1", .max)
    #expect(CandidatePair(local: a, remote: a, role: .controlling) != nil)
  }

  @Test func `families do not mix, the best comes first, and endpoints pair once`() throws {
    let v4 = Candidate(host: try #require(Endpoint("192.0.2.1:52625")))
    let v6 = Candidate(host: try #require(Endpoint("[2001:db8::1]:52625")))
    let remote4 = Candidate(host: try #require(Endpoint("198.51.100.1:52625")))
    let remote6 = Candidate(host: try #require(Endpoint("[2001:db8::2]:52625")))
    var seenToo = remote4
    seenToo.kind = .peerReflexive
    seenToo.priority = Candidate.Kind.peerReflexive.priority(localPreference: 49150)
    let pairs = CandidatePair.formed(local: [v4, v6], remote: [seenToo, remote4, remote6], role: .controlling)
    #expect(pairs.map(\.remote) == [remote6, remote4])
    #expect(pairs.map(\.local) == [v6, v4])
  }
}
