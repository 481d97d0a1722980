import Base
import Glibc
import Lab
import Wire

/// The shell's end of one live node's control socket.
final class AttachedNode {
  let path: String
  let hello: ControlHello
  /// Unique among the nodes of a lab.
  let name: String
  /// What it told and no trace has yet.
  var told = ToldRecords()
  /// Packets that came back for the shell's own applications, by the node's numbers.
  private var answered: [(packet: IPPacket, id: UInt32)] = []
  private(set) var lost = 0
  /// Why nothing comes of it any more.
  private(set) var end: String?
  let stream: LocalStream
  private var lines = ControlLines(longest: ControlReply.longest)
  private var outgoing: [UInt8] = []
  private var lastRequest: UInt32 = 0
  private var answers: [UInt32: ControlAnswer] = [:]
  private var lastSync: UInt32?

  /// Our own: a node that says nothing for so long is given up. Its own loop never waits.
  static let patience: Duration = .seconds(5)

  /// - Parameters:
  ///   - patience: for its first line.
  ///   - naming: what it is called here, by what it calls itself.
  /// - Throws: where nobody listens, or somebody who is no node of ours.
  init(
    _ path: String, within patience: Duration = patience, naming: (ControlHello) -> String
  ) throws(AttachProblem) {
    do throws(SystemError) { stream = try LocalStream(to: path) } catch {
      throw AttachProblem(path: path, reason: error.explanation, isLeftOver: error.code == ECONNREFUSED)
    }
    self.path = path
    let greeting = Greeting(stream)
    hello = try greeting.hello(path, within: patience)
    lines = greeting.lines
    name = naming(hello)
  }

  var isGone: Bool { end != nil }

  // MARK: Asking

  /// Sends a wish and does not wait.
  ///
  /// - Returns: the number of the answer.
  @discardableResult
  func send(_ wish: ControlWish) -> UInt32 {
    lastRequest += 1
    outgoing += ControlCoding.line(ControlRequest(id: lastRequest, wish))
    flush()
    return lastRequest
  }

  /// - Parameter note: told the wish's number before anything comes of it.
  /// - Throws: what the node refuses, and where it does not answer any more.
  func ask(_ wish: ControlWish, note: (UInt32) -> Void = { _ in }) throws(LabError) -> ControlAnswer {
    let number = send(wish)
    note(number)
    guard let answer = wait(within: Self.patience, { answers.removeValue(forKey: number) }) else {
      throw .invalid(what: "asking `\(name)`", reason: end ?? "it has not answered for \(Self.patience.text)")
    }
    if case .refused(let refusal) = answer { throw refusal.error }
    return answer
  }

  func sync() { lastSync = send(.sync) }

  /// Until when all that the node has to tell has come; nil while its answer is on its way.
  func takeSync(within span: Duration) -> Int64? {
    guard let number = lastSync else { return nil }
    guard case .told(let until)? = wait(within: span, { answers.removeValue(forKey: number) }) else { return nil }
    lastSync = nil
    return until
  }

  func takeAnswered() -> [(packet: IPPacket, id: UInt32)] {
    defer { answered = [] }
    return answered
  }

  func takeLost() -> Int {
    defer { lost = 0 }
    return lost
  }

  private func wait<Answer>(within span: Duration, _ look: () -> Answer?) -> Answer? {
    let limit = LiveClock.machineTime + span.nanoseconds
    while true {
      read()
      if let answer = look() { return answer }
      let left = limit - LiveClock.machineTime
      guard !isGone, left > 0 else { return nil }
      stream.wait(toWrite: !outgoing.isEmpty, nanoseconds: left)
      flush()
    }
  }

  // MARK: Bytes

  func read() {
    while !isGone {
      switch stream.read() {
      case .bytes(let bytes): lines.append(bytes)
      case .nothing: return
      case .end: end = "it has ended"
      }
      do throws(ControlRefusal) { while let line = try lines.next() { try hear(line) } } catch {
        end = "it says what cannot be understood"
      }
    }
  }

  private func hear(_ line: [UInt8]) throws(ControlRefusal) {
    switch try ControlCoding.message(ControlReply.self, line) {
    case .hello: break
    case .answer(let id, let answer): answers[id] = answer
    case .event(let record): told.append(record)
    case .lost(let count): lost += count
    case .answered(let packet, let id): answered.append((packet, id))
    }
  }

  private func flush() {
    while !outgoing.isEmpty, !isGone {
      guard let count = stream.write(outgoing[...]) else {
        end = "it has ended"
        return
      }
      guard count > 0 else { return }
      outgoing.removeFirst(count)
    }
  }
}

/// The first line of a connection.
private final class Greeting {
  private let stream: LocalStream
  var lines = ControlLines(longest: ControlReply.longest)

  init(_ stream: LocalStream) { self.stream = stream }

  func hello(_ path: String, within span: Duration) throws(AttachProblem) -> ControlHello {
    let limit = LiveClock.machineTime + span.nanoseconds
    while LiveClock.machineTime < limit {
      switch stream.read() {
      case .bytes(let bytes): lines.append(bytes)
      case .nothing: stream.wait(toWrite: false, nanoseconds: limit - LiveClock.machineTime)
      case .end: throw AttachProblem(path: path, reason: "it closed the connection; is it another user's?")
      }
      guard let line = try? lines.next() else { continue }
      guard case .hello(let hello)? = try? ControlCoding.message(ControlReply.self, line),
        hello.version == ControlHello.version
      else { throw AttachProblem(path: path, reason: "no node of this version is there") }
      return hello
    }
    throw AttachProblem(path: path, reason: "nothing came within \(span.text)")
  }
}

/// Records of one node in its own order, until a trace takes them.
struct ToldRecords {
  private var waiting: [ControlRecord] = []
  private var next = 0

  var first: ControlRecord? { next < waiting.count ? waiting[next] : nil }

  mutating func append(_ record: ControlRecord) { waiting.append(record) }

  mutating func removeFirst() {
    next += 1
    if next == waiting.count { (waiting, next) = ([], 0) }
  }
}

/// Why a node cannot be attached.
package struct AttachProblem: Error, Hashable, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// A socket of a node that is gone.
  package var isLeftOver = false

  package var description: String { "cannot attach to \(path): \(reason)" }
}

extension LocalStream {
  /// Until something can be read, or written, or the time is over.
  func wait(toWrite: Bool, nanoseconds: Int64) {
    var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0), revents: 0)
    _ = poll(&entry, 1, Int32(clamping: nanoseconds / 1_000_000 + 1))
  }
}
