/// A TCP connection and whom it serves.
struct Socket: Sendable {
  var tcp: TCPConnection
  var role: Role
  /// What the HTTP service has heard of a request.
  var heard: [UInt8] = []

  enum Role: Hashable, Sendable {
    case app(AppID)
    case http
    case echo
    /// The application that opened it is gone; it only has to close in order.
    case orphan(AppID)

    /// On whose behalf it came to be; services have no number.
    var owner: AppID? {
      switch self {
      case .app(let id), .orphan(let id): id
      case .http, .echo: nil
      }
    }
  }
}
