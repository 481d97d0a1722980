import Wire

/// A TCP connection and whom it serves.
struct Socket: Sendable {
  var tcp: TCPConnection
  var role: Role
  /// What the HTTP service has heard of a request.
  var heard: [UInt8] = []
  /// What the name server has heard of a query.
  var queries = DNSStream()

  enum Role: Hashable, Sendable {
    case app(AppID)
    case http
    case echo
    /// Our name server.
    case dns
    /// A question of our own to a name server.
    case question(QuestionKey)
    /// For the host's owner.
    case stream(StreamID)
    /// The application that opened it is gone; it only has to close in order.
    case orphan(AppID)

    /// On whose behalf it came to be; services have no number.
    var owner: AppID? {
      switch self {
      case .app(let id), .orphan(let id): id
      case .question(let key): key.app
      case .http, .echo, .dns, .stream: nil
      }
    }

    /// The other side asked for it.
    var isAccepted: Bool {
      switch self {
      case .http, .echo, .dns, .stream(.accepted): true
      case .app, .orphan, .question, .stream(.opened): false
      }
    }
  }
}
