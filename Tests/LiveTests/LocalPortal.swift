import Access
import Base
import Cipher
import Glibc
import Portal
import Synchronization

@testable import Live

/// A portal within the process: the lab's machine, which the transports of nodes in other threads call directly.
///
/// For nodes that are looked at without WebSockets between them: tests and measurements.
final class LocalPortal: Sendable {
  fileprivate struct State {
    var plane: ControlPlane
    var sockets = SortedTable<SocketID, Line>()
    var nextSocket: UInt32 = 1
    var isOver = false
  }

  /// Where what is for a socket's node goes.
  fileprivate struct Line: Sendable {
    let events: PortalEvents
    let attempt: Int
  }

  private let clock: LiveClock
  private let state: Mutex<State>
  private let bell: Bell
  private let observe: @Sendable (PortalEvent) -> Void

  /// - Parameter observe: on the thread of whoever set it going.
  init(
    _ directory: Directory, clock: LiveClock, chance: Chance,
    observe: @escaping @Sendable (PortalEvent) -> Void = { _ in }
  ) throws(SystemError) {
    self.clock = clock
    self.observe = observe
    bell = try Bell()
    state = Mutex(State(plane: ControlPlane(directory: directory, wall: clock.wall, chance: chance)))
  }

  /// Does what is due, until `stop`.
  func run() throws(SystemError) {
    let poller = try Poller()
    try poller.watch(bell.descriptor, Poller.Token(0))
    while true {
      let (isOver, deadline) = state.withLock { ($0.isOver, $0.plane.timers.next) }
      if isOver { return }
      if !(try poller.wait(for: deadline.map { $0 - clock.now })).isEmpty { bell.silence() }
      change(deadlines: false) { $0.wake(at: $1, into: &$2) }
    }
  }

  func stop() {
    state.withLock { $0.isOver = true }
    bell.ring()
  }

  func operate(_ action: OperatorAction) { change { $0.handle(.operate(action), at: $1, into: &$2) } }

  /// A node's end: whoever opens it logs in as `participant`.
  func transport(of participant: Participant) throws(SystemError) -> any PortalTransport {
    LocalTransport(self, participant, try PortalEvents())
  }

  fileprivate func open(_ login: Login, _ events: PortalEvents) -> SocketID {
    let socket = state.withLock { state in
      let socket = SocketID(state.nextSocket)
      state.nextSocket += 1
      state.sockets[socket] = Line(events: events, attempt: events.begin())
      state.sockets[socket]?.events.post(.opened, of: state.sockets[socket]?.attempt ?? 0)
      return socket
    }
    change { $0.handle(.opened(socket, login), at: $1, into: &$2) }
    return socket
  }

  fileprivate func send(_ text: String, _ socket: SocketID) {
    change { $0.handle(.text(socket, text), at: $1, into: &$2) }
  }

  fileprivate func close(_ socket: SocketID) {
    state.withLock { $0.sockets[socket] = nil }
    change { $0.handle(.closed(socket), at: $1, into: &$2) }
  }

  /// - Parameter deadlines: whether the portal's own thread has to look at them again.
  private func change(
    deadlines: Bool = true, _ body: (inout ControlPlane, Instant, inout Outbox<ControlPlane.Output>) -> Void
  ) {
    let events = state.withLock { state in
      var out = Outbox<ControlPlane.Output>()
      body(&state.plane, clock.now, &out)
      var events: [PortalEvent] = []
      for output in out.outputs {
        switch output {
        case .text(let socket, let text): state.post(.text(text), to: socket)
        case .close(let socket):
          state.post(.closed(reason: "closed by the portal"), to: socket)
          state.sockets[socket] = nil
        case .event(let event): events.append(event)
        }
      }
      return events
    }
    if deadlines { bell.ring() }
    for event in events { observe(event) }
  }
}

extension LocalPortal.State {
  fileprivate func post(_ link: PortalLink, to socket: SocketID) {
    if let line = sockets[socket] { line.events.post(link, of: line.attempt) }
  }
}

/// A node's end of its connection to a portal in the same process.
private final class LocalTransport: PortalTransport {
  private let portal: LocalPortal
  private let participant: Participant
  private let events: PortalEvents
  private var socket: SocketID?

  init(_ portal: LocalPortal, _ participant: Participant, _ events: PortalEvents) {
    (self.portal, self.participant, self.events) = (portal, participant, events)
  }

  var signal: Descriptor { events.signal }

  func open(as key: PublicKey?) {
    close()
    socket = login(key).map { portal.open($0, events) }
  }

  private func login(_ key: PublicKey?) -> Login? {
    switch participant {
    case .client(let id): key.map { .client(id, $0) }
    case .gateway(let id): key.map { .gateway(id, $0) }
    case .relay(let id): .relay(id)
    }
  }

  func send(_ text: String) { if let socket { portal.send(text, socket) } }

  func close() {
    events.end()
    if let socket { portal.close(socket) }
    socket = nil
  }

  func takeEvents() -> [PortalLink] { events.takeAll() }
}
