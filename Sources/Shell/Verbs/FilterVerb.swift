import Base
import Lab
import Portal
import Script

enum FilterVerb: Verb {
  static let signature = VerbSignature(
    "filter", summary: "Say which traffic a resource allows.",
    page: """
      Done in the portal, which tells the gateways. `tcp` and `udp` take a port, a range of ports or nothing (all); \
      `icmp` stands alone; `all` takes every filter away.
      """,
    forms: [
      Form(
        Parameter("resource", .object("resource")), .literal("allow"), Parameter("rules", .word, repeatable: true))
    ],
    examples: [
      Example("filter \"MyCorp Network\" allow tcp 443, icmp", "HTTPS and ping, nothing else"),
      Example("filter \"MyCorp Network\" allow all", "no filter"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = try call.resource()
    let filters = try filters(call, "rules")
    try call.session.begin(call)
    try call.session.act(.setFilters(resource: resource, filters), call.range)
    return .nothing
  }

  /// The filters that an argument lists.
  static func filters(_ call: Call, _ parameter: String) throws(ScriptFailure) -> [Filter] {
    var words: [FilterRules.Word] = []
    for rule in call.command.all(parameter) {
      guard let expression = rule.expression else { continue }
      let text = try call.evaluator.text(of: expression)
      words += text.split(separator: " ").map { .init(text: String($0), range: rule.range) }
    }
    return try FilterRules.parse(words)
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    let words = command.all("rules").compactMap { rule in
      rule.expression?.literalText.map { FilterRules.Word(text: $0, range: rule.range) }
    }
    guard words.count == command.all("rules").count else { return [] }
    do throws(ScriptFailure) {
      _ = try FilterRules.parse(words)
      return []
    } catch {
      return error.diagnostics
    }
  }
}

extension Expression {
  /// What is written out, as its text.
  fileprivate var literalText: String? {
    if case .literal(let value) = kind { value.text } else { plainText }
  }
}

/// `tcp 443, udp 8000-8100, icmp`, or `all`.
enum FilterRules {
  struct Word {
    let text: String
    let range: SourceRange
  }

  /// `tcp` and `udp` take the ports that follow them.
  static func parse(_ words: [Word]) throws(ScriptFailure) -> [Filter] {
    var filters: [Filter] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      let takesPorts = word.text == "tcp" || word.text == "udp"
      let ports = takesPorts && rest.first?.text.first?.isNumber == true ? rest.popFirst() : nil
      switch (word.text, ports.map { Self.ports($0.text) } ?? 0...65535) {
      case ("all", _): continue
      case ("icmp", _): filters.append(.icmp)
      case ("tcp", let ports?): filters.append(.tcp(ports))
      case ("udp", let ports?): filters.append(.udp(ports))
      default: throw failure(takesPorts ? ports ?? word : word)
      }
    }
    return filters
  }

  private static func failure(_ word: Word) -> ScriptFailure {
    let isPort = word.text.first?.isNumber == true
    let near = Suggestion.nearest(to: word.text, in: ["tcp", "udp", "icmp", "all"])
    return ScriptFailure(
      .runtime,
      Diagnostic(
        .badFilter, "`\(word.text)` is \(isPort ? "no port of a filter" : "not a filter")", at: word.range,
        label: isPort ? "0-65535, behind tcp or udp" : near.map { "did you mean `\($0)`?" } ?? "",
        notes: ["filters: tcp [PORT|FIRST-LAST], udp [PORT|FIRST-LAST], icmp, all"]))
  }

  private static func ports(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: text.contains(".") ? "." : "-").map { UInt16($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else { return nil }
    return first...last
  }
}
