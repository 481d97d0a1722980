import Base
import Glibc
import Lab
import Testing

@testable import Live

/// Whatever somebody does at a control socket, the node goes on, and others are served.
struct ControlServerTests {
  private func isServed(_ node: StubNode) throws -> Bool {
    let peer = try Knocker(node.path)
    guard peer.hear()?.hasPrefix(#"{"hello":"#) == true else { return false }
    peer.say(#"{"id":3,"wish":{"state":{"path":["a"]}}}"# + "\n")
    return peer.hear() == #"{"answer":{"_1":{"state":{"_0":{"fact":"a"}}},"id":3}}"#
  }

  @Test func `who asks is answered under the number that he gave`() throws {
    let (folder, number) = (try Folder(), 7)
    let node = try StubNode(folder)
    defer { node.end() }
    #expect(try isServed(node))
    let peer = try Knocker(node.path)
    _ = peer.hear()
    for i in number..<number + 3 { peer.say(#"{"id":\#(i),"wish":{"names":{}}}"# + "\n") }
    for i in number..<number + 3 { #expect(peer.hear()?.contains(#""id":\#(i)"#) == true) }
  }

  @Test func `what is no request is refused once, and the next one is answered`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    let peer = try Knocker(node.path)
    _ = peer.hear()
    for line in ["garbage", "", "[]", #"{"id":5,"wish":{"explode":{}}}"#, "\u{0}\u{1}"] {
      peer.say(line + "\n")
      let answer = peer.hear() ?? "nothing"
      #expect(answer.contains("malformed"), "\(line): \(answer)")
      #expect(answer.contains(line.contains("explode") ? #""id":5"# : #""id":0"#))
    }
    peer.say(#"{"id":6,"wish":{"names":{}}}"# + "\n")
    #expect(peer.hear()?.contains(#""id":6"#) == true)
  }

  @Test func `a line without end is cut off, and half a request leaves with who sent it`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    var half: Knocker? = try Knocker(node.path)
    half?.say(#"{"id":5,"wi"#)
    half = nil
    let endless = try Knocker(node.path)
    _ = endless.hear()
    let piece = String(repeating: "x", count: 64 << 10)
    for _ in 0..<8 { endless.say(piece) }
    let answer = endless.hear()
    #expect(answer == nil || answer?.contains("a line of more than") == true)
    #expect(try isServed(node))
  }

  @Test func `who has said all still gets his answer`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    let peer = try Knocker(node.path)
    peer.say(#"{"id":5,"wish":{"names":{}}}"# + "\n")
    shutdown(peer.stream.descriptor.number, Int32(SHUT_WR))
    _ = peer.hear()
    #expect(peer.hear()?.contains(#""id":5"#) == true)
    #expect(peer.hear() == nil)
  }

  @Test func `of a crowd some are let in, and when it has gone others are`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    var crowd = (0..<200).compactMap { _ in try? Knocker(node.path) }
    let greeted = crowd.prefix(40).count { $0.hear() != nil }
    #expect((1...32).contains(greeted))
    crowd = []
    var served = false
    for _ in 0..<100 where !served {
      served = (try? isServed(node)) == true
      if !served { usleep(10_000) }
    }
    #expect(served)
  }

  @Test func `what a listener does not read is counted, and nobody waits for him`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    let sleeper = try Knocker(node.path)
    _ = sleeper.hear()
    sleeper.say(#"{"id":1,"wish":{"listen":{"packets":true}}}"# + "\n")
    #expect(sleeper.hear()?.contains("done") == true)
    for number in 0..<100_000 { node.tell("taken", packet: UInt32(number + 1)) }
    #expect(try isServed(node))
    var (told, lost) = (0, 0)
    while told + lost < 100_000, let line = sleeper.hear() {
      if line.hasPrefix(#"{"event":"#) { told += 1 }
      if case .lost(let count)? = try? ControlCoding.message(ControlReply.self, Array(line.utf8)) { lost += count }
      if told % 1000 == 0 { sleeper.say(#"{"id":2,"wish":{"sync":{}}}"# + "\n") }
    }
    #expect(told + lost == 100_000)
    #expect(lost > 0)
  }

  @Test func `packets are told to those alone who asked for them, and the last events to whoever comes later`() throws {
    let folder = try Folder()
    let node = try StubNode(folder)
    defer { node.end() }
    node.tell("early")
    node.tell("packet", packet: 1)
    #expect(!node.desk.journal.wantsPackets)
    let plain = try Knocker(node.path)
    _ = plain.hear()
    plain.say(#"{"id":1,"wish":{"listen":{"packets":false}}}"# + "\n")
    #expect(plain.hear()?.contains("done") == true)
    #expect(plain.hear()?.contains(#""kind":"early""#) == true)
    node.tell("packet", packet: 2)
    node.tell("late")
    #expect(plain.hear()?.contains(#""kind":"late""#) == true)
  }
}
