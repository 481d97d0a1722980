import CWebSockets

/// One WebSocket of a loop.
struct WebSocketConnection: Sendable {
  /// The library's handle; nil before there is one.
  nonisolated(unsafe) var handle: OpaquePointer?
  /// What has come of a message whose end has not.
  var incoming: [UInt8] = []
  /// Texts that wait to be written, in order.
  private(set) var outgoing: [[UInt8]] = []
  private var written = 0
  private(set) var backlog = 0
  /// Set when it shall end once everything is written.
  var closing: SocketEndCode?
  var isOpen = false
  /// What the peer said when it closed.
  var goodbye: String?
  /// For a client: what its request carries.
  var request: WebSocketRequest?

  mutating func put(_ text: [UInt8]) {
    outgoing.append(text)
    backlog += text.count
  }

  /// The next text to write.
  mutating func next() -> [UInt8]? {
    guard written < outgoing.count else { return nil }
    let text = outgoing[written]
    outgoing[written] = []
    written += 1
    backlog -= text.count
    if written == outgoing.count {
      outgoing.removeAll(keepingCapacity: true)
      written = 0
    }
    return text
  }

  var hasOutgoing: Bool { written < outgoing.count }
}

/// RFC 6455 §7.4.1.
enum SocketEndCode: UInt32, Sendable {
  case normal = 1000
  case goingAway = 1001
  case unacceptable = 1003
  case policy = 1008
  case tooLarge = 1009

  var status: lws_close_status { lws_close_status(rawValue) }
}

/// Where a client's WebSocket goes, and what it says of itself.
package struct WebSocketRequest: Hashable, Sendable {
  /// A name or an address, without brackets.
  package var host: String
  package var port: UInt16
  /// Path and query.
  package var target: String
  /// TLS: `wss://`.
  package var isSecure: Bool
  package var userAgent: String
  /// For the header `x-authorization`; nil where the token is in the target.
  package var authorization: String?

  package init(host: String, port: UInt16, target: String, isSecure: Bool, userAgent: String) {
    self.host = host
    self.port = port
    self.target = target
    self.isSecure = isSecure
    self.userAgent = userAgent
  }
}
