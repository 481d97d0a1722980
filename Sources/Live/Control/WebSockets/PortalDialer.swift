import Access
import Cipher
import Glibc
import Portal

/// A node's way to the portal over WebSocket: its sockets live on a thread of their own.
package final class PortalDialer: PortalTransport, @unchecked Sendable {
  private let login: PortalLogin
  private let events: PortalEvents
  private let loop: WebSocketLoop
  /// Begins with the first connection: it is then what the process has become.
  private var thread: pthread_t?
  private let routes = PortalRoutes()
  private let line = Line()

  /// - Throws: where the system refuses what a loop needs.
  package init(_ login: PortalLogin) throws {
    self.login = login
    events = try PortalEvents()
    var settings = WebSocketSettings()
    settings.authorities = login.authorities
    loop = try WebSocketLoop(settings)
    loop.user = line
    line.events = events
  }

  deinit {
    loop.stop()
    if let thread { pthread_join(thread, nil) }
    routes.close()
  }

  package var signal: Descriptor { events.signal }
  package func takeEvents() -> [PortalLink] { events.takeAll() }

  package func open(as key: PublicKey?) {
    let attempt = events.begin()
    let request: WebSocketRequest
    do throws(LoginURL.Unusable) {
      request = try login.request(as: key)
    } catch {
      return events.post(.closed(reason: "`\(error.base)` is no portal's address"), of: attempt)
    }
    do throws(SystemError) { try begin() } catch { return events.post(.closed(reason: "\(error)"), of: attempt) }
    loop.post { [loop, line, routes] in
      routes.lead(to: request.host)
      line.open(request, attempt, on: loop)
    }
  }

  private func begin() throws(SystemError) {
    guard thread == nil else { return }
    thread = try LoopThread.start { [loop] in loop.run() }
  }

  package func send(_ text: String) {
    loop.post { [loop, line] in line.send(text, on: loop) }
  }

  package func close() {
    events.end()
    loop.post { [loop, line] in line.close(on: loop) }
  }
}

/// The socket that was opened last; on the loop's thread.
private final class Line: WebSocketUser, @unchecked Sendable {
  var events: PortalEvents?
  private var current: (socket: SocketNumber, attempt: Int)?

  func open(_ request: WebSocketRequest, _ attempt: Int, on loop: WebSocketLoop) {
    close(on: loop)
    current = (loop.connect(request), attempt)
  }

  func send(_ text: String, on loop: WebSocketLoop) {
    if let current { loop.send(text, on: current.socket) }
  }

  func close(on loop: WebSocketLoop) {
    if let current { loop.close(current.socket) }
    current = nil
  }

  private func post(_ link: PortalLink, of socket: SocketNumber) {
    if let current, current.socket == socket { events?.post(link, of: current.attempt) }
  }

  func judge(_ upgrade: Upgrade, of socket: SocketNumber) -> HTTPAnswer? { HTTPAnswer(404, "") }
  func answer(_ path: String) -> HTTPAnswer { HTTPAnswer(404, "") }
  func opened(_ socket: SocketNumber) { post(.opened, of: socket) }
  func received(_ text: String, on socket: SocketNumber) { post(.text(text), of: socket) }
  func woke() {}

  func closed(_ socket: SocketNumber, _ end: SocketEnd) {
    switch end {
    case .refused(let status): post(.refused(status: status), of: socket)
    case .distrusted(let reason): post(.distrusted(reason: reason), of: socket)
    case .closed(let reason): post(.closed(reason: reason), of: socket)
    }
  }
}
