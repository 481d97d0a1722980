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
        Parameter("resource", .object("resource")), .literal("allow"), Parameter("rules", .text))
    ],
    examples: [
      Example("filter \"MyCorp Network\" allow tcp 443, icmp", "HTTPS and ping, nothing else"),
      Example("filter \"MyCorp Network\" allow all", "no filter"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let resource = try call.resource()
    let filters = try FilterRules.parse(try call.text("rules") ?? "", call.range(of: "rules"))
    try call.session.begin(call)
    try call.session.act(.setFilters(resource: resource, filters), call.range)
    return .nothing
  }

  static func check(_ command: Command, in session: Session) -> [Diagnostic] {
    guard let argument = command["rules"], let rules = argument.expression?.plainText else { return [] }
    do throws(ScriptFailure) {
      _ = try FilterRules.parse(rules, argument.range)
      return []
    } catch {
      return error.diagnostics
    }
  }
}

/// `tcp 443, udp 8000-8100, icmp`, or `all`.
enum FilterRules {
  static func parse(_ text: String, _ range: SourceRange) throws(ScriptFailure) -> [Filter] {
    var filters: [Filter] = []
    for rule in text.split(separator: ",") {
      let words = rule.split { $0 == " " || $0 == "\t" }.map(String.init)
      if words == ["all"] { continue }
      guard let filter = filter(words) else {
        throw ScriptFailure(
          .runtime,
          Diagnostic(
            .badFilter, "`\(words.joined(separator: " "))` is not a filter", at: range,
            label: suggestion(words),
            notes: ["filters: tcp [PORT|FIRST-LAST], udp [PORT|FIRST-LAST], icmp, all"]))
      }
      filters.append(filter)
    }
    return filters
  }

  private static func suggestion(_ words: [String]) -> String {
    words.first.flatMap { Suggestion.nearest(to: $0, in: ["tcp", "udp", "icmp", "all"]) }
      .map { "did you mean `\($0)`?" } ?? "ports are 0-65535"
  }

  private static func filter(_ words: [String]) -> Filter? {
    if words == ["icmp"] { return .icmp }
    guard let name = words.first, words.count <= 2, let ports = words.count == 2 ? ports(words[1]) : 0...65535 else {
      return nil
    }
    switch name {
    case "tcp": return .tcp(ports)
    case "udp": return .udp(ports)
    default: return nil
    }
  }

  private static func ports(_ text: String) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: text.contains(".") ? "." : "-", omittingEmptySubsequences: true).map { UInt16($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else { return nil }
    return first...last
  }
}
