/// Numbers a WebSocket within its loop; never used again after it closed.
package struct SocketNumber: Hashable, Comparable, Sendable {
  package let value: UInt32

  package static func < (a: SocketNumber, b: SocketNumber) -> Bool { a.value < b.value }
}

/// Whoever has the sockets of a `WebSocketLoop`. Called on the loop's thread, never inside another call.
package protocol WebSocketUser: AnyObject {
  /// Somebody asks for a WebSocket: nil lets it in.
  func judge(_ upgrade: Upgrade, of socket: SocketNumber) -> HTTPAnswer?
  /// A request of plain HTTP; `path` has no query.
  func answer(_ path: String) -> HTTPAnswer
  func opened(_ socket: SocketNumber)
  func received(_ text: String, on socket: SocketNumber)
  /// After `opened`, or instead of it at a client that got no connection.
  func closed(_ socket: SocketNumber, _ end: SocketEnd)
  /// The time that `WebSocketLoop.wake(in:)` set has come.
  func woke()
}

/// How a WebSocket, or the attempt at one, ended.
package enum SocketEnd: Hashable, Sendable {
  /// The upgrade was answered with another status than 101.
  case refused(status: Int)
  /// TLS: nobody who is trusted vouches for the server, and time does not heal it.
  case distrusted(reason: String)
  /// In words of this system or of the peer.
  case closed(reason: String)
}

/// An HTTP request that asks to become a WebSocket (RFC 6455 §4.1).
package struct Upgrade: Hashable, Sendable {
  /// Path and query as form data.
  package var target: String
  package var userAgent: String?
  /// The header `x-authorization`.
  package var authorization: String?
  /// The peer's address, where the system tells it.
  package var remote: String?

  package var headers: [(name: String, value: String)] {
    [("user-agent", userAgent), ("x-authorization", authorization)].compactMap { name, value in
      value.map { (name, $0) }
    }
  }
}

/// A whole answer of HTTP.
package struct HTTPAnswer: Hashable, Sendable {
  package var status: Int
  package var type = "application/json"
  package var body: String

  package init(_ status: Int, _ body: String) {
    self.status = status
    self.body = body
  }
}
