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

  func end() { server.stop() }
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
