import Base
import Wire

/// A look-up of a host's addresses as getaddrinfo of glibc does it: both families asked at once, one candidate of the
/// search list after the other.
struct Lookup: Sendable {
  let name: String
  /// Nil: both.
  let family: IPFamily?
  private var candidates: ArraySlice<DomainName>
  private var awaited = 0
  private var addresses: [IPAddress] = []
  private var isTemporary = false
  private var serverFailed = false
  private var hasName = false

  init(_ name: String, _ family: IPFamily?, _ candidates: [DomainName]) {
    self.name = name
    self.family = family
    self.candidates = candidates[...]
  }

  var families: [IPFamily] { family.map { [$0] } ?? [.v4, .v6] }

  /// The next name to ask for, its answers still to come.
  mutating func next() -> DomainName? {
    awaited = families.count
    return candidates.popFirst()
  }

  enum Step {
    case wait, askNext
    case done([IPAddress])
    case failed(NameFailure)
  }

  /// Takes the end of one question and says what is next.
  mutating func hear(_ end: QuestionEnd, of question: Question) -> Step {
    awaited -= 1
    switch end {
    case .answered(let message, _):
      let found = message.rcode == .noError ? message.addresses(of: question.asked) : []
      if message.rcode == .noError, found.isEmpty { hasName = true }
      addresses += found
    case .exhausted:
      let failed = question.failures.contains { if case .code = $0.reason { true } else { false } }
      if failed { serverFailed = true } else { isTemporary = true }
    }
    return awaited > 0 ? .wait : conclusion
  }

  /// A server that was not heard ends the search; one that failed, or has no such name, does not.
  private var conclusion: Step {
    if !addresses.isEmpty { return .done(addresses) }
    if isTemporary { return .failed(.temporary) }
    if !candidates.isEmpty { return .askNext }
    return .failed(hasName ? .noAddress : serverFailed ? .temporary : .notKnown)
  }
}

/// What getaddrinfo says of a name that it has no address for.
package enum NameFailure: String, Hashable, Sendable {
  /// EAI_NONAME.
  case notKnown = "name-not-known"
  /// EAI_NODATA: there is such a name, without an address of the family.
  case noAddress = "no-address"
  /// EAI_AGAIN: no server could be asked.
  case temporary = "temporary"

  /// What gai_strerror says.
  package var words: String {
    switch self {
    case .notKnown: "Name or service not known"
    case .noAddress: "No address associated with hostname"
    case .temporary: "Temporary failure in name resolution"
    }
  }
}

extension DNSMessage {
  /// The addresses that the answer section has for a question, its aliases followed. Each name is left at most once.
  func addresses(of question: DNSQuestion) -> [IPAddress] {
    var name = question.name
    for _ in 0...answers.count {
      let here = answers.filter { $0.name == name && $0.class == question.class }
      let found = here.compactMap { $0.type == question.type ? $0.data.address : nil }
      if !found.isEmpty { return found }
      guard let alias = here.lazy.compactMap({ $0.data.alias }).first else { break }
      name = alias
    }
    return []
  }
}

extension DNSData {
  var address: IPAddress? {
    switch self {
    case .a(let address): .v4(address)
    case .aaaa(let address): .v6(address)
    default: nil
    }
  }

  var alias: DomainName? { if case .cname(let name) = self { name } else { nil } }
}
