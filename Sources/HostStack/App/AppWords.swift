import Base

/// What the programs at hand print and how they exit: ping of iputils, curl, netcat of OpenBSD.
extension AppResult {
  /// What the program prints, line by line; a response's body is left to whoever shows it.
  package var lines: [String] {
    if let nameLines { return nameLines }
    return switch request {
    case .ping: pingLines
    case .http: httpLines
    case .connect(let remote, let port, _): netcatLines(remote, port)
    case .udp(let remote, let port, _, _, _): datagramLines(remote, port)
    case .resolve(let name, _): getentLines(name)
    case .dig: digLines
    }
  }

  /// The program's exit status; 130 for one that was stopped.
  package var exitStatus: Int {
    switch (outcome, request) {
    case (.stopped, _): 130
    case (.failed(let failure), .http): failure.curlStatus(connected: connected != nil)
    case (.failed(let failure), .dig): failure.digStatus
    case (.failed(let failure), .ping): failure.pingStatus
    case (.failed, .resolve): 2
    case (.failed, _): 1
    default: 0
    }
  }

  /// One line for each address that failed, and one for the connection that was made.
  private func netcatLines(_ remote: Destination, _ port: UInt16) -> [String] {
    var lines = failedAddresses.map { netcatFailure(remote, port, $0.address, $0.failure) }
    switch outcome {
    case .failed(let failure):
      // The program's own patience, or no address at all.
      if failedAddresses.last?.failure != failure { lines.append(netcatFailure(remote, port, address, failure)) }
    case .stopped: lines.append("stopped")
    default: lines.append("Connection to \(named(remote, address)) \(port) port [tcp/*] succeeded!")
    }
    return lines
  }

  private func netcatFailure(_ remote: Destination, _ port: UInt16, _ address: IPAddress?, _ failure: AppFailure)
    -> String
  {
    "nc: connect to \(named(remote, address)) port \(port) (tcp) failed: \(failure.words)"
  }

  /// A name with the address behind it.
  private func named(_ remote: Destination, _ address: IPAddress?) -> String {
    guard case .name(let name, _) = remote, let address else { return "\(remote)" }
    return "\(name) (\(address))"
  }

  private func datagramLines(_ remote: Destination, _ port: UInt16) -> [String] {
    let end = remote.end(port, at: address)
    return switch outcome {
    case .datagram(let bytes): ["\(bytes.count) bytes from \(end)"]
    case .failed(let failure): ["nc: \(end): \(failure.words)"]
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
    case .name(let failure): failure.words
    case .badName: "not a legal name"
    case .noServers: "no servers could be reached"
    default: errno?.words ?? "failed"
    }
  }
}

extension AppFailure {
  /// ping of iputils: 2 for what is not the network's doing.
  var pingStatus: Int { if case .name = cause { 2 } else { 1 } }

  /// dig(1), RETURN CODES.
  var digStatus: Int { if case .badName = cause { 10 } else { 9 } }
}

extension Destination {
  /// With a port, and brackets around an IPv6 address.
  fileprivate func end(_ port: UInt16, at address: IPAddress?) -> String {
    if let address { return "\(Endpoint(address, port))" }
    if case .address(let address) = self { return "\(Endpoint(address, port))" }
    return "\(self):\(port)"
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
