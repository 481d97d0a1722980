import Base
import HostStack
import Wire

/// How an application ended, in the classes that can be foretold.
package enum Outcome: String, Hashable, Comparable, Sendable, CaseIterable {
  /// What it asked for.
  case reply
  /// The host is there, and nobody serves the port.
  case refused
  /// EHOSTUNREACH of IPv4, EACCES of IPv6: "administratively prohibited".
  case prohibited
  /// Any other "unreachable".
  case unreachable
  /// Nothing, until its patience was at its end.
  case silence
  /// The name has no address.
  case noName = "no-name"
  /// No name server could say.
  case noServer = "no-server"
  /// The client's host has no address.
  case noRoute = "no-route"
  /// A connection that was made and broke.
  case broken

  package static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }

  /// It got through to a host.
  var isThrough: Bool { self == .reply || self == .refused || self == .broken }

  static let failures: [Outcome] = [.prohibited, .unreachable, .silence, .noName, .noServer, .noRoute]
}

extension Outcome {
  init(_ result: AppResult) {
    switch result.outcome {
    case .echoed, .datagram, .connected, .response, .resolved: self = .reply
    case .answered(let answer):
      switch answer.message.rcode {
      case .noError: self = .reply
      case .nonExistentDomain: self = .noName
      default: self = .noServer
      }
    case .stopped: self = .broken
    case .failed(let failure): self = Self.outcome(of: failure, result.address?.family ?? .v4)
    }
  }

  private static func outcome(of failure: AppFailure, _ family: IPFamily) -> Outcome {
    switch failure.cause {
    case .timeout: .silence
    case .reset: failure.errno == .econnrefused ? .refused : .broken
    case .noRoute: .noRoute
    case .name, .badName: .noName
    case .noServers: .noServer
    case .closedEarly, .malformedResponse, .tooLong, .exhausted: .broken
    case .reported:
      switch (failure.errno, family) {
      case (.econnrefused?, _): .refused
      case (.ehostunreach?, .v4), (.eacces?, .v6): .prohibited
      default: .unreachable
      }
    }
  }
}
