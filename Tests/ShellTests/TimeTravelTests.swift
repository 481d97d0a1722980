import Base
import Lab
import Report
import Script
import Testing

@testable import Shell

@Suite struct TimeTravelTests {
  /// What a traveller can come across: applications, changes of access, faults, time.
  static let commands = [
    "ping 172.20.0.100", "run 700ms", "revoke \"MyCorp Network\"", "ping 172:20::100", "run 3s",
    "fault client loss=30%", "step 3", "filter \"MyCorp Network\" allow icmp", "restart gateway", "run 20s",
    "on icmp at client.tun : delay 40ms", "send udp(dst=172.20.0.100, dport=53) from client", "roam client",
    "dig download.httpbin", "partition client gateway", "run 2s", "heal", "expire \"MyCorp Network\"", "run 1s",
  ]

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `going back and forward again gives the same bytes and the same state`(_ seed: UInt64) throws {
    let stand = try Stand(seed: seed)
    for command in Self.commands { stand.run(command) }
    let (whole, state) = (stand.trace.ndjson, try stand.stateJSON())
    let beginning = try Stand(seed: seed).trace.count
    var chance = Chance(seed: seed)
    for _ in 0..<25 {
      let event = beginning + 1 + Int(chance.below(UInt32(stand.session.stage.lab.end.events - beginning)))
      #expect(stand.run("goto #\(event)") == 0, "\(stand.said.complaints)")
      #expect(stand.trace.count >= event)
      let bytes = stand.trace.ndjson
      expectSame(bytes, Array(whole.prefix(bytes.count)))
    }
    stand.run("goto end")
    expectSame(stand.trace.ndjson, whole)
    expectSame(try stand.stateJSON(), state)
  }

  @Test func `what follows a journey is what would have followed without it`() throws {
    let (travelled, stayed) = (try Stand(), try Stand())
    for stand in [travelled, stayed] { for command in Self.commands { stand.run(command) } }
    let middle = (travelled.trace.count + 126) / 2
    travelled.run("goto #\(middle); back 5; step 2; goto 4s; goto end")
    for stand in [travelled, stayed] { stand.run("curl http://172.20.0.100/; run 30s") }
    expectSame(travelled.trace.ndjson, stayed.trace.ndjson)
  }

  @Test func `undo takes back whole commands, the last first, and goto does them again`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; run 1s")
    let (before, time) = (stand.trace.ndjson, stand.session.stage.lab.now)
    stand.run("revoke \"MyCorp Network\"; events; ping 172.20.0.100")
    let after = stand.trace.ndjson
    #expect(stand.run("undo; undo") == 0)
    #expect(stand.said.text.contains("undone: revoke \"MyCorp Network\""))
    expectSame(stand.trace.ndjson, before)
    #expect(stand.session.stage.lab.now == time)
    stand.run("goto end")
    expectSame(stand.trace.ndjson, after)
  }

  @Test func `a command that is done in the past begins another history`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; run 1s; revoke \"MyCorp Network\"; run 1s; undo 2")
    #expect(stand.session.stage.lab.end.events > stand.trace.count)
    stand.run("ping 172.20.0.100 as p; check p.succeeded")
    #expect(stand.session.stage.lab.end.events == stand.trace.count)
    #expect(!stand.trace.contains { $0.kind == "authorization.removed" })
  }

  @Test func `steps and time over known ground keep what lies ahead`() throws {
    let stand = try Stand()
    let begun = stand.trace.count + 6
    stand.run("ping 172.20.0.100; run 1s; ping 172.20.0.100")
    let whole = stand.trace.ndjson
    stand.run("goto #\(begun); step 4; run 50ms")
    #expect(stand.session.stage.lab.end.events > stand.trace.count)
    stand.run("goto end")
    expectSame(stand.trace.ndjson, whole)
    // Where the second ping was typed, time goes another way without it.
    stand.run("goto #\(begun); run 5s")
    #expect(stand.trace.count { $0.kind == "command" } == 1)
    #expect(stand.session.stage.lab.end.events == stand.trace.count)
  }

  @Test func `a command that a breakpoint stopped goes on from an earlier moment`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; break icmp(type=echo-reply) at gateway.lan; let r = ping 172.20.0.100")
    #expect(stand.run("back; delete break 1; continue") == 0, "\(stand.said.complaints)")
    #expect(stand.run("check r.succeeded") == 0)
  }

  @Test func `a command that had not begun then is not suspended there`() throws {
    let stand = try Stand()
    stand.run("break icmp(type=echo-reply) at gateway.lan; let r = ping 172.20.0.100; undo")
    #expect(stand.run("continue") == 2)
    #expect(stand.said.complaints.contains("nothing is suspended"))
  }

  @Test func `a fork leaves the world it came from alone`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; run 1s")
    let bytes = stand.trace.ndjson
    stand.run("fork other; revoke \"MyCorp Network\"; run 1s")
    #expect(stand.console.prompt.contains(" other"))
    stand.run("restore main")
    expectSame(stand.trace.ndjson, bytes)
    stand.run("restore other")
    #expect(stand.trace.contains { $0.kind == "authorization.removed" })
  }

  @Test func `a comparison names the first difference and what applications met with`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; ping 172:20::100; fork refused")
    stand.run("revoke \"MyCorp Network\"; ping 172.20.0.100")
    let table = try stand.value("compare main refused")
    #expect(stand.said.text.contains("the same up to #"))
    #expect(stand.said.text.contains("main: nothing more"))
    #expect(stand.said.text.contains("applications in refused: "))
    #expect(table.elements?.isEmpty == false)
    stand.run("restore main")
    #expect(stand.run("compare main") == 0)
    #expect(stand.said.text.contains("main and main are the same"))
  }

  @Test func `the last change names the event that speaks of it, among all of its step`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100")
    for (path, kind) in [
      ("gateway.authorizations", "authorization.added"), ("client.resources[\"MyCorp Network\"].status", "site.status"),
    ] {
      guard case .event(let number) = try stand.value("last change to \(path)") else {
        Issue.record("no event")
        continue
      }
      #expect(stand.session.stage.record(EventNumber(number))?.kind == kind)
    }
  }

  @Test func `worlds are compared for programs without a word beside the table`() throws {
    let stand = try Stand()
    stand.run("fork other; ping 172.20.0.100")
    stand.said.text = ""
    #expect(stand.run("compare main other --format json") == 0)
    #expect(stand.said.text.hasPrefix("["))
    for row in [
      ##"{"about":"first","world":"main","event":null,"time":null,"##,
      ##"{"about":"first","world":"other","event":"#127","time":540000000,"node":"operator","kind":"command""##,
      ##"{"about":"application","world":"other","event":"#"##, ##""kind":"app.received","##,
      ##""node":null,"kind":"app.received","packet":null,"fields":null,"count":0}"##,
      ##""node":null,"kind":"app.received","packet":null,"fields":null,"count":1}"##,
    ] { #expect(stand.said.text.contains(row), "\(row)") }
    #expect(!stand.said.text.contains(#""about":"application","world":"main""#))
    stand.said.text = ""
    stand.run("compare other other --format json")
    #expect(stand.said.text.filter { !$0.isWhitespace } == "[]")
    stand.said.text = ""
    stand.run("compare main other --format text")
    #expect(stand.said.text.contains("the same up to"))
  }

  @Test func `the last change leads back to the operator's command`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; run 40s; flag client icmp_error_unreachable_prohibited_create_new_flow on; run 40s")
    let event = try stand.value(
      "last change to client.flags[\"icmp-error-unreachable-prohibited-create-new-flow\"]")
    guard case .event(let number) = event else { return #expect(Bool(false), "\(event)") }
    #expect(stand.session.stage.record(Int(number))?.kind == "flag")
    #expect(stand.said.text.contains("command: flag client"))
    stand.run("last change to client.kind")
    #expect(stand.said.text.contains("has been so since the lab began"))
  }

  @Test func `a table is changed by somebody, and not by the clock in it`() throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; ping 172.21.0.101; revoke \"MyCorp Network\"; run 40s; ping 172.21.0.101; run 40s")
    let removed = try #require(stand.trace.last { $0.kind == "authorization.removed" })
    guard case .event(let number) = try stand.value("last change to gateway.authorizations") else {
      return #expect(Bool(false), "it was changed")
    }
    #expect(stand.session.stage.record(Int(number))?.t == removed.t)
    #expect(stand.said.text.contains("command: revoke"))
  }

  @Test(arguments: ["goto #1", "goto 0s", "goto 100ms", "goto #20", "back 126", "back 110"])
  func `the way leads back to before the nodes logged in, and to the same bytes again`(_ line: String) throws {
    let stand = try Stand()
    stand.run("ping 172.20.0.100; curl http://172.20.0.100/")
    let (whole, state) = (stand.trace.ndjson, try stand.stateJSON())
    stand.run("goto #126")
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(stand.trace.count < 126)
    for look in ["status", "nodes", "resources", "beliefs", "doctor", "events", "diagram", "connections"] {
      #expect(stand.run(look) == 0, "\(look): \(stand.said.complaints)")
    }
    stand.run("goto end")
    expectSame(stand.trace.ndjson, whole)
    expectSame(try stand.stateJSON(), state)
  }

  /// Another history, from before the clients have begun.
  @Test func `a lab whose gateway is restarted before it has begun comes up all the same`() throws {
    let stand = try Stand()
    #expect(stand.run("goto 0s; restart gateway; run 5s; ping 172.20.0.100") == 0, "\(stand.said.complaints)")
    #expect(stand.said.text.contains("1 received"))
    #expect(stand.session.stage.lab.violations.isEmpty)
  }

  @Test(arguments: ["goto #200", "back", "back 500", "goto 500ms", "undo", "goto end"])
  func `whoever interrupts the way stands where they stood, and can go it again`(_ line: String) throws {
    let knob = Knob()
    let stand = try Stand(isInterrupted: { knob.isPressed })
    stand.run("ping 172.20.0.100; run 60s")
    if line == "goto end" { stand.run("back 30") }
    let (trace, position, end) = (stand.trace.count, stand.session.stage.lab.position, stand.session.stage.lab.end)
    for looks in [1, 3, 6] {
      knob.press(after: looks)
      #expect(stand.run(line) == 130)
      #expect(stand.session.stage.lab.position == position && stand.session.stage.lab.end == end)
      #expect(stand.trace.count == trace)
    }
    knob.release()
    #expect(!stand.said.text.contains("undone"))
    #expect(stand.run(line) == 0, "\(stand.said.complaints)")
    #expect(stand.session.stage.lab.position != position)
  }

  @Test(arguments: ["goto #100000", "back 0", "back 100000", "undo 5000", "goto #0", "last change to client.nothing"])
  func `what is beyond the history is one error`(_ line: String) throws {
    let stand = try Stand()
    #expect(stand.run(line) == 2)
    #expect(stand.said.complaints.components(of: "error[") == 1)
  }
}

/// The key that interrupts, pressed while a command is at work: after so many looks at it.
private final class Knob {
  private var looks: Int?

  var isPressed: Bool {
    guard let left = looks else { return false }
    looks = max(0, left - 1)
    return left == 0
  }

  func press(after looks: Int) { self.looks = looks }
  func release() { looks = nil }
}

extension Stand {
  fileprivate func stateJSON() throws -> String {
    var text = Text()
    text.add(json: try session.stage.lab.answer(.state([])))
    return text.string
  }
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

/// Says no more than that: a whole trace in a message helps nobody.
private func expectSame<T: Equatable>(_ a: T, _ b: T, at location: SourceLocation = #_sourceLocation) {
  let isSame = a == b
  #expect(isSame, sourceLocation: location)
}
