import Base

/// The words of `curl -sS` for one request.
extension AppResult {
  var httpLines: [String] {
    guard case .http(let remote, let port, _, _, _, _) = request else { return [] }
    switch outcome {
    case .response(let summary): return ["HTTP \(summary.status), \(summary.length) bytes"]
    case .failed(let failure):
      let status = failure.curlStatus(connected: connected != nil)
      return ["curl: (\(status)) \(sentence(failure, remote, port))"]
    default: return ["stopped"]
    }
  }

  private func sentence(_ failure: AppFailure, _ remote: Destination, _ port: UInt16) -> String {
    let elapsed = duration.milliseconds
    switch (failure.cause, connected) {
    case (.timeout, nil) where address == nil && remote.isName:
      return "Resolving timed out after \(elapsed) milliseconds"
    case (.timeout, nil): return "Connection timed out after \(elapsed) milliseconds"
    case (.timeout, _?): return "Operation timed out after \(elapsed) milliseconds"
    case (.reset, _?): return "Recv failure: \(failure.words)"
    case (_, nil):
      return "Failed to connect to \(remote) port \(port) after \(elapsed) ms: "
        + "Couldn't connect to server"
    default: return failure.words
    }
  }
}

extension AppFailure {
  /// curl(1), EXIT CODES.
  func curlStatus(connected: Bool) -> Int {
    switch (cause, connected) {
    case (.name, _): 6
    case (.timeout, _): 28
    case (.closedEarly(nil, _), _): 52
    case (.closedEarly, _): 18
    case (.malformedResponse, _): 1
    case (_, false): 7
    default: 56
    }
  }
}
