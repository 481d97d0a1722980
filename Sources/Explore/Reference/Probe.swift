import Base

/// What an application tries: one line of the language, and one result.
package struct Probe: Hashable, Sendable {
  enum Program: Hashable, Sendable {
    case ping
    case curl(port: UInt16)
    case tcp(port: UInt16)
    case udp(port: UInt16)
    /// A question to the client's resolver.
    case dig(String, overTCP: Bool)
  }

  enum Goal: Hashable, Sendable {
    case address(IPAddress)
    case name(String, IPFamily)
  }

  /// What filters see of it.
  enum Traffic: Hashable, Sendable {
    case echo
    case tcp(UInt16)
    case udp(UInt16)
  }

  var client: String
  var program: Program
  var goal: Goal

  var traffic: Traffic {
    switch program {
    case .ping: .echo
    case .curl(let port), .tcp(let port): .tcp(port)
    case .udp(let port): .udp(port)
    case .dig: .udp(53)
    }
  }

  /// Whether it tells every refusal from silence.
  var hearsAll: Bool {
    switch program {
    case .ping, .curl, .tcp: true
    case .udp, .dig: false
    }
  }

  /// A host's own name may lack the family.
  var isByName: Bool { if case .name = goal { true } else { false } }

  var family: IPFamily {
    switch goal {
    case .address(let address): address.family
    case .name(_, let family): family
    }
  }

  /// The client's command.
  var line: String {
    switch program {
    case .ping: "ping \(goal) from \(client)\(option)"
    case .curl(let port): "curl http://\(urlHost):\(port)/ from \(client)\(option)"
    case .tcp(let port): "tcp \(goal) \(port) from \(client)\(option)"
    case .udp(let port): "udp \(goal) \(port) \"probe\" from \(client)\(option)"
    case .dig(let type, let overTCP): "dig \(goal) \(type) from \(client)\(overTCP ? " --tcp" : "")"
    }
  }

  private var option: String {
    if case .name(_, let family) = goal { family == .v4 ? " --ipv4" : " --ipv6" } else { "" }
  }

  private var urlHost: String {
    if case .address(.v6(let address)) = goal { "[\(address)]" } else { "\(goal)" }
  }
}

extension Probe.Goal: CustomStringConvertible {
  var description: String {
    switch self {
    case .address(let address): "\(address)"
    case .name(let name, _): name
    }
  }
}
