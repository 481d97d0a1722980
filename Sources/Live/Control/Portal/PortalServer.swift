import Base
import Lab
import Portal

/// The portal as a process: its state machine behind a WebSocket server.
///
/// Everything but `stop` belongs to the thread that is in `run`.
package final class PortalServer: @unchecked Sendable {
  private(set) var plane: ControlPlane
  package private(set) var names: NameBook
  /// Its name, which stays.
  package let lab: String
  /// As the lab file says it now.
  private var description: LabDirectory
  let root: Chance
  /// nil where nothing outlasts the process.
  private let keeper: StateKeeper?
  private var dates: ClockWatch
  var clock: LiveClock { dates.clock }
  let loop: WebSocketLoop
  /// Who was let in and has not opened its socket yet.
  private var admitted = SortedTable<SocketNumber, Login>()
  private var nextPacket: UInt32 = 1
  private(set) var log: EventLog
  /// Told of all that happens as well, for those who are attached.
  let control: ControlJournal?
  /// Why it did not do what an operator asked last.
  var refusal: LabError?
  /// What is told before anything else.
  private var beginning: [ControlPlane.Output]

  /// - Parameters:
  ///   - name: what it calls itself in what it tells.
  ///   - news: told when what happens cannot be kept, and when it can again.
  ///   - observer: told of everything that happens, in order. Both on the thread that is in `run`.
  /// - Throws: when it cannot listen.
  package init(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, control: ControlJournal? = nil,
    news: @escaping (StateNews) -> Void = { _ in }, observer: @escaping (TraceRecord) -> Void
  ) throws(WebSocketProblem) {
    plane = portal.plane
    names = NameBook(portal.plane.directory)
    lab = portal.lab.topology.name
    (description, root, beginning) = (portal.lab, portal.root, portal.beginning)
    keeper = portal.state.map { StateKeeper($0, news: news) }
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
    tell(beginning, at: clock.now)
    beginning = []
    arm(at: clock.now)
    loop.run()
    keeper?.finish()
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
      let now = clock.now
      turn(at: now, operating: true) { [old = description.described] plane, out in
        count = plane.follow(from: old, to: new.described, at: now, into: &out)
      }
      description = new
      keeper?.keep(lab: new.described, at: now)
      done(count, plane.tokens(of: topology, root))
    }
  }

  func drive(_ input: ControlPlane.Input) {
    let now = clock.now
    var isOperator = false
    if case .operate = input { isOperator = true }
    turn(at: now, operating: isOperator) { plane, out in plane.handle(input, at: now, into: &out) }
  }

  /// What came of it is kept before anybody hears of it.
  private func turn(
    at now: Instant, operating: Bool = false, _ body: (inout ControlPlane, inout Outbox<ControlPlane.Output>) -> Void
  ) {
    log.begin()
    let before = operating ? plane.directory : nil
    var out = Outbox<ControlPlane.Output>(nextPacket: nextPacket)
    if let span = dates.look() {
      log.record(.reported(LiveReport(what: .clockSet(by: span))), at: now)
      plane.handle(.clockSet(dates.wall), at: now, into: &out)
    }
    body(&plane, &out)
    nextPacket = out.nextPacket
    if operating { names = NameBook(plane.directory) }
    keeper?.keep(plane.change(by: out.outputs, since: before), of: plane, lab: description.described, at: now)
    tell(out.outputs, at: now)
    arm(at: now)
  }

  private func tell(_ outputs: [ControlPlane.Output], at now: Instant) {
    for output in outputs {
      switch output {
      case .text(let socket, let text): loop.send(text, on: SocketNumber(value: socket.number))
      case .close(let socket): loop.close(SocketNumber(value: socket.number))
      case .event(let event):
        if case .actionRefused = event { refusal = PortalReport(event, names)?.refusal }
        if let happening = Happening(event, names, portal: log.node) { log.record(happening, at: now) }
      }
    }
  }

  private func arm(at now: Instant) {
    loop.wake(in: Instant.earlier(plane.timers.next, keeper?.nextTry).map { clock.wait(until: $0) })
  }
}

extension PortalServer: WebSocketUser {
  package func judge(_ upgrade: Upgrade, of socket: SocketNumber) -> HTTPAnswer? {
    do throws(LoginRefusal) {
      let request = try LoginRequest(target: upgrade.target, headers: upgrade.headers)
      let origin = Origin(remoteIP: upgrade.remote.flatMap { IPAddress(ofPeer: $0) })
      let now = clock.now
      // The hour first, by which tokens are judged.
      turn(at: now) { _, _ in }
      let login = try plane.admit(request, from: origin, at: now)
      admitted[socket] = login
      names.learn(login.participant, request.name)
      return nil
    } catch {
      return HTTPAnswer(refusing: error)
    }
  }

  package func answer(_ path: String) -> HTTPAnswer {
    guard path == "/healthz" else { return HTTPAnswer(404, #"{"error":"not found"}"# + "\n") }
    // It serves on, and whoever would end it for this would lose what is only in its memory.
    return HTTPAnswer(200, #"{"status":"ok"\#(keeper?.trouble == nil ? "" : #","state":"not kept""#)}"# + "\n")
  }

  package func opened(_ socket: SocketNumber) {
    guard let login = admitted.take(socket) else { return loop.close(socket) }
    drive(.opened(SocketID(socket.value), login))
  }

  package func received(_ text: String, on socket: SocketNumber) { drive(.text(SocketID(socket.value), text)) }

  package func closed(_ socket: SocketNumber, _ end: SocketEnd) {
    guard admitted.take(socket) == nil else { return }
    drive(.closed(SocketID(socket.value)))
  }

  package func woke() {
    let now = clock.now
    turn(at: now) { plane, out in plane.wake(at: now, into: &out) }
  }
}

extension NameBook {
  /// Participants of a live portal call themselves what they like; those that it knows have their names.
  fileprivate mutating func learn(_ participant: Participant, _ name: String?) {
    guard let name, !name.isEmpty else { return }
    switch participant {
    case .client(let id): clients[id] = clients[id] ?? name
    case .gateway(let id): gateways[id] = gateways[id] ?? name
    case .relay(let id): relays[id] = relays[id] ?? name
    }
  }
}
