import Base
import Peers
import Portal
import Testing

@testable import Live

private enum PhoenixPeer {
  static let missing = WebSocketPeer.missing ?? PeerProgram.missing(package: "phxsocket")
}

/// phxsocket, an independent client of Phoenix channels.
@Suite(.enabled(if: PhoenixPeer.missing == nil, "\(PhoenixPeer.missing ?? "")"))
struct PhoenixPeerTests {
  @Test func `it joins, hears init, is refused what is not there, and its heartbeats keep it`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let token = try #require(portal.tokens.first { $0.role == .client }).text
    let client = try #require(
      PeerProgram(
        PeerProgram.python, "phoenix_client.py",
        [
          "ws://127.0.0.1:\(portal.port)/client/websocket", PortalServerTests.agent, "token=\(token)",
          "external_id=tab",
          "name=tab", "public_key=\(PortalServerTests.key)",
        ]))
    func hear() -> String { client.hear(within: 20_000) ?? "" }
    #expect(hear() == "open")
    client.say("join client")
    // The event may be told by another thread before the join is.
    let both = [hear(), hear()].sorted()
    #expect(both.first?.hasPrefix("event init {") == true && both.last == "joined {}")
    client.say("join gateway")
    #expect(hear().contains("unmatched topic"))
    client.say("push client no_such_event {}")
    #expect(hear().contains("unknown_message"))
    client.say("close")
    #expect(hear() == "closed")
    client.end()
  }
}
