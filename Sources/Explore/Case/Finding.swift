import Base

/// What an explored case came upon that must not be.
package enum Finding: Hashable, Sendable {
  /// An invariant of the lab.
  case violated(String, detail: String)
  /// A result that the reference does not know.
  case unforetold(Probe, Outcome, Foretold)
  /// The lab refused a command that it should know.
  case refusedLine(String, complaint: String)
  /// A client asked for one resource this often within `Laws.requestWindow`.
  case storm(client: String, resource: String, requests: Int)
  /// What the client can refuse by itself made it ask for access.
  case needlessRequest(String)
  /// Another of the `Laws`.
  case broken(Breach)

  /// Two findings of one kind are taken for the same by shrinking.
  var kind: String {
    switch self {
    case .violated(let invariant, _): "violated: \(invariant)"
    case .unforetold(let probe, let outcome, let foretold):
      "unforetold: \(outcome.rawValue) instead of \(foretold.outcomes.map(\.rawValue).joined(separator: ", ")) by \(probe.traffic)"
    case .refusedLine(_, let complaint): "refused: \(complaint)"
    case .storm: "storm"
    case .needlessRequest: "needless request"
    case .broken(let breach): "broken: \(breach.law)"
    }
  }
}

/// A law that did not hold.
package struct Breach: Hashable, Sendable {
  let law: String
  let detail: String
  /// What is to be written down before the line that broke it.
  var before: [String] = []
  /// The law in the language: lines that fail where it is broken.
  let check: [String]
}

extension Finding: CustomStringConvertible {
  package var description: String {
    switch self {
    case .violated(let invariant, let detail): "the invariant `\(invariant)` was violated: \(detail)"
    case .unforetold(let probe, let outcome, let foretold):
      "`\(probe.line)` came to \(outcome.rawValue); foretold was \(foretold.outcomes.map(\.rawValue).joined(separator: " or "))"
    case .refusedLine(let line, let complaint): "`\(line)` was refused: \(complaint)"
    case .storm(let client, let resource, let requests):
      "\(client) asked \(requests) times for \(resource) within two seconds"
    case .broken(let breach): "the law `\(breach.law)` was broken: \(breach.detail)"
    case .needlessRequest(let line): "`\(line)` made the client ask for access, and should not"
    }
  }
}
