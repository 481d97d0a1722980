import Base
import Wire

/// The words of ping for one request.
extension AppResult {
  var pingLines: [String] {
    guard case .ping(_, _, let sequence, _, _) = request else { return [] }
    let loss = "1 packets transmitted, 0 received"
    switch outcome {
    case .echoed(let reply):
      return [
        "\(reply.size) bytes from \(reply.source): icmp_seq=\(reply.sequence) ttl=\(reply.hopLimit) "
          + "time=\(reply.roundTrip.thousandths) ms", "1 packets transmitted, 1 received, 0% packet loss",
      ]
    case .failed(let failure):
      if case .reported(let error, let reporter, _) = failure.cause {
        let words = error.pingWords(reporter.family)
        return ["From \(reporter) icmp_seq=\(sequence) \(words)", "\(loss), +1 errors, 100% packet loss"]
      }
      return failure.cause == .timeout
        ? ["\(loss), 100% packet loss"] : ["ping: \(failure.words)", "\(loss), 100% packet loss"]
    default: return ["\(loss), 100% packet loss"]
    }
  }
}

extension ICMPError {
  /// How ping of iputils names an ICMP error.
  package func pingWords(_ family: IPFamily) -> String {
    switch (self, family) {
    case (.unreachable(let code), .v4): Self.v4Words[code] ?? "Dest Unreachable, Bad Code: \(code)"
    case (.unreachable(let code), .v6): "Destination unreachable: \(Self.v6Words[code] ?? "Unknown code \(code)")"
    case (.packetTooBig(let mtu), .v4): "Frag needed and DF set (mtu = \(mtu))"
    case (.packetTooBig(let mtu), .v6): "Packet too big: mtu=\(mtu)"
    case (.timeExceeded(0), .v4): "Time to live exceeded"
    case (.timeExceeded(1), .v4): "Frag reassembly time exceeded"
    case (.timeExceeded(let code), .v4): "Time exceeded, Bad Code: \(code)"
    case (.timeExceeded(0), .v6): "Time exceeded: Hop limit"
    case (.timeExceeded(1), .v6): "Time exceeded: Defragmentation failure"
    case (.timeExceeded(let code), .v6): "Time exceeded: code \(code)"
    case (.parameterProblem(_, let pointer), .v4): "Parameter problem: pointer = \(pointer)"
    case (.parameterProblem(let code, let pointer), .v6):
      "Parameter problem: \(Self.v6Problems[code] ?? "code \(code) ")at \(pointer)"
    }
  }

  private static let v4Words: [UInt8: String] = [
    0: "Destination Net Unreachable", 1: "Destination Host Unreachable", 2: "Destination Protocol Unreachable",
    3: "Destination Port Unreachable", 5: "Source Route Failed", 6: "Destination Net Unknown",
    7: "Destination Host Unknown", 8: "Source Host Isolated", 9: "Destination Net Prohibited",
    10: "Destination Host Prohibited", 11: "Destination Net Unreachable for Type of Service",
    12: "Destination Host Unreachable for Type of Service", 13: "Packet filtered", 14: "Precedence Violation",
    15: "Precedence Cutoff",
  ]

  private static let v6Words: [UInt8: String] = [
    0: "No route", 1: "Administratively prohibited", 2: "Beyond scope of source address", 3: "Address unreachable",
    4: "Port unreachable",
  ]

  private static let v6Problems: [UInt8: String] = [
    0: "Wrong header field ", 1: "Unknown header ", 2: "Unknown option ",
  ]
}

extension Duration {
  /// Milliseconds as ping writes them: three digits after the point below one, then two, one, none.
  var thousandths: String {
    let microseconds = nanoseconds / 1000
    let digits = microseconds < 1_000 ? 3 : microseconds < 10_000 ? 2 : microseconds < 100_000 ? 1 : 0
    let whole = String(microseconds / 1000)
    guard digits > 0 else { return whole }
    let fraction = String(microseconds % 1000 + 1000).dropFirst().prefix(digits)
    return "\(whole).\(fraction)"
  }
}
