import Access
import Base
import Lab
import Wire

/// A recorded node as a lab: its machine is executed again, and can go back and forth. It begins at its end.
///
/// Nothing can be done in it: what happened has happened.
package struct NodeReplay<Machine: RecordedMachine>: ReplayedLab {
  let recording: Recording
  private(set) var node: ReplayedNode<Machine>
  package private(set) var trace: [TraceRecord] = []
  package private(set) var now = Instant.zero
  /// Where the machine first did otherwise than the recorded one.
  package private(set) var divergence: Divergence?
  private var history: History<ReplayedNode<Machine>>
  /// All that happened, for whoever goes forward over it again.
  private var whole: [TraceRecord] = []
  package private(set) var end: LabPosition
  package private(set) var steps: [AnonymousTrace.Step] = []

  /// - Parameter machine: as it was born.
  init(_ recording: Recording, _ machine: Machine, until end: Instant) {
    self.recording = recording
    node = ReplayedNode(machine)
    history = History(node)
    self.end = LabPosition(steps: 0, actions: 0, events: 0, now: .zero)
    while step(isFirst: true) {}
    now = max(now, end)
    (self.end, whole) = (position, trace)
  }

  package var origin: BundleOrigin { recording.birth.origin }
  package var name: String { "recording" }
  package var seed: UInt64 { 0 }
  package var wall: WallClock { origin.wall }
  package var violations: [Violation] { [] }
  package var isRecorded: Bool { true }

  package var knownNames: [String] {
    let book = node.book
    return node.machine.ownNames
      + [book.resources.values, book.sites.values, book.clients.values, book.gateways.values, book.relays.values]
      .flatMap { Array($0) }
  }

  package var position: LabPosition {
    LabPosition(steps: node.calls, actions: 0, events: trace.count, now: now)
  }

  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    // Events keep their numbers: what was asked meanwhile is none.
    if case .command = action { return .done }
    throw Self.over
  }

  // MARK: Time

  private var next: Instant? { node.calls < recording.calls.count ? recording.calls[node.calls].at : nil }

  /// - Returns: false at the end.
  @discardableResult
  private mutating func step(isFirst: Bool = false) -> Bool {
    guard let next else { return false }
    now = next
    let found = node.step(recording, into: &trace)
    guard isFirst else { return true }
    if divergence == nil { divergence = found }
    steps.append(AnonymousTrace.Step(at: now, last: trace.count))
    history.note(node, steps: node.calls, records: trace.count, now: now)
    return true
  }

  package mutating func run(until deadline: Instant, stop: (TraceRecord) -> Bool) -> RunEnd {
    while let next, next <= deadline {
      let seen = trace.count
      step()
      if let i = (seen..<trace.count).first(where: { stop(trace[$0]) }) { return .stopped(i + 1) }
    }
    now = max(now, min(deadline, end.now))
    return now >= end.now && next == nil ? .idle : .deadline
  }

  package mutating func travel(to moment: Moment, unless isGivenUp: () -> Bool) throws(LabError) {
    if case .event(let n) = moment, !(1...max(1, end.events)).contains(n) || end.events == 0 {
      throw .invalid(
        what: "#\(n)", reason: end.events == 0 ? "nothing happened" : "the events are #1 to #\(end.events)")
    }
    let stood = self
    enter(history.nearest(to: moment))
    guard goOn(to: moment, unless: isGivenUp) else {
      self = stood
      return
    }
  }

  /// - Returns: false if it was given up on the way.
  private mutating func goOn(to moment: Moment, unless isGivenUp: () -> Bool) -> Bool {
    while isBefore(moment) {
      if isGivenUp() { return false }
      if case .before(let n) = moment {
        guard step(before: n) else { return true }
      } else {
        step()
      }
    }
    switch moment {
    case .event, .before: break
    case .time(let t): now = max(now, min(t, end.now))
    case .position(let position): now = max(now, position.now)
    }
    return true
  }

  private func isBefore(_ moment: Moment) -> Bool {
    guard let next else { return false }
    return switch moment {
    case .event(let n), .before(let n): trace.count < n
    case .time(let t): next <= t
    case .position(let position): node.calls < position.steps
    }
  }

  private mutating func enter(_ kept: History<ReplayedNode<Machine>>.Kept) {
    node = kept.moment
    if kept.records > trace.count { trace += whole[trace.count..<kept.records] }
    trace.removeSubrange(kept.records...)
    now = kept.now
  }

  /// - Returns: false where the step would bring this event: it is not taken.
  private mutating func step(before n: EventNumber) -> Bool {
    let (before, moment, count) = (node, now, trace.count)
    step()
    guard trace.count >= n else { return true }
    (node, now) = (before, moment)
    trace.removeSubrange(count...)
    return false
  }

  package func lastChange(of path: [String], unless isGivenUp: () -> Bool) throws(LabError) -> EventNumber? {
    _ = try answer(.state(path))
    var again = self
    var limit = node.calls
    for kept in history.kept.reversed() where kept.steps < limit && !isGivenUp() {
      again.enter(kept)
      let event = again.lastChange(of: path, unless: isGivenUp) { $0.node.calls < limit && $0.step() }
      if let event { return event }
      limit = kept.steps
    }
    return nil
  }
}

/// What is over, as a lab.
package protocol ReplayedLab: LabBackend {
  var origin: BundleOrigin { get }
  var divergence: Divergence? { get }
  var steps: [AnonymousTrace.Step] { get }
  /// What the node knows by name.
  var knownNames: [String] { get }
}

extension ReplayedLab {
  static var over: LabError {
    .notSupported(what: "doing something", reason: "this is a recording: what happened has happened")
  }

  static func whole(_ what: String) -> LabError {
    .notSupported(what: what, reason: "only a whole lab can: this is the recording of one node")
  }
}

extension Bundle {
  /// The node as a lab, at the end of what was recorded.
  package var lab: any ReplayedLab {
    let last = end?.at ?? .zero
    switch contents {
    case .anonymous(let trace): return TracePlayer(origin, trace, until: last)
    case .recording(let recording): return Self.lab(recording, until: last)
    }
  }

  private static func lab(_ recording: Recording, until end: Instant) -> any ReplayedLab {
    let flags = recording.birth.origin.flags
    return switch recording.birth.own {
    case .client(let local): NodeReplay(recording, AccessClient(local, flags: flags), until: end)
    case .gateway(let local): NodeReplay(recording, AccessGateway(local, flags: flags), until: end)
    case .relay(let local): NodeReplay(recording, AccessRelay(local), until: end)
    case .portal(let birth): NodeReplay(recording, LabPortal(birth), until: end)
    }
  }
}
