import Base
import Glibc
import Lab
import Synchronization

@testable import Live

/// A node that does nothing but answer and tell: for looking at its control socket.
final class StubNode: Sendable {
  let path: String
  let desk: ControlDesk
  private let server: ControlServer
  private let number = Atomic<Int>(0)

  /// - Parameter answer: on the control socket's own thread.
  init(
    _ folder: Folder, _ name: String = "client", role: ControlHello.Role = .client,
    answer: @escaping @Sendable (ControlDesk.Asked) -> Void = { $0.answer(StubNode.usual($0.wish)) }
  ) throws {
    let socket = try ControlSocket.open(in: folder.path, of: name)
    path = socket.path
    desk = try ControlDesk()
    let hello = ControlHello(role: role, name: name, began: LiveClock.machineTime, epoch: 0, addresses: [])
    server = try ControlServer(socket, hello, desk, deliver: answer)
    try server.start()
  }

  static func usual(_ wish: ControlWish) -> ControlAnswer {
    switch wish {
    case .state(let path): .state(.fact(.text(path.joined(separator: "."))))
    case .names: .names([])
    default: .done
    }
  }

  /// Tells of something.
  func tell(_ kind: String, packet: UInt32 = 0) {
    let n = number.add(1, ordering: .relaxed).newValue
    let report = ToldReport(kind: kind, fields: [Field("number", .number(Int64(n)))], isUpkeep: false)
    desk.journal.note(
      TraceRecord(n: n, t: .zero, node: "", cause: 0, packet: PacketID(packet), what: .reported(report)),
      isPacket: packet != 0)
  }

  /// Tells of a message of the portal.
  func tell(message: String, to node: String, sent: Bool) {
    let n = number.add(1, ordering: .relaxed).newValue
    let message = PortalMessage(message: message, from: "portal", to: node, fields: [], text: "")
    desk.journal.note(
      TraceRecord(
        n: n, t: .zero, node: "", cause: 0, packet: .none, what: sent ? .portalSent(message) : .portalReceived(message))
    )
  }

  func end() { server.stop() }
}

/// A message that a portal sends when it is asked to, and that arrives some time later.
final class StubLog: Sendable {
  private let sent = Atomic<Bool>(false)
  private let heard = Atomic<Bool>(false)
  private let portal = Mutex<StubNode?>(nil)

  var hasHeard: Bool { heard.load(ordering: .acquiring) }

  /// Tells that it left; nil before somebody waits for it.
  var send: (() -> Void)? {
    portal.withLock { $0 }.map { portal in
      {
        portal.tell(message: "reject_access", to: "gateway", sent: true)
        self.sent.store(true, ordering: .releasing)
      }
    }
  }

  struct Teller {
    let thread: pthread_t?
    func join() { if let thread { pthread_join(thread, nil) } }
  }

  /// - Parameter microseconds: how long it is on its way.
  func tell(from portal: StubNode, to node: StubNode, after microseconds: UInt32) -> Teller {
    self.portal.withLock { $0 = portal }
    return Teller(
      thread: try? LoopThread.start { [self] in
        while !sent.load(ordering: .acquiring) { usleep(1000) }
        usleep(microseconds)
        heard.store(true, ordering: .releasing)
        node.tell(message: "reject_access", to: "gateway", sent: false)
      })
  }
}

/// Somebody at a control socket who does what he likes.
final class Knocker {
  let stream: LocalStream
  private var lines = ControlLines(longest: ControlReply.longest)

  init(_ path: String) throws { stream = try LocalStream(to: path) }

  func say(_ text: String) { _ = stream.write(Array(text.utf8)[...]) }

  /// The next line; nil where the connection ends, or nothing comes for long.
  func hear() -> String? {
    for _ in 0..<200 {
      if let line = try? lines.next() { return String(decoding: line, as: UTF8.self) }
      switch stream.read() {
      case .bytes(let bytes): lines.append(bytes)
      case .nothing: stream.wait(toWrite: false, nanoseconds: 50_000_000)
      case .end: return try? lines.next().map { String(decoding: $0, as: UTF8.self) }
      }
    }
    return nil
  }
}
