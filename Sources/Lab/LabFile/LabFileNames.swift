import Base

/// Something that a lab file names in one place and defines in another.
enum NamedThing {
  /// Portal, clients, gateways, relays and hosts: the roots of the state.
  case node
  /// A client that is no copy of another.
  case device
  case site
  case network
  case resource
  case group
  case actor
  /// An address on the internet.
  case publicAddress
  /// An address in one site.
  case siteAddress
  /// An address that is good in one network alone.
  case insideAddress
  /// What a policy grants to whom.
  case policy

  var word: String {
    switch self {
    case .node: "node"
    case .device: "client"
    case .site: "site"
    case .network: "network"
    case .resource: "resource"
    case .group: "group"
    case .actor: "actor"
    case .publicAddress, .siteAddress, .insideAddress: "address"
    case .policy: "policy"
    }
  }
}

/// Who has which name, and in which order they came.
struct TakenNames {
  struct Key: Hashable {
    let thing: NamedThing
    let name: String
  }

  struct Taker {
    let range: Range<Int>
    let owner: String
  }

  private var takers: [Key: Taker] = [:]
  private(set) var keys: [Key] = []

  subscript(thing: NamedThing, name: String) -> Taker? { takers[Key(thing: thing, name: name)] }

  /// The one who has it already, or nil.
  mutating func take(_ thing: NamedThing, _ name: String, _ taker: Taker) -> Taker? {
    let key = Key(thing: thing, name: name)
    if let first = takers[key] { return first }
    takers[key] = taker
    keys.append(key)
    return nil
  }

  func names(of thing: NamedThing) -> [String] { keys.filter { $0.thing == thing }.map(\.name) }
}

struct Reference {
  let thing: NamedThing
  let name: Written<String>
}

extension LabFileReader {
  /// Notes that a name or an address is taken.
  ///
  /// - Parameter owner: whose it is, for the one who wants it too.
  mutating func take(_ thing: NamedThing, _ name: String, at range: Range<Int>, owner: String? = nil) {
    guard let first = taken.take(thing, name, .init(range: range, owner: owner ?? name)) else { return }
    let shown =
      thing == .siteAddress || thing == .insideAddress ? name.split(separator: " ").last.map(String.init) ?? name : name
    var problem = LabFileProblem(
      .takenTwice, "the \(thing.word) `\(shown)` is taken", at: range,
      label: first.owner == name ? "" : "by `\(first.owner)`")
    problem.other = .init(range: first.range, text: "first here")
    complain(problem)
  }

  mutating func refer(to thing: NamedThing, _ name: Written<String>) {
    references.append(Reference(thing: thing, name: name))
  }

  /// Names that lead nowhere.
  mutating func checkReferences() {
    for reference in references {
      guard taken[reference.thing, reference.name.value] == nil else { continue }
      let known = taken.names(of: reference.thing)
      let near = Suggestion.nearest(to: reference.name.value, in: known)
      let word = reference.thing.word
      complain(
        .unknownName, "there is no \(word) `\(shortened(reference.name.value))`", at: reference.name.range,
        label: near.map { "did you mean `\($0)`?" } ?? "",
        notes: [
          known.isEmpty
            ? "the file has no \(word)"
            : "\(word)s: " + known.prefix(20).joined(separator: ", ")
              + (known.count > 20 ? " and \(known.count - 20) more" : "")
        ])
    }
  }

  /// The name of a node: a root of the state tree, and a word in commands.
  mutating func takeNode(_ name: Written<String>) {
    let reserved = [
      "clock", "links", "routers", "rules", "held", "lab", "events", "packets", "messages", "auto", "operator",
    ]
    if reserved.contains(name.value) {
      complain(.reserved, "no node can be called `\(name.value)`", at: name.range, label: "the language has it already")
    }
    let isFine =
      name.value.utf8.count <= 253 && name.value.first?.isLetter == true
      && name.value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    if !isFine {
      complain(
        .badValue, "`\(shortened(name.value))` is no name of a node", at: name.range,
        label: "a letter, then letters, digits, `-`, `_`, `.`")
    }
    take(.node, name.value, at: name.range)
  }
}
