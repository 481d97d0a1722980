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
  /// Whether it has sent what nobody may: no more of it is read.
  private(set) var isDeaf = false
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

  /// Nothing that waits is written any more, and nothing that comes is read: it ends with `offence`.
  mutating func stop(for offence: SocketEndCode) {
    (incoming, outgoing, written, backlog) = ([], [], 0, 0)
    (closing, isDeaf) = (offence, true)
  }
}

/// RFC 6455 §7.4.1.
enum SocketEndCode: UInt32, Sendable {
  case normal = 1000
  case goingAway = 1001
  case unacceptable = 1003
  case notText = 1007
  case policy = 1008
  case tooLarge = 1009

  var status: lws_close_status { lws_close_status(rawValue) }

  /// Why a connection ended that ended with it, where it was the peer's doing.
  var reason: String {
    switch self {
    case .normal, .goingAway, .policy: "the connection ended"
    case .unacceptable: "the peer sent binary data"
    case .notText: "the peer sent a text that is not UTF-8"
    case .tooLarge: "the peer sent a message that is too large"
    }
  }
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
