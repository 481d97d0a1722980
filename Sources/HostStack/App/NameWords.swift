import Base
import Wire

/// What each program says of a name that it has no address for.
extension AppResult {
  /// Nil if the name was not what failed.
  var nameLines: [String]? {
    guard case .failed(let failure) = outcome, let destination = request.destination else { return nil }
    guard case .name(let reason) = failure.cause else { return nil }
    switch request {
    case .ping: return ["ping: \(destination): \(reason.words)"]
    case .http: return ["curl: (6) Could not resolve host: \(destination)"]
    case .udp(_, let port, _, _, _), .connect(_, let port, _):
      return ["nc: getaddrinfo for host \"\(destination)\" port \(port): \(reason.words)"]
    case .dig: return nil
    }
  }
}
