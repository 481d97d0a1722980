import Lab
import Script

/// FZ044x: lab files.
extension DiagnosticCode {
  package static let notALabFile = DiagnosticCode(
    "FZ0440", "not a lab file",
    explanation: """
      A lab file is one YAML document without anchors and aliases, at most 16 MiB, nested at most 32 deep. A pattern of \
      names begins with `*`, which YAML takes for an alias: it is written in quotes.
      """,
    example: #"address: *.example.com   write: address: "*.example.com""#)
  package static let unknownLabKey = DiagnosticCode(
    "FZ0441", "a key that a lab file does not have",
    explanation: "The message says which keys there are; docs/labs.md describes them.",
    example: "latncy: 5ms              write: latency: 5ms")
  package static let wrongLabType = DiagnosticCode(
    "FZ0442", "a value of another type",
    explanation: "A list stands where a word is wanted, or a word where names with values are wanted.",
    example: "clients: [alice, bob]    write: clients: {alice: {addresses: [203.0.113.30]}}")
  package static let missingLabKey = DiagnosticCode(
    "FZ0443", "something has to be said, and is not",
    explanation: "A lab has a name and a portal, a machine has addresses, a resource has an address and a site.",
    example: "portal: {latency: 25ms}  write: portal: {addresses: [203.0.113.10], latency: 25ms}")
  package static let badLabValue = DiagnosticCode(
    "FZ0444", "a value that cannot be",
    explanation: "The message says how such a value is written.",
    example: "latency: 20             write: latency: 20ms")
  package static let unknownLabName = DiagnosticCode(
    "FZ0445", "a name that leads nowhere",
    explanation: "Sites, groups, actors and resources are named in one place and defined in another.",
    example: "site: mycro-aws-gw       write: site: mycro-aws-gws")
  package static let takenInLab = DiagnosticCode(
    "FZ0446", "a name or an address that something else has",
    explanation: """
      Names of nodes are unique in the whole lab, addresses on the internet too; addresses of hosts are unique in their \
      site.
      """,
    example: "two clients at 203.0.113.30")
  package static let reservedInLab = DiagnosticCode(
    "FZ0447", "an address or a name that is kept for something else",
    explanation: """
      100.64.0.0/10 and fd00:2021:1111::/48 are Firezone's own; loopback, multicast and this network belong to no \
      machine. The language itself has some names.
      """,
    example: "address: 100.64.1.0/24")
  package static let unknownLab = DiagnosticCode(
    "FZ0448", "no lab has this name",
    explanation: "`lab NAME` knows the built-in labs; `lab load FILE` reads one from a file.",
    example: "lab mycrop               write: lab mycorp")

  static let ofLabFiles: [DiagnosticCode] = [
    .notALabFile, .unknownLabKey, .wrongLabType, .missingLabKey, .badLabValue, .unknownLabName, .takenInLab,
    .reservedInLab, .unknownLab,
  ]
}

extension LabFileProblem {
  func diagnostic(in source: Source) -> Diagnostic {
    var diagnostic = Diagnostic(
      kind.code, message, at: SourceRange(source.id, range.lowerBound, range.upperBound), label: label, notes: notes)
    if let other {
      let place = SourceRange(source.id, other.range.lowerBound, other.range.upperBound)
      diagnostic.labels.append(.init(place, other.text))
    }
    return diagnostic
  }
}

extension LabFileProblems {
  /// All of them as text, for whoever has no session yet.
  package func text(name: String, bytes: [UInt8], coloured: Bool) -> String {
    var sources = SourceMap()
    let source = sources.add(name: name, bytes: bytes)
    return DiagnosticRenderer(coloured: coloured).text(problems.map { $0.diagnostic(in: source) }, in: sources)
  }
}

extension LabFileProblem.Kind {
  fileprivate var code: DiagnosticCode {
    switch self {
    case .notYAML: .notALabFile
    case .unknownKey: .unknownLabKey
    case .wrongType: .wrongLabType
    case .missing: .missingLabKey
    case .badValue: .badLabValue
    case .unknownName: .unknownLabName
    case .takenTwice: .takenInLab
    case .reserved: .reservedInLab
    }
  }
}
