import Base

/// What the programs at hand print and how they exit: ping of iputils, curl, netcat of OpenBSD.
extension AppResult {
  /// What the program prints, line by line; a response's body is left to whoever shows it.
  package var lines: [String] {
    switch request {
    case .ping: pingLines
    case .http: httpLines
    case .connect(let remote, _): [netcatLine(remote, "tcp")]
    case .udp(let remote, _, _, _): datagramLines(remote)
    }
  }

  /// The program's exit status; 130 for one that was stopped.
  package var exitStatus: Int {
    switch (outcome, request) {
    case (.stopped, _): 130
    case (.failed(let failure), .http): failure.curlStatus(connected: connected != nil)
    case (.failed, _): 1
    default: 0
    }
  }

  private func netcatLine(_ remote: Endpoint, _ proto: String) -> String {
    switch outcome {
    case .failed(let failure):
      "nc: connect to \(remote.address) port \(remote.port) (\(proto)) failed: \(failure.words)"
    case .stopped: "stopped"
    default: "Connection to \(remote.address) \(remote.port) port [\(proto)/*] succeeded!"
    }
  }

  private func datagramLines(_ remote: Endpoint) -> [String] {
    switch outcome {
    case .datagram(let bytes): ["\(bytes.count) bytes from \(remote)"]
    case .failed(let failure): ["nc: \(remote): \(failure.words)"]
    default: ["stopped"]
    }
  }
}

extension AppFailure {
  /// What strerror would say, or what went wrong where no system call failed.
  package var words: String {
    switch cause {
    case .closedEarly(nil, _): "Empty reply from server"
    case .closedEarly(let got?, let all?): "transfer closed with \(all - got) bytes remaining to read"
    case .closedEarly: "transfer closed early"
    case .malformedResponse: "not a response of HTTP/1"
    default: errno?.words ?? "failed"
    }
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
