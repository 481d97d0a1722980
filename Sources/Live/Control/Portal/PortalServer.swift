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

  /// - Parameters:
  ///   - name: what it calls itself in what it tells.
  ///   - observer: told of everything that happens, in order, on the thread that is in `run`.
  /// - Throws: when it cannot listen.
  package init(
    _ portal: LivePortal, _ settings: WebSocketSettings, name: String, observer: @escaping (TraceRecord) -> Void
  ) throws(WebSocketProblem) {
    plane = portal.plane
    names = portal.names
    clock = portal.clock
    log = EventLog(node: name, observer: observer)
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
      case .event(let event): Happening(event, names, portal: log.node).map { log.record($0, at: now) }
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
    follow(at: now) { plane.wake(at: now, into: &$0) }
  }
}

extension NameBook {
  /// Participants of a live portal call themselves what they like.
  fileprivate mutating func learn(_ participant: Participant, _ name: String?) {
    guard let name, !name.isEmpty else { return }
    switch participant {
    case .client(let id): clients[id] = name
    case .gateway(let id): gateways[id] = name
    case .relay(let id): relays[id] = name
    }
  }
}
