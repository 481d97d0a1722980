import Base
import HostStack
import Lab

/// Live nodes as one world: their events in one trace, their packets under one numbering, their objects under one name
/// each.
final class AttachedWorld {
  private(set) var nodes: [AttachedNode] = []
  /// When the first of the nodes began, on the machine's clock.
  let zero: Int64
  let wall: WallClock
  var trace: [TraceRecord] = []
  /// The operator's last command: what follows from a deed follows from it.
  var command: EventNumber = 0
  var nextPacket: UInt32 = 1
  var numbering: [String: NodeNumbers] = [:]
  var crossings = Crossings()
  var book = AttachedNames()
  /// The stacks on which the shell's own applications run, by the clients through whose tunnels they speak.
  var hosts = SortedTable<String, AttachedHost>()
  let poller: Poller
  private var revival: Instant = .zero
  var folders: RunFolders

  /// Our own: how long one look at the world waits at most, so that the operator is heard.
  private static let slice: Duration = .seconds(1)
  /// Our own: a node that does not say how far it has come in this time is not waited for.
  private static let syncPatience: Duration = .milliseconds(200)
  /// Our own: how often a node that has ended is looked for again.
  private static let revivalPause: Duration = .milliseconds(500)

  init(
    _ paths: [String], in folders: [String], passingOver mayBeLeft: (String) -> Bool
  ) throws(AttachProblem) {
    self.folders = RunFolders(folders)
    do throws(SystemError) { poller = try Poller() } catch { throw AttachProblem(path: "", reason: "\(error)") }
    var nodes: [AttachedNode] = []
    for path in paths {
      do throws(AttachProblem) {
        nodes.append(try AttachedNode(path) { Self.name(of: $0, besides: nodes.map(\.name)) })
      } catch {
        guard error.isLeftOver, mayBeLeft(path) else { throw error }
      }
    }
    guard let first = nodes.min(by: { $0.hello.began < $1.hello.began })?.hello else {
      throw AttachProblem(path: paths.first ?? "", reason: "the nodes there have ended")
    }
    (zero, wall) = (first.began, WallClock(epoch: UnixTime(nanoseconds: first.epoch)))
    for node in nodes { add(node) }
    drain()
  }

  static func name(of hello: ControlHello, besides taken: [String]) -> String {
    var (name, number) = (hello.name, 1)
    while taken.contains(name) {
      number += 1
      name = "\(hello.name)-\(number)"
    }
    return name
  }

  func add(_ node: AttachedNode) {
    try? poller.watch(node.stream.descriptor, Poller.Token(UInt64(node.stream.descriptor.number)))
    nodes.append(node)
    numbering[node.name] = NodeNumbers()
    node.send(.listen(packets: true))
    learnNames(of: node)
  }

  /// In whole microseconds: nobody reads more.
  var now: Instant { Instant(nanoseconds: (LiveClock.machineTime &- zero) / 1000 * 1000) }

  func nodes(_ role: ControlHello.Role) -> [AttachedNode] { nodes.filter { $0.hello.role == role } }
  func node(_ name: String) -> AttachedNode? { nodes.first { $0.name == name } }
  var portal: AttachedNode? { nodes(.portal).first { !$0.isGone } }

  func learnNames(of node: AttachedNode) {
    if case .names(let names)? = try? node.ask(.names) { book.learn(names) }
  }

  // MARK: Time

  /// Takes in what has happened, until something is recorded for which `stop` is true, or `deadline`, or the operator
  /// may have something to say.
  func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    let sliceEnd = min(deadline, now + Self.slice)
    var seen = trace.count
    while true {
      drain()
      while seen < trace.count {
        seen += 1
        if stop(trace[seen - 1]) { return .stopped(seen) }
      }
      let now = now
      guard now < sliceEnd else { return .deadline }
      let wakes = Instant.earlier(folders.due, hosts.values.compactMap(\.host.timers.next).min())
      let next = Instant.earlier(sliceEnd, wakes) ?? sliceEnd
      let isQuiet = (try? poller.wait(for: max(.zero, next - now)))?.isEmpty ?? true
      // A signal, and with it perhaps the operator.
      if isQuiet, self.now < next { return .deadline }
    }
  }

  /// Takes in what has happened so far, and all that the shell's own applications do about it.
  func drain() {
    var isProgress = true
    while isProgress {
      for node in nodes { node.read() }
      merge()
      isProgress = feedHosts()
    }
    lookAtEnds()
    lookForNewcomers()
  }

  /// Puts what was told into the trace, in the order in which it happened: clocks are one on one machine. A node that
  /// has told less than the others is waited for, so that causes come before what follows from them.
  private func merge() {
    guard nodes.contains(where: { $0.told.first != nil }) else { return }
    let present = nodes.filter { !$0.isGone }
    for node in present { node.sync() }
    let horizon = present.compactMap { $0.takeSync(within: Self.syncPatience) }.min() ?? .max
    while let node = nodes.filter({ $0.told.first != nil }).min(by: Self.isEarlier), let record = node.told.first {
      guard record.at <= horizon else { break }
      node.told.removeFirst()
      append(record, of: node)
    }
  }

  private static func isEarlier(_ a: AttachedNode, _ b: AttachedNode) -> Bool {
    (a.told.first?.at ?? .max) < (b.told.first?.at ?? .max)
  }

  /// - Returns: the number of the record.
  @discardableResult
  func record(
    _ what: Happening, node: String, cause: EventNumber, packet: PacketID = .none, at moment: Int64? = nil
  ) -> EventNumber {
    let t = Instant(nanoseconds: ((moment ?? LiveClock.machineTime) &- zero) / 1000 * 1000)
    let n = trace.count + 1
    trace.append(
      TraceRecord(n: n, t: max(t, trace.last?.t ?? t), node: node, cause: cause, packet: packet, what: what))
    return n
  }

  // MARK: Ends

  /// Nodes that end are told of; one that is there again is attached again.
  private func lookAtEnds() {
    for node in nodes {
      let lost = node.takeLost()
      if lost > 0 {
        let fields = [Field("reason", "nobody read them in time"), Field("count", .number(Int64(lost)))]
        record(.reported(ToldReport(kind: "events.lost", fields: fields, isUpkeep: false)), node: node.name, cause: 0)
      }
      if let end = node.end, numbering[node.name]?.isOver == false {
        numbering[node.name]?.isOver = true
        poller.forget(node.stream.descriptor)
        let fields = [Field("reason", end)]
        record(.reported(ToldReport(kind: "node.stopped", fields: fields, isUpkeep: false)), node: node.name, cause: 0)
      }
    }
    guard nodes.contains(where: \.isGone), now >= revival else { return }
    revival = now + Self.revivalPause
    for (i, old) in nodes.enumerated().reversed() where old.isGone {
      guard let new = try? AttachedNode(old.path, naming: { _ in old.name }), new.hello.role == old.hello.role else {
        continue
      }
      nodes.remove(at: i)
      record(.reported(NodeReport.started), node: old.name, cause: 0)
      add(new)
    }
  }
}
