import Base
import Peers
import Testing

@testable import Live

/// Peers of the portal that were let in and say what nobody should. Others never notice.
@Suite(.enabled(if: WebSocketPeer.missing == nil, "\(WebSocketPeer.missing ?? "")"))
struct LyingPeerTests {
  private func url(_ portal: RunningPortal, _ device: String) -> String {
    PortalServerTests().url(portal, name: device, device: device)
  }

  private func joined(_ portal: RunningPortal, _ device: String) throws -> WebSocketPeer {
    let peer = try WebSocketPeer(url(portal, device), agent: PortalServerTests.agent)
    #expect(peer.hear() == "open")
    peer.say(#"send {"topic":"client","event":"phx_join","payload":null,"ref":0}"#)
    #expect(peer.hear()?.contains("phx_reply") == true)
    #expect(peer.hear()?.contains("init") == true)
    return peer
  }

  private func isServed(_ peer: WebSocketPeer, _ ref: Int) -> Bool {
    peer.say(#"send {"topic":"phoenix","event":"heartbeat","payload":{},"ref":\#(ref)}"#)
    return peer.hear()?.contains("\"ref\":\(ref)") == true
  }

  /// What is said, and a part of the answer; nil where there is none.
  private static let lies: [(said: String, answer: String?)] = [
    ("send not JSON", nil), ("send 17", nil), ("send []", nil), ("send null", nil), ("send {}", nil),
    (#"send {"topic":7,"event":"create_flow","payload":{},"ref":1}"#, nil),
    (#"send {"topic":"client","event":"no_such_event","payload":{},"ref":1}"#, "unknown_message"),
    (#"send {"topic":"client","event":"create_flow","payload":{},"ref":1}"#, "unknown_message"),
    (#"send {"topic":"client","event":"create_flow","payload":[1,2],"ref":1}"#, "unknown_message"),
    (
      #"send {"topic":"client","event":"create_flow","payload":{"resource_id":"x","connected_gateway_ids":7},"ref":1}"#,
      "unknown_message"
    ),
    (#"send {"topic":"gateway","event":"phx_join","payload":null,"ref":1}"#, "unmatched topic"),
    (#"send {"topic":"admin:1","event":"phx_join","payload":{},"ref":1}"#, "unmatched topic"),
    (#"send {"topic":"gateway","event":"flow_authorized","payload":{"ref":"x"},"ref":1}"#, nil),
    (
      #"send {"topic":"client","event":"create_flow","payload":{"resource_id":"00000000-0000-4000-8000-000000000000","#
        + #""connected_gateway_ids":[]},"ref":1}"#, "not_found"
    ),
    (
      #"send {"topic":"client","event":"broadcast_ice_candidates","payload":"#
        + #"{"gateway_ids":["00000000-0000-4000-8000-000000000000"],"candidates":["x"]},"ref":1}"#, nil
    ),
    ("nested 100", "unknown_message"), ("nested 100000", nil), ("large 4000000", "unknown_message"),
  ]

  @Test func `whatever a client says is answered or passed over, and it is served on`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let (liar, other) = (try joined(portal, "liar"), try joined(portal, "other"))
    for (number, lie) in Self.lies.enumerated() {
      liar.say(lie.said)
      liar.say(#"send {"topic":"phoenix","event":"heartbeat","payload":{},"ref":\#(1000 + number)}"#)
      var heard: [String] = []
      while let line = liar.hear() {
        heard.append(line)
        if line.contains("\"ref\":\(1000 + number)") || line.hasPrefix("closed") { break }
      }
      if let answer = lie.answer { #expect(heard.contains { $0.contains(answer) }, "\(lie.said.prefix(80)): \(heard)") }
      #expect(heard.last?.contains("\"ref\":\(1000 + number)") == true, "\(lie.said.prefix(80)): \(heard)")
      #expect(isServed(other, number))
    }
    liar.end()
    other.end()
  }

  @Test(arguments: [("invalid", "closed 1007"), ("binary", "closed 1003"), ("large 17000000", "closed 1009")])
  func `what is no text, or too much of it, ends its own session alone`(_ said: String, _ end: String) throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let (liar, other) = (try joined(portal, "liar"), try joined(portal, "other"))
    liar.say(said)
    #expect(liar.hear() == end)
    #expect(isServed(other, 5))
    liar.end()
    other.end()
  }

  @Test func `one that joins again is told everything again`() throws {
    let portal = try RunningPortal()
    defer { portal.end() }
    let client = try joined(portal, "twice")
    client.say(#"send {"topic":"client","event":"phx_join","payload":null,"ref":3}"#)
    #expect(client.hear()?.contains(#""ref":3"#) == true)
    #expect(client.hear()?.contains("init") == true)
    client.end()
  }
}
