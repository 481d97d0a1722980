import Base

/// Why a text is no candidate of ours.
package enum MalformedCandidate: Error, Hashable, Sendable {
  case missing(String)
  /// A word that does not fit its place.
  case field(String, says: String)
  case tooLong(Int)
}

extension MalformedCandidate: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let field): "candidate without \(field)"
    case .field(let field, let says): "candidate's \(field) says \"\(says)\""
    case .tooLong(let bytes): "a candidate of \(bytes) bytes"
    }
  }
}

/// RFC 8839 §5.1, without `a=`:
///
/// ```
/// candidate:FOUNDATION COMPONENT udp PRIORITY ADDRESS PORT typ KIND [raddr ADDRESS rport PORT] [NAME VALUE]…
/// ```
extension Candidate {
  /// Our own bound; a long one with every extension has some 200.
  private static let longest = 1024
  /// RFC 8445 §5.1.2: between 1 and 2³¹ − 1.
  private static let highestPriority: UInt32 = 0x7fff_ffff

  /// Reads any extension and keeps `ufrag`.
  package init(parsing text: String) throws(MalformedCandidate) {
    guard text.utf8.count <= Self.longest else { throw .tooLong(text.utf8.count) }
    var words = Words(text)
    var first = try words.next("candidate")
    let prefix = "candidate:"
    guard first.hasPrefix(prefix) else { throw .field("attribute", says: first) }
    first.removeFirst(prefix.utf8.count)
    guard (1...32).contains(first.utf8.count) else { throw .field("foundation", says: first) }
    try words.expect("1", "component")
    try words.expect("udp", "transport")
    let priority = try words.next("priority") {
      UInt32($0).flatMap { (1...Self.highestPriority).contains($0) ? $0 : nil }
    }
    let address = try words.next("address") { IPAddress($0) }
    let port = try words.next("port", UInt16.init)
    try words.expect("typ", "typ")
    let kind = try words.next("type", Kind.init(rawValue:))
    self.init(foundation: first, priority: priority, endpoint: Endpoint(address, port), kind: kind)
    try readExtensions(&words)
  }

  private mutating func readExtensions(_ words: inout Words) throws(MalformedCandidate) {
    var relatedAddress: IPAddress?
    while let name = words.nextIfAny() {
      switch name {
      case "raddr": relatedAddress = try words.next("raddr") { IPAddress($0) }
      case "rport":
        let port = try words.next("rport", UInt16.init)
        related = relatedAddress.map { Endpoint($0, port) }
      case "ufrag": usernameFragment = try words.next("ufrag")
      default: _ = try words.next(name)
      }
    }
  }

  package var text: String {
    var text = "candidate:\(foundation) 1 udp \(priority) \(endpoint.address) \(endpoint.port) typ \(kind.rawValue)"
    if let related { text += " raddr \(related.address) rport \(related.port)" }
    if let usernameFragment { text += " ufrag \(usernameFragment)" }
    return text
  }
}

/// The words of a text, one after the other.
private struct Words {
  private var rest: ArraySlice<Substring>

  init(_ text: String) { rest = text.split(separator: " ")[...] }

  mutating func nextIfAny() -> String? { rest.popFirst().map(String.init) }

  mutating func next(_ field: String) throws(MalformedCandidate) -> String {
    guard let word = nextIfAny() else { throw .missing(field) }
    return word
  }

  mutating func next<Value>(
    _ field: String, _ parse: (String) -> Value?
  ) throws(MalformedCandidate) -> Value {
    let word = try next(field)
    guard let value = parse(word) else { throw .field(field, says: word) }
    return value
  }

  /// Letters of either case.
  mutating func expect(_ expected: String, _ field: String) throws(MalformedCandidate) {
    let word = try next(field)
    guard word.lowercased() == expected else { throw .field(field, says: word) }
  }
}
