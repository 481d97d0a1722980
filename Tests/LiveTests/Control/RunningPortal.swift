import Base
import Glibc
import Lab
import Portal
import Synchronization

@testable import Live

/// A portal that serves on a thread of its own, on loopback.
final class RunningPortal: Sendable {
  let port: UInt16
  let tokens: [LivePortal.Token]
  private let thread: Background
  private let told = Told()
  private let stop: @Sendable () -> Void

  init(port: UInt16 = 0) throws {
    let portal = try LivePortal(.myCorp, secret: [UInt8](repeating: 7, count: 32), clock: BootClock())
    tokens = portal.tokens
    let told = told
    let address = IPAddress.v4(IPv4Address(127, 0, 0, 1))
    let server = try PortalServer(portal, WebSocketSettings(listen: .init(address, port: port)), name: "portal") {
      told.add($0)
    }
    self.port = server.port
    thread = Background { server.run() }
    stop = { server.stop() }
  }

  func end() {
    stop()
    thread.join()
  }

  /// Of whom the portal has told something about a session.
  var peers: [String] { told.peers }
}

/// What the portal has told.
final class Told: Sendable {
  private let records = Mutex<[TraceRecord]>([])

  func add(_ record: TraceRecord) { records.withLock { $0.append(record) } }
  var peers: [String] {
    records.withLock { $0.filter { $0.kind == "portal.session" }.map { $0.text("peer") } }
  }
}

/// A thread.
final class Background: Sendable {
  private let thread = Mutex<pthread_t?>(nil)

  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body)).toOpaque()
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { box in
        if let box { Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
        return nil
      }, box)
    self.thread.withLock { $0 = thread }
  }

  /// Waits for its end, once.
  func join() {
    let ended = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let ended { pthread_join(ended, nil) }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
