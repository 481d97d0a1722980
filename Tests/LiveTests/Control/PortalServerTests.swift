import Base
import Glibc
import Lab
import Peers
import Portal
import Testing

@testable import Live

/// The portal over WebSocket with a client that nobody here wrote.
@Suite(.enabled(if: WebSocketPeer.missing == nil, "\(WebSocketPeer.missing ?? "")"))
struct PortalServerTests {
  static let agent = "Debian/12 headless-client/1.5.4 (x86_64; 6.1)"
  static let key = String(repeating: "A", count: 43) + "="

  /// The URL of a client that may come in, with changes.
  func url(
    _ portal: RunningPortal, token: String? = nil, name: String = "laptop", device: String = "laptop & co",
    key: String = key
  ) -> String {
    let token = token ?? portal.tokens.first { $0.role == .client }?.text ?? ""
    let fields = [("token", token), ("external_id", device), ("name", name), ("public_key", key)]
    let query = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    return "ws://127.0.0.1:\(portal.port)/client/websocket?\(query)"
  }

  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = byte.isLetterOrDigit || byte == UInt8(ascii: ".")
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + Hex.text([byte]).uppercased()
    }.joined()
  }

  @Test func `a client joins, is told what it may reach, and its beats are answered`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let client = try WebSocketPeer(url(portal), agent: Self.agent)
    defer { client.end() }
    #expect(client.hear() == "open")
    client.say(#"send {"topic":"client","event":"phx_join","payload":null,"ref":0}"#)
    #expect(client.hear()?.contains(#""event":"phx_reply""#) == true)
    let greeting = client.hear() ?? ""
    #expect(greeting.contains(#""event":"init""#))
    #expect(greeting.contains("MyCorp Network"))
    client.say(#"parts {"topic":"phoenix","event": "heartbeat","payload":{},"ref":7}"#)
    #expect(client.hear()?.contains(#""ref":7"#) == true)
    client.say("ping")
    #expect(client.hear() == "ponged")
    #expect(portal.peers == ["laptop", "laptop"])
  }

  @Test func `who is not let in gets the status and the reason`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let unknown = "ws://127.0.0.1:\(portal.port)/nobody/websocket?token=x"
    let cases: [(String, agent: String, status: Int, part: String)] = [
      (url(portal, token: "n.wrong"), Self.agent, 401, "Invalid token"),
      (url(portal, token: ""), Self.agent, 401, "Missing token"),
      (url(portal, key: "short"), Self.agent, 422, #""public_key":["#),
      (url(portal), "curl/8", 422, "user_agent"), (unknown, Self.agent, 404, "/nobody/websocket"),
    ]
    for (url, agent, status, part) in cases {
      let client = try WebSocketPeer(url, agent: agent)
      defer { client.end() }
      let answer = client.hear() ?? ""
      #expect(answer.hasPrefix("status \(status) "))
      #expect(answer.contains(part))
    }
  }

  @Test func `what is no text ends the connection, and no other one`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let (one, other) = (
      try WebSocketPeer(url(portal), agent: Self.agent),
      try WebSocketPeer(url(portal, device: "another"), agent: Self.agent)
    )
    defer {
      one.end()
      other.end()
    }
    #expect(one.hear() == "open")
    one.say("binary")
    #expect(one.hear() == "closed 1003")
    #expect(other.hear() == "open")
    other.say("send no JSON at all")
    other.say(#"send {"topic":"client","event":"phx_join","payload":null,"ref":0}"#)
    #expect(other.hear()?.contains("phx_reply") == true)
  }

  @Test func `the end of the portal says goodbye to everybody`() throws {
    let portal = try RunningPortal()
    let client = try WebSocketPeer(url(portal), agent: Self.agent)
    defer { client.end() }
    #expect(client.hear() == "open")
    client.say(#"send {"topic":"client","event":"phx_join","payload":null,"ref":0}"#)
    #expect(client.hear()?.contains("phx_reply") == true)
    #expect(client.hear()?.contains("init") == true)
    portal.end()
    #expect(client.hear() == "closed 1001")
  }

  @Test(arguments: [
    ("/healthz", "200"), ("/client/websocket", "400"), ("/relay/websocket?token=x", "400"), ("/nobody", "404"),
  ])
  func `a plain request is answered by its path`(_ path: String, _ status: String) throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let address = "http://127.0.0.1:\(portal.port)\(path)"
    let answer = Command.run("curl", "-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", address)
    #expect(answer.output == status)
  }

  @Test func `a port in use is said`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let problem = #expect(throws: WebSocketProblem.self) { try RunningPortal(port: portal.port) }
    #expect(
      problem?.description
        == "cannot listen at 127.0.0.1 port \(portal.port): Address already in use; another process has it: "
        + "choose another --port")
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}
