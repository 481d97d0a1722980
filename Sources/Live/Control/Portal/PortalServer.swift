import Base
import Lab
import Portal

/// The portal as a process: its state machine behind a WebSocket server.
///
/// Everything but `stop` belongs to the thread that is in `run`.
package final class PortalServer: @unchecked Sendable {
  private var plane: ControlPlane
  package private(set) var names: NameBook
  private let clock: LiveClock
  private let loop: WebSocketLoop
  /// Who was let in and has not opened its socket yet.
  private var admitted = SortedTable<SocketNumber, Login>()
  private var nextPacket: UInt32 = 1
  private var log: EventLog
  private let control: ControlJournal?
  /// Why it did not do what an operator asked last.
  private var refusal: LabError?
  /// For identifiers of what an operator adds.
  private let chance: Chance

  /// - Parameters:
  ///   - name: what it calls itself in what it tells.
  ///   - observer: told of everything that happens, in order, on the thread that is in `run`.
  /// - Throws: when it cannot listen.
  package init(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, control: ControlJournal? = nil,
    observer: @escaping (TraceRecord) -> Void
  ) throws(WebSocketProblem) {
    plane = portal.plane
    names = portal.names
    clock = portal.clock
    self.control = control
    chance = portal.chance
    log = EventLog(node: name) { record in
      control?.note(record)
      observer(record)
    }
    loop = try WebSocketLoop(settings)
    loop.user = self
  }

  package var port: UInt16 { loop.port }

  /// Serves until `stop`.
  package func run() { loop.run() }

  /// From any thread.
  package func stop() { loop.stop() }

  private func drive(_ input: ControlPlane.Input) {
    let now = clock.now
    log.begin()
    follow(at: now) { plane.handle(input, at: now, into: &$0) }
  }

  private func follow(at now: Instant, _ body: (inout Outbox<ControlPlane.Output>) -> Void) {
    var out = Outbox<ControlPlane.Output>(nextPacket: nextPacket)
    body(&out)
    nextPacket = out.nextPacket
    for output in out.outputs {
      switch output {
      case .text(let socket, let text): loop.send(text, on: SocketNumber(value: socket.number))
      case .close(let socket): loop.close(SocketNumber(value: socket.number))
      case .event(let event):
        if case .actionRefused = event { refusal = PortalReport(event, names)?.refusal }
        if let happening = Happening(event, names, portal: log.node) { log.record(happening, at: now) }
      }
    }
    loop.wake(in: plane.timers.next.map { $0 - now })
  }
}

extension PortalServer: WebSocketUser {
  package func judge(_ upgrade: Upgrade, of socket: SocketNumber) -> HTTPAnswer? {
    do throws(LoginRefusal) {
      let request = try LoginRequest(target: upgrade.target, headers: upgrade.headers)
      let origin = Origin(remoteIP: upgrade.remote.flatMap { IPAddress(ofPeer: $0) })
      let login = try plane.admit(request, from: origin, at: clock.now)
      admitted[socket] = login
      names.learn(login.participant, request.name)
      return nil
    } catch {
      return HTTPAnswer(refusing: error)
    }
  }

  package func answer(_ path: String) -> HTTPAnswer {
    path == "/healthz" ? HTTPAnswer(200, #"{"status":"ok"}"# + "\n") : HTTPAnswer(404, #"{"error":"not found"}"# + "\n")
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
    log.begin()
    follow(at: now) { plane.wake(at: now, into: &$0) }
  }
}

// What the shell asks of it.
extension PortalServer {
  /// From any thread.
  package func ask(_ asked: ControlDesk.Asked) { loop.post { [weak self] in self?.obey(asked) } }

  private func obey(_ asked: ControlDesk.Asked) {
    control?.begin(for: asked.origin)
    let answer: ControlAnswer
    do throws(LabError) { answer = try self.answer(asked.wish, at: clock.now) } catch {
      answer = .refused(ControlRefusal(error))
    }
    control?.begin()
    asked.answer(answer)
  }

  private func answer(_ wish: ControlWish, at now: Instant) throws(LabError) -> ControlAnswer {
    let orders = PortalOrders(plane.directory, names, chance, serial: log.count, at: clock.wall.time(at: now))
    switch wish {
    case .state(let path): return .state(try parts(at: now).state(at: path[...]))
    case .names: return .names(names.byIdentifier)
    case .refusal(let client, let resource):
      return .text(plane.wouldRefuse(try orders.clientID(client), try orders.resource(resource), at: now)?.wireText)
    case .revoke(let resource, let client, let gateway):
      drive(
        .operate(
          .rejectAccess(
            try orders.gatewayID(gateway), try orders.clientID(client), try orders.resource(resource))))
      return .done
    case .filters(let resource, let filters):
      try operate([.setFilters(try orders.resource(resource), filters)])
      return .done
    case .change(let change): return try perform(change, orders)
    case .listen, .sync: return .done
    case .flag, .internetResource, .inject:
      throw .notSupported(what: "this with the portal", reason: "a client or a gateway does that")
    }
  }

  private func parts(at now: Instant) -> [StatePart] {
    let connected = plane.presence.sessions.map { names.name($0.value.participant) }
    return plane.parts(
      StateLook(names: names, wall: clock.wall, now: now), life: "running", connected: connected)
  }

  private func perform(_ change: AccessChange, _ orders: PortalOrders) throws(LabError) -> ControlAnswer {
    var orders = orders
    let (before, actions) = (names, try orders.orders(for: change))
    // A message tells of what is added by its name, and of what is gone by the name that it had.
    switch change {
    case .addResource, .addSite: names = orders.names
    default: break
    }
    do throws(LabError) { try operate(actions) } catch {
      names = before
      throw error
    }
    names = orders.names
    return .done
  }

  /// - Throws: why the portal refuses.
  private func operate(_ actions: [OperatorAction]) throws(LabError) {
    for action in actions {
      refusal = nil
      drive(.operate(action))
      if let refusal { throw refusal }
    }
  }
}

extension NameBook {
  /// Participants of a live portal call themselves what they like; those of its lab have the lab's names.
  fileprivate mutating func learn(_ participant: Participant, _ name: String?) {
    guard let name, !name.isEmpty else { return }
    switch participant {
    case .client(let id): clients[id] = clients[id] ?? name
    case .gateway(let id): gateways[id] = gateways[id] ?? name
    case .relay(let id): relays[id] = relays[id] ?? name
    }
  }
}
