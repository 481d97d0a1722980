import Access
import Base
import Cipher
import Glibc
import Peers
import Portal
import Testing

@testable import Live

/// A node's WebSocket with a server that nobody here wrote, and with ours.
@Suite(.enabled(if: WebSocketPeer.missing == nil, "\(WebSocketPeer.missing ?? "")"))
struct PortalDialerTests {
  static let key = PublicKey(base64: PortalServerTests.key)

  func login(port: UInt16, token: String = ".t", role: LoginRequest.Role = .client) -> PortalLogin {
    var fields = LoginURL.Fields()
    fields.deviceID = "laptop & co"
    fields.name = "größe"
    return PortalLogin(
      base: "ws://127.0.0.1:\(port)/", role: role, token: token, fields: fields, userAgent: PortalServerTests.agent)
  }

  @Test func `it asks as the documents say, and texts of any size pass both ways in order`() throws {
    let server = try PythonServer()
    defer { server.end() }
    let line = try Line(login(port: server.port))
    line.open()
    #expect(line.next() == .opened)
    #expect(
      server.hear()
        == "open /client/websocket?token=.t&external_id=laptop+%26+co&name=gr%C3%B6%C3%9Fe&public_key="
        + "\(String(repeating: "A", count: 43))%3D \(PortalServerTests.agent) -")
    let texts = ["one", "größer", String(repeating: "y", count: 100_000), "last"]
    for text in texts { line.send(text) }
    for text in texts {
      let heard = server.hear()
      #expect(heard == "text \(text)")
    }
    server.say("send a word")
    #expect(line.next() == .text("a word"))
    server.say("large 3000000")
    if case .text(let text)? = line.next() { #expect(text.utf8.count == 3_000_000) } else { Issue.record("no text") }
  }

  @Test func `the end of a connection is told with the peer's words, once`() throws {
    let server = try PythonServer()
    defer { server.end() }
    let line = try Line(login(port: server.port))
    line.open()
    #expect(line.next() == .opened)
    _ = server.hear()
    server.say("close 1001 restarting now")
    #expect(line.next() == .closed(reason: "closed by the peer with 1001: restarting now"))
    #expect(line.next(within: 200) == nil)
  }

  @Test func `closing says goodbye, after what was sent, and is told by nobody`() throws {
    let server = try PythonServer()
    defer { server.end() }
    let line = try Line(login(port: server.port))
    line.open()
    #expect(line.next() == .opened)
    _ = server.hear()
    line.send("goodbye")
    line.close()
    #expect(server.hear() == "text goodbye")
    #expect(server.hear() == "closed 1000")
    #expect(line.next(within: 200) == nil)
  }

  @Test func `a new attempt silences the one before it`() throws {
    let server = try PythonServer()
    defer { server.end() }
    let line = try Line(login(port: server.port))
    line.open()
    line.open()
    #expect(line.next() == .opened)
    line.send("here")
    // What the server tells of the first one comes somewhere between.
    #expect((0..<5).contains { _ in server.hear() == "text here" })
    #expect(line.next(within: 200) == nil)
  }

  @Test(arguments: [401, 403, 422, 500, 503]) func `a status of a refusal is told`(_ status: Int) throws {
    let server = try PythonServer(status: status)
    defer { server.end() }
    let line = try Line(login(port: server.port))
    line.open()
    #expect(line.next() == .refused(status: status))
  }

  @Test(arguments: [
    ("large 40000000", "the peer sent a message that is too large"), ("binary 3", "the peer sent binary data"),
    ("binary 40000000", "the peer sent binary data"), ("invalid 3", "the peer sent a text that is not UTF-8"),
    ("invalid 40000000", "the peer sent a message that is too large"),
  ])
  func `what a portal may not send ends the connection, and the next one stands`(_ lie: String, _ end: String) throws {
    let server = try PythonServer()
    defer { server.end() }
    let line = try Line(login(port: server.port))
    for _ in 0..<2 {
      line.open()
      #expect(line.next() == .opened)
      while server.hear()?.hasPrefix("open") == false {}
      server.say(lie)
      #expect(line.next() == .closed(reason: end))
    }
    line.open()
    #expect(line.next() == .opened)
  }

  @Test func `a portal that never answers the request for an upgrade is not waited for at the end`() throws {
    let mute = try Mute()
    let clock = LiveClock()
    var line: Line? = try Line(login(port: mute.port))
    line?.open()
    #expect(mute.hears())
    let began = clock.now
    line = nil
    // The library alone would wait for ten seconds.
    #expect(clock.now - began < .seconds(5))
  }

  @Test func `nobody listens`() throws {
    let server = try PythonServer()
    server.end()
    let line = try Line(login(port: server.port))
    line.open()
    if case .closed? = line.next() {} else { Issue.record("no end was told") }
  }

  @Test func `our own server and it understand each other`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let token = try #require(portal.tokens.first { $0.role == .client })
    let line = try Line(login(port: portal.port, token: token.text))
    line.open()
    #expect(line.next() == .opened)
    line.send(#"{"topic":"client","event":"phx_join","payload":null,"ref":0}"#)
    if case .text(let reply)? = line.next() { #expect(reply.contains("phx_reply")) } else { Issue.record("no reply") }
    if case .text(let greeting)? = line.next() { #expect(greeting.contains("MyCorp")) } else { Issue.record("no init") }
    let stranger = try Line(login(port: portal.port, token: "n.x"))
    stranger.open()
    #expect(stranger.next() == .refused(status: 401))
  }
}

extension PortalDialerTests {
  @Test(.enabled(if: Certificate.missing == nil, "\(Certificate.missing ?? "")"))
  func `wss is spoken with whom an authority vouches for, and with nobody else`() throws {
    let certificate = try Certificate()
    defer { certificate.remove() }
    let portal = try RunningPortal(identity: (certificate.path, certificate.key))
    defer { portal.end() }
    let token = try #require(portal.tokens.first { $0.role == .client })
    var login = login(port: portal.port, token: token.text)
    login.base = "wss://localhost:\(portal.port)"
    let stranger = try Line(login)
    stranger.open()
    if case .distrusted(let reason)? = stranger.next() {
      #expect(reason.hasPrefix("the certificate is not accepted: self"), "\(reason)")
    } else {
      Issue.record("no distrust was told")
    }
    login.authorities = certificate.path
    let line = try Line(login)
    line.open()
    #expect(line.next() == .opened)
    let other = try WebSocketPeer(
      "wss://localhost:\(portal.port)/client/websocket?token=x", agent: PortalServerTests.agent,
      authority: certificate.path)
    defer { other.end() }
    #expect(other.hear()?.hasPrefix("status 422") == true)
  }
}

/// A dialer whose events are waited for, one after the other.
private final class Line {
  private let dialer: PortalDialer
  private var told: [Told] = []

  init(_ login: PortalLogin) throws { dialer = try PortalDialer(login) }

  func open() { dialer.open(as: PortalDialerTests.key) }
  func send(_ text: String) { dialer.send(text) }
  func close() { dialer.close() }

  func next(within milliseconds: Int32 = 20_000) -> Told? {
    var waiting = pollfd(fd: dialer.signal.number, events: Int16(POLLIN), revents: 0)
    while told.isEmpty, poll(&waiting, 1, milliseconds) > 0 { told += dialer.takeEvents().map { Told($0) } }
    return told.isEmpty ? nil : told.removeFirst()
  }
}

private enum Told: Hashable {
  case opened
  case text(String)
  case refused(status: Int)
  case distrusted(reason: String)
  case closed(reason: String)

  init(_ link: PortalLink) {
    switch link {
    case .opened: self = .opened
    case .text(let text): self = .text(text)
    case .refused(let status): self = .refused(status: status)
    case .distrusted(let reason): self = .distrusted(reason: reason)
    case .closed(let reason): self = .closed(reason: reason)
    }
  }
}

/// A WebSocket server in Python.
private struct PythonServer {
  let port: UInt16
  private let program: PeerProgram

  init(status: Int? = nil) throws {
    program = try #require(
      PeerProgram(PeerProgram.python, "websocket_server.py", status.map { ["\($0)"] } ?? []))
    let said = program.hear(within: 20_000) ?? ""
    port = try #require(UInt16(said.dropFirst("listening ".count)))
  }

  func hear() -> String? { program.hear(within: 20_000) }
  func say(_ line: String) { program.say(line) }
  func end() { program.end() }
}

/// Takes connections, and says nothing.
private final class Mute {
  let port: UInt16
  private let listener: Int32
  private var connection: Int32 = -1

  init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isReady = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isReady)
    port = UInt16(bigEndian: place.sin_port)
  }

  deinit {
    close(listener)
    if connection >= 0 { close(connection) }
  }

  /// Whether somebody has connected and asked.
  func hears() -> Bool {
    connection = accept(listener, nil, nil)
    var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 20_000) > 0
  }
}
