import Base
import CWebSockets
import Synchronization

/// How long peers may take to answer a goodbye.
private let farewell: Duration = .milliseconds(500)

/// WebSockets of one thread, by libwebsockets: listens, connects, and calls its user.
///
/// Everything but `post` and `stop` belongs to the thread that is in `run`.
package final class WebSocketLoop: @unchecked Sendable {
  let settings: WebSocketSettings
  /// Held weakly: the user has the loop.
  package weak var user: (any WebSocketUser)?
  /// In the order of their numbers.
  var connections = SortedTable<SocketNumber, WebSocketConnection>()
  private var nextNumber: UInt32 = 1
  /// The library's; there from the beginning to the end.
  private(set) var context: OpaquePointer?
  private let names: LongLivedNames
  private let alarm = Alarm()
  private let mail = Mail()

  /// Binds and listens at once, if it is to.
  ///
  /// - Throws: what the system says against it.
  package init(_ settings: WebSocketSettings) throws(WebSocketProblem) {
    if let obstacle = settings.obstacle { throw obstacle }
    self.settings = settings
    names = LongLivedNames(settings)
    lws_set_log_level(0, nil)
    var info = lws_context_creation_info()
    names.fill(&info)
    info.user = Unmanaged.passUnretained(self).toOpaque()
    context = lws_create_context(&info)
    guard context != nil else { throw settings.problem }
    alarm.loop = self
  }

  deinit {
    lws_context_destroy(context)
  }

  /// Serves until `stop`.
  package func run() {
    while !mail.hasStopped, lws_service(context, 0) >= 0 {}
    for number in connections.keys { close(number, .goingAway) }
    let clock = LiveClock()
    let limit = clock.now + farewell
    // The library sleeps until something happens: this does.
    let curfew = Alarm()
    curfew.set(context, microseconds: farewell.nanoseconds / 1000)
    defer { curfew.set(context, microseconds: nil) }
    while !connections.isEmpty, clock.now < limit, lws_service(context, 0) >= 0 {}
  }

  /// The port that is listened at, where the system has chosen it.
  package var port: UInt16 {
    UInt16(truncatingIfNeeded: lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")))
  }

  /// From any thread: `body` runs on the loop's, after what it does now.
  package func post(_ body: @escaping @Sendable () -> Void) {
    mail.put(body)
    lws_cancel_service(context)
  }

  /// From any thread: `run` returns, once.
  package func stop() {
    mail.stop()
    lws_cancel_service(context)
  }

  func deliverMail() { for body in mail.take() { body() } }

  /// Once, after so long; a later call replaces it, nil takes it back.
  package func wake(in delay: Duration?) {
    alarm.set(context, microseconds: delay.map { max($0.nanoseconds / 1000, 1) })
  }

  func number() -> SocketNumber {
    defer { nextNumber += 1 }
    return SocketNumber(value: nextNumber)
  }
}

/// What other threads leave for the loop's.
private final class Mail: Sendable {
  private let waiting = Mutex<[@Sendable () -> Void]>([])
  private let stopped = Atomic(false)

  func put(_ body: @escaping @Sendable () -> Void) { waiting.withLock { $0.append(body) } }

  func take() -> [@Sendable () -> Void] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }

  func stop() { stopped.store(true, ordering: .releasing) }
  var hasStopped: Bool { stopped.load(ordering: .acquiring) }
}
