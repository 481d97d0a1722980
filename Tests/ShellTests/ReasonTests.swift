import Base
import HostStack
import Lab
import Script
import Testing
import Wire

@testable import Shell

/// Whatever a trace or a message can say has an explanation.
@Suite struct ReasonTests {
  /// Where reasons get their words: a file, and the type in it.
  static let places = [
    ("Access/AccessEvent.swift", "Refusal"), ("Access/AccessEvent.swift", "AccessDrop"),
    ("Access/AccessEvent.swift", "RemovalCause"), ("Access/AccessEvent.swift", "IgnoredOrder"),
    ("Access/AccessEvent.swift", "IgnoredAnswer"), ("Access/AccessEvent.swift", "ResolutionFailure"),
    ("Access/Client/Recovery.swift", "Reason"), ("Access/Paths/ConnectionState.swift", "ConnectionFailure"),
    ("HostStack/Host/DropReason.swift", "DropReason"), ("WireGuard/MessageRejection.swift", "MessageRejection"),
    ("WireGuard/MessageRejection.swift", "PacketDrop"), ("Traversal/Allocation/AllocationEvent.swift", "FreeReason"),
    ("Traversal/Allocation/AllocationEvent.swift", "AllocationRejection"),
    ("Traversal/Allocation/AllocationEvent.swift", "AllocationDrop"),
    ("Traversal/Agent/AgentEvent.swift", "PairFailure"),
    ("Traversal/Agent/AgentEvent.swift", "CandidateRefusal"), ("Traversal/Agent/AgentEvent.swift", "AgentRejection"),
    ("Traversal/Relay/RelayEvent.swift", "DeallocationReason"), ("Traversal/Relay/RelayEvent.swift", "RelayDrop"),
    ("Traversal/Relay/RelayRefusal.swift", "RelayRefusal"), ("Sim/Network/NATFlow.swift", "NATDrop"),
    ("Wire/ICMPError.swift", "UnreportableReason"), ("Portal/Authorizations/EndReason.swift", "EndReason"),
    ("Portal/Messages/FlowCreationFailed.swift", "Reason"),
  ]

  /// The quoted words of a type, and bare raw values, as its source has them.
  static func words(_ path: String, _ type: String) throws -> [String] {
    let text = try #require(Repository.text("Sources/\(path)"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var words: [String] = []
    var depth = 0
    var isInside = false
    // Cases without a value of their own are their words.
    var isRaw = false
    for line in lines {
      let opens = ["enum \(type):", "enum \(type) ", "extension \(type) ", "extension \(type):", "struct \(type):"]
      if depth == 0 || type == "Reason",
        opens.contains(where: { line.contains($0) })
          || type == "Reason" && line.contains("extension FlowCreationFailed.Reason")
      {
        isInside = true
        depth = 0
      }
      guard isInside else { continue }
      if line.contains("enum ") { isRaw = line.contains(": String") }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      let isCase = line.contains("case .") && line.contains(": \"") || line.contains(" = \"")
      if isCase, let open = line.firstIndex(of: "\""), !line.contains("self =") {
        words.append(String(line[line.index(after: open)...].prefix { $0 != "\"" }))
      } else if isRaw, line.contains("  case "), !line.contains("case ."), !line.contains("("),
        !line.contains("=")
      {
        words += line.replacing("case", with: "").split { " ,".contains($0) }.map(String.init)
      }
      if depth <= 0 { isInside = false }
    }
    return words.filter { word in word.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) } }
  }

  @Test(arguments: places) func `every reason of a type is explained`(_ path: String, _ type: String) throws {
    let words = try Self.words(path, type)
    #expect(words.count >= 2, "\(type): \(words)")
    for word in words { #expect(ReasonTable.find(word) != nil, "\(type): \(word)") }
  }

  /// The reading of sources finds what is there: some of each, by hand.
  @Test(arguments: [
    ("Access/AccessEvent.swift", "AccessDrop", ["packet-to-self", "malformed-query", "buffer-full"]),
    ("Access/AccessEvent.swift", "Refusal", ["not-authorized", "unresolved", "untranslatable", "not-connected"]),
    ("WireGuard/MessageRejection.swift", "MessageRejection", ["wrong-mac1", "inner-too-short"]),
    ("Access/Client/Recovery.swift", "Reason", ["flag-off", "too-soon"]),
    ("Portal/Messages/FlowCreationFailed.swift", "Reason", ["not_found", "offline", "forbidden"]),
    ("Portal/Authorizations/EndReason.swift", "EndReason", ["expired", "not-connectable"]),
  ])
  func `what is read is what the types say`(_ path: String, _ type: String, _ some: [String]) throws {
    let words = try Self.words(path, type)
    for word in some { #expect(words.contains(word), "\(word) in \(words)") }
  }

  @Test func `reasons that are sentences are found by their beginning`() {
    #expect(ReasonTable.find("loss on the link of client")?.name == "loss on the link of")
    #expect(ReasonTable.find("partition of client and gateway")?.law == "`partition A B`")
    #expect(ReasonTable.find("the queue of the link of client is full") != nil)
    #expect(ReasonTable.find("longer than the MTU of 1280 on the link of client") != nil)
    #expect(ReasonTable.find("los") == nil)
  }

  @Test func `no reason has two entries, and each has its law`() {
    let names = ReasonTable.all.map(\.name)
    #expect(Set(names).count == names.count)
    for reason in ReasonTable.all {
      #expect(reason.meaning.hasSuffix(".") && reason.meaning.count > 15, "\(reason.name)")
      #expect(reason.law.count > 3, "\(reason.name)")
    }
  }

  @Test func `every drop of a busy lab is explained`() throws {
    let stand = try Stand()
    stand.run(
      """
      recovery icmp; ping 172.20.0.100; ping 172.21.0.101; revoke "MyCorp Network"; run 1s; ping 172.20.0.100
      fault client loss=30% corrupt=10% duplicate=10%; repeat 20 { ping 172.20.0.100 }; fault client none; run 5s
      send wg.initiation(from=mallory, to=gateway) at client.wire; udp 10.9.9.9 9 x"00"; send icmp(dst=100.64.0.2) from client
      partition client gateway; ping 172.20.0.100; heal; roam client; ping 172.20.0.100; stop gateway --kill; ping 172.20.0.100
      """)
    let kinds = ["drop", "filtered", "wire.lost", "icmp.prohibited"]
    let reasons = stand.trace.filter { kinds.contains($0.kind) }.compactMap {
      ($0["reason"] ?? $0["verdict"])?.description
    }
    #expect(Set(reasons).count > 6, "\(Set(reasons))")
    for reason in Set(reasons).sorted() { #expect(ReasonTable.find(reason) != nil, "\(reason)") }
  }

  @Test func `explain knows every code, kind, message, errno, layer, verb and reason`() throws {
    let stand = try Stand()
    let words =
      (CodeTable.language + stand.session.codes).map(\.code) + EventKind.all.map(\.name) + Vocabulary.messages
      + Errno.allCases.map(\.name) + LayerSchema.all.map(\.name) + VerbTable.verbs.map { $0.signature.name }
      + ReasonTable.all.map(\.name)
    for word in words {
      stand.said.text = ""
      #expect(stand.run("explain \(word)") == 0, "\(word): \(stand.said.complaints)")
      #expect(stand.said.text.count > word.count + 10, "\(word)")
    }
  }

  @Test(arguments: [
    ("explain #20", ["#20, at ", "That is: ", "`why #20` tells the whole chain."]),
    ("explain p1", ["echo-request", "Internet Protocol, version 4 (RFC 791)", "In the end: delivered", "`why p1`"]),
    ("explain filtered", ["a packet was refused and answered", "asking again would change nothing"]),
    ("explain EACCES", ["RFC 4443 §3.1"]),
    ("explain expect icmp at client.tun within 2s", ["Waits for icmp at client.tun", "at most 2s"]),
    ("explain expect no create_flow from client to portal for 3s", ["it must not come", "from client to portal"]),
    (
      "explain ping 172.20.0.100 --count 3 as r",
      ["an address, or a host of the lab", "--count: how many requests", "as r"]
    ),
    ("explain fault client loss=5%", ["a link of the lab", "what is not named stays"]),
    ("explain revoke nothing", ["revoke: Take one"]),
    ("explain stale-timestamp", ["WireGuard paper §5.1", "the rule behind it"]),
  ])
  func `prose names what it is about`(_ line: String, _ parts: [String]) throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100")
    stand.said.text = ""
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    for part in parts { #expect(stand.said.text.contains(part), "\(part)\n\(stand.said.text)") }
  }

  @Test func `a line of a file is explained, also inside a block`() throws {
    let stand = try Stand()
    stand.disk.files["hero.fzs"] = Array("# A comment.\nrepeat 2 {\n  ping 172.20.0.100\n}\nrun 1s\n".utf8)
    #expect(stand.run("explain hero.fzs:3") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("ping: Send an echo request"))
    #expect(stand.run("explain hero.fzs:1") == 2)
    #expect(stand.said.complaints.contains("no statement stands in line 1 of hero.fzs"))
    #expect(stand.run("explain missing.fzs:1") == 3)
  }

  @Test func `a word that nobody knows is answered with the nearest`() throws {
    let stand = try Stand()
    #expect(stand.run("explain not-autorized") == 2)
    #expect(stand.said.complaints.contains("did you mean `not-authorized`?"))
  }
}
