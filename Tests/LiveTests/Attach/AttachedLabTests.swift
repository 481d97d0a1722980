import Base
import Glibc
import Lab
import Testing

@testable import Live

/// Nodes that are attached, as one lab.
struct AttachedLabTests {
  @Test func `what several nodes tell stands in one trace, in the order in which it happened`() throws {
    let folder = try Folder()
    let (client, gateway) = (try StubNode(folder), try StubNode(folder, "gateway", role: .gateway))
    defer {
      client.end()
      gateway.end()
    }
    var lab = try AttachedLab([client.path, gateway.path])
    for _ in 0..<50 {
      client.tell("one")
      gateway.tell("two")
    }
    let end = lab.run(until: lab.now + .milliseconds(50)) { _ in false }
    #expect(end == .deadline)
    #expect(lab.trace.map(\.kind) == (0..<100).map { $0 % 2 == 0 ? "one" : "two" })
    #expect(lab.trace.map(\.n) == Array(1...100))
    #expect(zip(lab.trace, lab.trace.dropFirst()).allSatisfy { $0.t <= $1.t })
    #expect(Set(lab.trace.map(\.node)) == ["client", "gateway"])
  }

  @Test func `waiting ends with what is waited for`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    var lab = try AttachedLab([node.path])
    let teller = try LoopThread.start {
      usleep(20_000)
      node.tell("awaited")
    }
    defer { pthread_join(teller, nil) }
    let limit = lab.now + .seconds(20)
    var end = RunEnd.deadline
    while end == .deadline, lab.now < limit { end = lab.run(until: limit) { $0.kind == "awaited" } }
    #expect(end == .stopped(1))
    #expect(lab.now < limit)
  }

  @Test func `a node that ends is told of, and attached again when it is back`() throws {
    let folder = try Folder()
    var node = try StubNode(folder)
    var lab = try AttachedLab([node.path])
    node.end()
    func runs(until kind: String) -> Bool {
      for _ in 0..<20 {
        if case .stopped = lab.run(until: lab.now + .seconds(1), stop: { $0.kind == kind }) { return true }
      }
      return false
    }
    #expect(runs(until: "node.stopped"))
    #expect(throws: LabError.self) { try lab.answer(.state(["client", "life"])) }
    node = try StubNode(folder)
    defer { node.end() }
    #expect(runs(until: "node.started"))
    #expect(try lab.answer(.state(["client", "life"])) == .fact(.text("life")))
  }

  @Test func `a node that begins in the folder is attached, and told of`() throws {
    let folder = try Folder()
    let first = try StubNode(folder)
    // Somebody else's socket that is in the folder, too, is passed over once.
    let stranger = try LocalStream.socket()
    var name = try LocalSocketName(folder.path + "/stranger.sock")
    #expect(name.with { bind(stranger.number, $0, $1) } == 0)
    var lab = try AttachedLab([first.path], in: [folder.path])
    #expect(try lab.answer(.names(.node)) == .fact(.list([.text("client")])))
    let second = try StubNode(folder, "gateway", role: .gateway)
    defer {
      first.end()
      second.end()
    }
    _ = try lab.perform(.command("nodes"))
    #expect(try lab.answer(.names(.node)) == .fact(.list([.text("client"), .text("gateway")])))
    #expect(lab.trace.map { "\($0.node) \($0.kind)" } == ["gateway node.started", "operator command"])
    // And without a command, while time passes.
    let third = try StubNode(folder, "gateway", role: .gateway)
    defer { third.end() }
    let limit = lab.now + .seconds(20)
    var end = RunEnd.deadline
    while end == .deadline, lab.now < limit { end = lab.run(until: limit) { $0.kind == "node.started" } }
    #expect(end == .stopped(3))
    #expect(try lab.answer(.names(.gateway)) == .fact(.list([.text("gateway"), .text("gateway-2")])))
  }

  @Test func `a deed of the portal is done when those who are told of it have heard`() throws {
    let folder = try Folder()
    let log = StubLog()
    let client = try StubNode(folder)
    let gateway = try StubNode(folder, "gateway", role: .gateway) { asked in
      if case .state(["authorizations"]) = asked.wish {
        let rows: [[Fact]] = log.hasHeard ? [] : [[.text("client"), .text("R")], [.text("client"), .text("S")]]
        asked.answer(.state(.table(columns: ["client", "resource"], rows: rows)))
      } else {
        asked.answer(StubNode.usual(asked.wish))
      }
    }
    let portal = try StubNode(folder, "portal", role: .portal) { asked in
      if case .revoke = asked.wish { log.send?() }
      asked.answer(StubNode.usual(asked.wish))
    }
    defer { for node in [client, gateway, portal] { node.end() } }
    let teller = log.tell(from: portal, to: gateway, after: 100_000)
    defer { teller.join() }
    var lab = try AttachedLab([client.path, gateway.path, portal.path])
    _ = try lab.perform(.command("revoke"))
    guard case .done = try lab.perform(.revoke(resource: "R", client: "client", gateway: "gateway")) else {
      return #expect(Bool(false))
    }
    // Nothing has to be waited for.
    #expect(log.hasHeard)
    #expect(lab.trace.map(\.kind) == ["command", "portal.sent", "portal.received"])
    #expect(lab.trace.map(\.cause) == [0, 0, 2])
  }

  @Test func `what opens sessions is told to whoever asks for it by name, and of nothing else`() throws {
    let folder = try Folder()
    let node = try StubNode(folder) { asked in
      asked.answer(asked.wish == .keys ? .keys(["LOCAL_EPHEMERAL_PRIVATE_KEY = x"]) : StubNode.usual(asked.wish))
    }
    defer { node.end() }
    let lab = try AttachedLab([node.path])
    #expect(try lab.answer(.keyLog) == .fact(.list([.text("LOCAL_EPHEMERAL_PRIVATE_KEY = x")])))
    #expect(try lab.answer(.inner([4, 0, 0, 0])) == .fact(.none))
  }

  @Test func `what opens sessions is kept while somebody is told of packets, and no longer`() throws {
    let journal = try ControlJournal()
    journal.keep(["nobody looks"])
    journal.listen(1, packets: false)
    journal.keep(["nobody looks at packets"])
    #expect(journal.keyLog == [])
    journal.listen(2, packets: true)
    journal.listen(3, packets: true)
    journal.keep(["a"])
    journal.leave(2)
    journal.keep(["b"])
    #expect(journal.keyLog == ["a", "b"])
    for _ in 0..<5000 { journal.keep(["c"]) }
    #expect(journal.keyLog.count == 4096 && journal.keyLog.first == "c")
    journal.leave(3)
    #expect(journal.keyLog == [])
  }

  @Test func `a node that does not answer is an error, and the others are asked on`() throws {
    let folder = try Folder()
    let silent = try StubNode(folder, "silent", role: .gateway) { asked in
      if asked.wish == .names { asked.answer(.names([])) }
    }
    let node = try StubNode(folder)
    defer {
      silent.end()
      node.end()
    }
    let lab = try AttachedLab([silent.path, node.path])
    do throws(LabError) {
      _ = try lab.answer(.state(["silent", "life"]))
      Issue.record("it answered")
    } catch {
      #expect(error == .invalid(what: "asking `silent`", reason: "it has not answered for 5s"))
    }
    #expect(try lab.answer(.state(["client", "a"])) == .fact(.text("a")))
  }

  @Test func `nodes of one name are told apart`() throws {
    let folder = try Folder()
    let (a, b) = (try StubNode(folder), try StubNode(folder))
    defer {
      a.end()
      b.end()
    }
    let lab = try AttachedLab([a.path, b.path])
    #expect(try lab.answer(.names(.client)) == .fact(.list([.text("client"), .text("client-2")])))
  }

  @Test func `where nobody of ours is, attaching says why`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    let path = node.path
    node.end()
    #expect(throws: AttachProblem(path: folder.path + "/x.sock", reason: "No such file or directory")) {
      try AttachedLab([folder.path + "/x.sock"])
    }
    // As after kill -9: the path is there, and nobody listens.
    let left = try LocalStream.socket()
    var name = try LocalSocketName(path)
    #expect(name.with { bind(left.number, $0, $1) } == 0)
    #expect(
      throws: AttachProblem(
        path: path, reason: "Connection refused; the node that made it is gone: start it again", isLeftOver: true)
    ) {
      try AttachedLab([path])
    }
    #expect(throws: AttachProblem(path: path, reason: "the nodes there have ended")) {
      try AttachedLab([path]) { _ in true }
    }
  }

  @Test func `what only a simulation can do is one error`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    var lab = try AttachedLab([node.path])
    let actions: [Action] = [
      .unshape(link: "client"), .heal(nil, nil), .partition("client", nil), .setQuirk("x", node: "client", on: true),
      .node("client", .restart(gracefully: true)), .removeRule(1),
    ]
    for action in actions {
      do throws(LabError) {
        _ = try lab.perform(action)
        Issue.record("\(action) was done")
      } catch {
        guard case .notSupported(_, let reason) = error else { return #expect(Bool(false), "\(error)") }
        #expect(reason.hasPrefix("only a simulated lab can"))
      }
    }
  }
}
