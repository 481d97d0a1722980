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
    // getent only exits with 2.
    case .resolve: return []
    case .dig: return nil
    }
  }

  /// `getent ahosts`: each address as often as there are kinds of sockets.
  func getentLines(_ name: String) -> [String] {
    guard case .resolved(let addresses) = outcome else { return ["stopped"] }
    return addresses.enumerated().flatMap { place, address -> [String] in
      let text = "\(address)"
      let column = text + String(repeating: " ", count: max(0, 15 - text.utf8.count))
      return ["\(column) STREAM\(place == 0 ? " \(name)" : " ")", "\(column) DGRAM  ", "\(column) RAW    "]
    }
  }
}
