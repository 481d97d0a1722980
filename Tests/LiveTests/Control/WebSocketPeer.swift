import Peers
import Testing

/// A WebSocket client in Python.
struct WebSocketPeer {
  static let missing = PeerProgram.missing(package: "websockets")
  private let program: PeerProgram

  init(_ url: String, agent: String, authority: String? = nil) throws {
    program = try #require(
      PeerProgram(PeerProgram.python, "websocket_client.py", [url, agent] + [authority].compactMap(\.self)))
  }

  /// The next line, waited for.
  func hear() -> String? { program.hear(within: 20_000) }
  func say(_ line: String) { program.say(line) }
  func end() { program.end() }
}
