import Base
import Lab
import Portal

/// The portal as a process: its state machine behind a WebSocket server.
///
/// Everything but `stop` belongs to the thread that is in `run`.
package final class PortalServer: @unchecked Sendable {
  private(set) var machine: LabPortal
  /// Its name, which stays.
  package let lab: String
  private let root: Chance
  /// nil where nothing outlasts the process.
  private let keeper: StateKeeper?
  private var dates: ClockWatch
  var clock: LiveClock { dates.clock }
  let loop: WebSocketLoop
  private var nextPacket: UInt32 = 1
  private(set) var log: EventLog
  /// Told of all that happens as well, for those who are attached.
  let control: ControlJournal?
  private let recorder: NodeRecorder?
  /// What is told before anything else.
  private var beginning: (at: Instant, outputs: [LabPortal.Output])

  /// - Parameters:
  ///   - name: what it calls itself in what it tells.
  ///   - recording: where what the machine is told is written, and by which program.
  ///   - news: told when what happens cannot be kept, and when it can again.
  ///   - observer: told of everything that happens, in order. Both on the thread that is in `run`.
  /// - Throws: when it cannot listen.
  package init(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, control: ControlJournal? = nil,
    recording: (file: RecordingFile, program: String)? = nil, news: @escaping (StateNews) -> Void = { _ in },
    observer: @escaping (TraceRecord) -> Void
  ) throws(WebSocketProblem) {
    machine = portal.machine
    lab = portal.lab.topology.name
    (root, beginning) = (portal.root, portal.beginning)
    keeper = portal.state.map { StateKeeper($0, news: news) }
    recorder = recording.map { recording in
      let birth = BundleBirth(
        name: name, program: recording.program, portal.birth, addresses: LocalAddresses.all())
      return NodeRecorder(recording.file, birth, at: .zero)
    }
    dates = ClockWatch(portal.clock)
    self.control = control
    log = EventLog(node: name) { record in
      control?.note(record)
      observer(record)
    }
    loop = try WebSocketLoop(settings)
    loop.user = self
  }

  package var port: UInt16 { loop.port }

  /// Serves until `stop`.
  package func run() {
    recorder?.note(.start, at: beginning.at, nextPacket: nextPacket)
    tell(beginning.outputs, at: clock.now)
    recorder?.check(at: beginning.at)
    beginning.outputs = []
    arm(at: clock.now)
    loop.run()
    keeper?.finish()
    recorder?.finish("the node ended", at: clock.now)
  }

  /// From any thread.
  package func stop() { loop.stop() }

  /// Follows what a lab file says now, as an operator would; from any thread.
  ///
  /// - Parameter done: told how many changes that were, and of the tokens, on the thread that is in `run`.
  /// - Throws: what the directory refuses; everything stays as it is then.
  package func follow(
    _ topology: Topology, done: @escaping @Sendable (Int, [LivePortal.Token]) -> Void
  ) throws(TopologyError) {
    let new = try LabDirectory(topology, root)
    loop.post { [self] in
      var count = 0
      for case .followed(let changes) in drive(.described(new.described)) { count = changes }
      keeper?.keep(lab: new.described, at: clock.now)
      done(count, machine.plane.tokens(of: topology, root))
    }
  }

  /// - Returns: what came of it.
  @discardableResult
  func drive(_ input: LabPortal.Input) -> [LabPortal.Output] {
    turn(at: clock.now, input.call, operating: input.isOperators) { machine, now, out in
      machine.handle(input, at: now, into: &out)
    }
  }

  /// What came of it is kept before anybody hears of it.
  @discardableResult
  private func turn(
    at now: Instant, _ call: @autoclosure () -> RecordedCall, operating: Bool = false,
    _ body: (inout LabPortal, Instant, inout Outbox<LabPortal.Output>) -> Void
  ) -> [LabPortal.Output] {
    watchClock(at: now)
    log.begin()
    recorder?.note(call(), at: now, nextPacket: nextPacket)
    let before = operating ? machine.plane.directory : nil
    var out = Outbox<LabPortal.Output>(nextPacket: nextPacket)
    body(&machine, now, &out)
    nextPacket = out.nextPacket
    let change = machine.plane.change(by: out.outputs.compactMap(\.ofPlane), since: before)
    keeper?.keep(change, of: machine.plane, lab: machine.described, at: now)
    tell(out.outputs, at: now)
    recorder?.check(at: now)
    arm(at: now)
    return out.outputs
  }

  /// The hour first, by which all else is judged.
  private func watchClock(at now: Instant) {
    guard let span = dates.look() else { return }
    log.begin()
    log.record(.reported(LiveReport(what: .clockSet(by: span))), at: now)
    drive(.clockSet(dates.wall))
  }

  private func tell(_ outputs: [LabPortal.Output], at now: Instant) {
    for output in outputs {
      if let deed = output.deed { recorder?.note(deed) }
      guard case .plane(let output) = output else { continue }
      switch output {
      case .text(let socket, let text): loop.send(text, on: SocketNumber(value: socket.number))
      case .close(let socket): loop.close(SocketNumber(value: socket.number))
      case .event(let event):
        if let happening = Happening(event, machine.names, portal: log.node) { log.record(happening, at: now) }
      }
    }
  }

  private func arm(at now: Instant) {
    let next = Instant.earlier(Instant.earlier(machine.timers.next, keeper?.nextTry), recorder?.due)
    loop.wake(in: next.map { clock.wait(until: $0) })
  }

  private func settle(at now: Instant) {
    guard let end = recorder?.settle(at: now) else { return }
    log.begin()
    log.record(.reported(LiveReport(what: .recordingEnded(end))), at: now)
  }
}

extension LabPortal.Input {
  /// Whether it may change any row of the directory.
  fileprivate var isOperators: Bool {
    switch self {
    case .start, .wished, .described: true
    case .knocked, .opened, .closed, .text, .clockSet: false
    }
  }
}

extension LabPortal.Output {
  fileprivate var ofPlane: ControlPlane.Output? { if case .plane(let output) = self { output } else { nil } }
}

extension PortalServer: WebSocketUser {
  package func judge(_ upgrade: Upgrade, of socket: SocketNumber) -> HTTPAnswer? {
    let knock = Knock(
      upgrade.target, headers: upgrade.headers, remote: upgrade.remote.flatMap { IPAddress(ofPeer: $0) })
    for case .turnedAway(_, let refusal) in drive(.knocked(SocketID(socket.value), knock)) {
      return HTTPAnswer(refusing: refusal)
    }
    return nil
  }

  package func answer(_ path: String) -> HTTPAnswer {
    if LoginRequest.Role(path: path) != nil {
      return HTTPAnswer(400, #"{"error":"a WebSocket is served here: the request has to ask for the upgrade"}"# + "\n")
    }
    guard path == "/healthz" else { return HTTPAnswer(404, #"{"error":"not found"}"# + "\n") }
    // It serves on, and whoever would end it for this would lose what is only in its memory.
    return HTTPAnswer(200, #"{"status":"ok"\#(keeper?.trouble == nil ? "" : #","state":"not kept""#)}"# + "\n")
  }

  package func opened(_ socket: SocketNumber) { drive(.opened(SocketID(socket.value))) }

  package func received(_ text: String, on socket: SocketNumber) { drive(.text(SocketID(socket.value), text)) }

  package func closed(_ socket: SocketNumber, _ end: SocketEnd) { drive(.closed(SocketID(socket.value))) }

  package func woke() {
    let now = clock.now
    // A recording that is to be written is no reason to wake the machine.
    if let due = Instant.earlier(machine.timers.next, keeper?.nextTry), due <= now {
      turn(at: now, .wake) { $0.wake(at: $1, into: &$2) }
    }
    settle(at: now)
    arm(at: now)
  }
}
