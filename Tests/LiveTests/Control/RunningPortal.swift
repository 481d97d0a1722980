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
  private let thread: pthread_t
  private let told = Records()
  private let stop: @Sendable () -> Void

  init(port: UInt16 = 0, identity: (certificate: String, key: String)? = nil) throws {
    let portal = try LivePortal(.myCorp, secret: [UInt8](repeating: 7, count: 32), clock: LiveClock())
    tokens = portal.tokens
    let told = told
    let address = IPAddress.v4(IPv4Address(127, 0, 0, 1))
    var place = WebSocketSettings.Listen(identity == nil ? address : nil, port: port)
    place.identity = identity
    let server = try PortalServer(portal, WebSocketSettings(listen: place), name: "portal") {
      told.add($0)
    }
    self.port = server.port
    thread = try LoopThread.start { server.run() }
    stop = { server.stop() }
  }

  func end() {
    stop()
    pthread_join(thread, nil)
  }

  /// Of whom the portal has told something about a session.
  var peers: [String] { told.peers }
}

/// What the portal has told.
final class Records: Sendable {
  private let records = Mutex<[TraceRecord]>([])

  func add(_ record: TraceRecord) { records.withLock { $0.append(record) } }
  var peers: [String] {
    records.withLock { $0.filter { $0.kind == "portal.session" }.map { $0.text("peer") } }
  }
}
