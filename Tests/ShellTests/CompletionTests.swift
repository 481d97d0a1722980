import Script
import Testing

@testable import Shell

/// Completion with the names of a real lab.
@Suite struct CompletionTests {
  @Test(arguments: [
    ("revoke my", "\"MyCorp Network\""), ("show client.resources[", "\"MyCorp Network\"]"),
    ("show client.resources[\"MyCorp D", "\"MyCorp Downloads\"]"),
    ("show client.resources[\"MyCorp Downloads\"].st", ".status"),
    ("show client.resources.", "client.resources[\"MyCorp Network\"]"), ("show client.resou", "client.resources"),
    ("send ip(d", "dst"), ("send icmp(type=unr", "unreachable"), ("expect ", "event"), ("expect cre", "create_flow("),
    ("expect event filt", "filtered"), ("send ip(dst=172.20.0.100)/ud", "udp"),
    ("send wg.initiation(from=mal", "mallory"), ("send wg.initiation(to=", "gateway"), ("send wg.tr", "wg.transport"),
    ("help frag", "fragment"), ("help frag", "frag6"), ("help pat", "patterns"), ("cheatsheet t", "tshark"),
    ("show icmp(type=unreachable, code=proh", "prohibited"), ("fields wg.", "wg.cookie"), ("on icmp ", "at"),
    ("on icmp at cl", "client.tun"), ("on icmp at client.tun : d", "duplicate"),
    ("on icmp at client.tun : drop ", "once"), ("on icmp at client.tun : drop o", "once"),
    ("on icmp at client.tun : drop ti", "times"), ("on icmp at client.tun : corrupt 3 ", "bytes"), ("delete r", "rule"),
    ("release ", "all"), ("packets where b", "bpf"), ("on create_", "create_flow("), ("show hel", "held"),
  ])
  func `what can come next is offered`(_ line: String, _ expected: String) throws {
    let found = try Stand().console.completions(line, cursor: line.utf8.count)
    #expect(found.map(\.text).contains(expected))
    #expect(found.allSatisfy { $0.replacing.upperBound == line.utf8.count })
  }

  @Test(arguments: ["send ip(", "send ip(ttl=5, ", "send icmp(type="])
  func `inside a layer stand its fields and their words alone`(_ line: String) throws {
    let found = try Stand().console.completions(line, cursor: line.utf8.count)
    #expect(!found.isEmpty)
    #expect(!found.contains { ["tcp", "client", "events"].contains($0.text) })
  }

  @Test func `the fields that people set most come first`() throws {
    let found = try Stand().console.completions("send ip(", cursor: 8).map(\.text)
    #expect(found.prefix(3) == ["src", "dst", "ttl"])
    #expect(found.contains("version"))
  }
}
