import Base
import Lab
import Script
import Testing

@testable import Shell

/// `why` with its nearest rule, `trace-only`, `predict`.
@Suite struct ExplanationTests {
  /// What makes a packet be refused, and what `why` of the last packet that was refused says.
  @Test(arguments: [
    (
      "filter \"MyCorp Network\" allow tcp 80-90, icmp; run 1s; tcp 172.20.0.100 443",
      [
        "nearest rule: `tcp 80-90` of MyCorp Network misses port 443 by 353",
        "filter \"MyCorp Network\" allow tcp 80-90, icmp, tcp 443",
      ]
    ),
    (
      "filter \"MyCorp Network\" allow icmp; run 1s; udp 172.20.0.100 7 x\"00\"",
      ["nearest rule: none of MyCorp Network speaks of udp; it allows icmp"]
    ),
    (
      "ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 1s; ping 172.20.0.100",
      [
        "nearest rule: MyCorp Network holds the destination; at gateway, client had MyCorp Downloads",
        "the portal's policy for Everyone grants it",
      ]
    ),
    (
      "ping 172.20.0.100; ping 172.21.0.101; on resource_deleted at portal.ws : drop once; policy disable \"MyCorp Network\"; run 1s; ping 172.20.0.100",
      ["the policy of Everyone is disabled; `policy enable \"MyCorp Network\"` would grant it"]
    ),
    (
      "udp 172.22.0.1 9 x\"00\"",
      ["nearest rule: MyCorp Network is 172.20.0.0/16, and 172.22.0.1 shares 14 of its 16 bits"]
    ),
    (
      "policy delete \"MyCorp Network\"; run 1s; ping 172.20.0.100",
      ["nearest rule: MyCorp Network (172.20.0.0/16) holds the destination, and client does not have it"]
    ),
    (
      "send ip(src=10.0.0.1, dst=172.20.0.100)/udp(dport=9) from client; run 1s",
      ["nearest rule: 10.0.0.1 is not allowed, 100.64.0.2"]
    ),
    (
      "stop gateway; run 1s; ping 172.20.0.100", ["nearest rule: one of its gateways (gateway) would have to be online"]
    ),
  ])
  func `why names the rule that came nearest`(_ lines: String, _ parts: [String]) throws {
    let stand = try Stand()
    stand.run(lines)
    let dropped = stand.trace.last { $0.kind == "drop" && $0.packet != .none }
    let refused = try #require(stand.trace.last { $0.kind == "filtered" } ?? dropped)
    stand.said.text = ""
    #expect(stand.run("why p\(refused.packet.number)") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("that is: "))
    for part in parts { #expect(stand.said.text.contains(part), "\(part)\n\(stand.said.text)") }
  }

  @Test func `the nearest rule is that of the moment of the refusal`() throws {
    let stand = try Stand()
    stand.run(
      "filter \"MyCorp Network\" allow icmp; run 1s; tcp 172.20.0.100 443; filter \"MyCorp Network\" allow all; run 1s")
    let refused = try #require(stand.trace.last { $0.kind == "filtered" })
    stand.run("why p\(refused.packet.number)")
    #expect(stand.said.text.contains("it allows icmp. It would pass with"))
  }

  @Test(arguments: [
    (
      "trace-only icmp(type=echo-request, dst=172.20.0.100) from client",
      ["no access to MyCorp Network yet", "put onto the resource network"]
    ),
    ("trace-only udp(dst=10.9.9.9, dport=9)", ["refused: no-resource", "nearest rule:"]),
    ("stop gateway; run 1s; trace-only udp(dst=172.20.0.100, dport=53)", ["fate: refused by client (offline)"]),
    ("trace-only icmp(src=172.20.0.100, dst=172.20.0.9) at gateway.lan", ["nothing is sent", "fate: "]),
  ])
  func `trace-only tells what would become of a packet`(_ line: String, _ parts: [String]) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    for part in parts { #expect(stand.said.text.contains(part), "\(part)\n\(stand.said.text)") }
  }

  @Test(arguments: [
    ("3/13", ["EHOSTUNREACH", "RFC 1812 §5.2.7.1"]), ("1/1", ["EACCES", "RFC 4443 §3.1"]),
    ("prohibited", ["type 3, code 13", "type 1, code 1"]), ("13", ["EACCES (13)", "type 3, code 13"]),
    ("code=13", ["type 3, code 13"]), ("admin_prohibited", ["type 3, code 13"]), ("3/0", ["ENETUNREACH", "hop limit"]),
    ("438", ["nonce is too old", "RFC 8489 §9.2.4"]), ("stale-nonce", ["STUN error 438"]),
  ])
  func `codes of ICMP and STUN are explained with their law`(_ code: String, _ parts: [String]) throws {
    let stand = try Stand()
    #expect(stand.run("explain \(code)") == 0, "\(stand.said.complaints)")
    for part in parts { #expect(stand.said.text.contains(part), "\(stand.said.text)") }
  }

  @Test func `the chain of causes leaves out what a node sent to others, and leads back all the same`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100\nwhy p1")
    let chain = stand.said.text.split(separator: "caused by:").last?.split(separator: "\n") ?? []
    #expect(chain.last?.contains("command: ping 172.20.0.100") == true)
    #expect((5..<45).contains(chain.count), "\(chain.joined(separator: "\n"))")
    #expect(!chain.contains { $0.contains("wg.keepalive") } && chain.contains { $0.contains("authorization.added") })
    #expect(chain.allSatisfy { $0.count < 320 })
  }

  @Test func `trace-only leaves the lab as it was, to the byte`() throws {
    let (traced, plain) = (try Stand(), try Stand())
    traced.run(
      "trace-only icmp(type=echo-request, dst=172.20.0.100) from client; trace-only udp(dst=10.9.9.9, dport=9)")
    #expect(traced.trace.count == plain.trace.count)
    for stand in [traced, plain] { stand.run("ping 172.20.0.100; write trace t.ndjson") }
    #expect(traced.disk.text("t.ndjson") == plain.disk.text("t.ndjson"))
    #expect(traced.session.stage.done.count == 1)
  }

  @Test func `trace-only and the packet itself have the same fate`() throws {
    let stand = try Stand()
    let packet = "udp(dst=172.20.0.100, sport=4000, dport=9)"
    stand.run("trace-only \(packet) from client")
    let foretold = try #require(stand.said.text.split(separator: "\n").first { $0.hasPrefix("fate: ") })
    stand.said.text = ""
    stand.run("send \(packet) from client as sent; run 5s; why p1")
    #expect(stand.said.text.contains(foretold), "\(foretold)\n\(stand.said.text)")
  }

  @Test(arguments: [
    ("trace-only udp(dst=172.20.0.100, dport={1, 2}) from client", 2, "follows one packet, and these are 2"),
    ("trace-only udp(dst=172.20.0.100, dport=1) from nobody", 2, "nobody"),
    ("trace-only icmp(dst=203.0.113.31) at client.wire", 2, "only UDP crosses the wire"),
  ])
  func `what cannot be followed is told`(_ line: String, _ code: Int32, _ part: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == code)
    #expect(stand.said.complaints.contains(part), "\(stand.said.complaints)")
  }

  @Test func `predict hides what comes until it is answered`() throws {
    let stand = try Stand()
    stand.run("predict on; send icmp(type=echo-request, dst=172.20.0.100) from client")
    let count = stand.trace.count
    stand.said.text = ""
    #expect(stand.run("step") == 0)
    #expect(stand.trace.count == count)
    let question = try #require(stand.session.notebook.prediction.question)
    #expect(question.choices.count == 4 && Set(question.choices).count == 4)
    #expect(question.choices.count { question.coming.contains($0) } == 1)
    #expect(stand.said.text.contains("what happens next?"))
    let right = try #require(question.choices.firstIndex { question.coming.contains($0) }) + 1
    stand.said.text = ""
    #expect(stand.run("predict \(right)") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.hasPrefix("right: \(question.coming[0])\n"))
    #expect(Array(stand.trace[count...].filter { !$0.isUpkeep }.map(\.kind)) == question.coming)
    stand.run("predict off")
    #expect(stand.said.text.contains("1 of 1 right"))
    #expect(stand.run("step") == 0)
    #expect(stand.session.notebook.prediction.question == nil)
  }

  @Test func `at the prompt the number of a choice alone is an answer, while the question stands`() throws {
    let stand = try Stand()
    stand.type("predict on; send icmp(type=echo-request, dst=172.20.0.100) from client; step")
    let question = try #require(stand.session.notebook.prediction.question)
    let right = try #require(question.choices.firstIndex { question.coming.contains($0) }) + 1
    #expect(stand.type(" \(right) ") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("right: "))
    #expect(stand.session.notebook.prediction.question == nil)
    stand.said.text = ""
    stand.type("1")
    #expect(stand.said.text == "1\n", "nothing is asked: a number is a number")
    stand.type("step")
    #expect(stand.type("9") == 2 && stand.said.complaints.contains("there is no answer 9"))
    stand.run("1 + 1")
    #expect(stand.session.notebook.prediction.question != nil, "an expression is none, nor a script's line")
  }

  @Test func `a wrong prediction is told with what came, and the same moment asks the same`() throws {
    var asked: [[String]] = []
    for _ in 0..<2 {
      let stand = try Stand()
      stand.run("predict on; send icmp(type=echo-request, dst=172.20.0.100) from client; step")
      let question = try #require(stand.session.notebook.prediction.question)
      asked.append(question.choices)
      let wrong = try #require(question.choices.first { !question.coming.contains($0) })
      stand.said.text = ""
      stand.run("predict \(wrong); predict")
      #expect(stand.said.text.hasPrefix("no: \(question.coming[0]), not \(wrong)\n"))
      #expect(stand.said.text.hasSuffix("0 of 1 right\n"))
    }
    #expect(asked[0] == asked[1])
  }

  @Test(arguments: [
    "predict 1", "predict on; predict 1", "predict on; step; run 40s; predict 1",
  ])
  func `an answer without a question is an error`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.contains("error[FZ0464]: nothing has been asked"), "\(stand.said.complaints)")
  }

  @Test func `there are only so many answers`() throws {
    let stand = try Stand()
    #expect(stand.run("predict on; send icmp(dst=172.20.0.100) from client; step; predict 9") == 2)
    #expect(stand.said.complaints.contains("1 to 4"))
  }
}
