import Base
import Lab
import Script
import Wire

/// What a word means that is no verb, event, reason or code: settings, values, fields, parts of the state, names of the lab.
enum WordMeanings {
  static func of(_ word: String, _ session: Session) -> [String] {
    settings(word) + TermTable.named(word).map(\.text) + (fields(word).map { [$0] } ?? [])
      + (Help.family(word).map { ["what begins with `\(word).`\n\n" + $0] } ?? [])
      + (part(word, session).map { [$0] } ?? []) + (name(word, session).map { [$0] } ?? [])
  }

  private static func settings(_ word: String) -> [String] {
    var meanings: [String] = []
    if let setting = LinkSetting.named(word) {
      meanings.append(
        "\(setting.name), of a link: \(setting.meaning); \(setting.values), usually \(setting.usual)\n"
          + "  more: `fault LINK \(setting.name)=…`, docs/labs.md")
    }
    if let setting = NATSetting.named(word) {
      meanings.append(
        "\(setting.name), of a router: \(setting.meaning); \(setting.values)\n"
          + "  more: `nat NODE KIND \(setting.name)=…`, docs/labs.md; RFC 4787")
    }
    if let kind = NATKind(rawValue: word), kind != .none {
      meanings.append("\(word), a kind of router: \(kind.meaning)\n  more: `nat NODE \(word)`, docs/labs.md; RFC 4787")
    }
    return meanings
  }

  /// So many layers are told of that have a field of this name.
  private static let mostFields = 6

  /// `ttl`: a field, whatever layers have it.
  private static func fields(_ word: String) -> String? {
    let rows = LayerSchema.all.compactMap { layer in layer[word].map { (layer.name, $0.meaning) } }
    guard !rows.isEmpty else { return nil }
    let lines = rows.prefix(mostFields).map { "  \($0.0).\(word): \($0.1)" }
    let more = rows.count > mostFields ? "\n  and in \(rows.count - mostFields) more layers" : ""
    return "\(word), a field of packets\n" + lines.joined(separator: "\n") + more
  }

  /// `client.portal`: a part of the state of this lab.
  private static func part(_ word: String, _ session: Session) -> String? {
    let steps = word.split(separator: ".").map(String.init)
    guard steps.count > 1, let state = try? session.stage.lab.answer(.state(steps)) else { return nil }
    let now = if case .fact(let fact) = state { ", now \(fact.description)" } else { "" }
    let last = steps.last.map(TermTable.named) ?? []
    return (["\(word): a part of this lab's state\(now)\n  more: `show \(word)`, docs/state.md"] + last.map(\.text))
      .joined(separator: "\n")
  }

  private static let classes: [ObjectClass] = [
    .client, .gateway, .relay, .router, .host, .resource, .site, .group, .actor, .tap,
  ]

  /// What is called so in this lab.
  private static func name(_ word: String, _ session: Session) -> String? {
    let found = classes.filter { session.stage.names($0).contains(word) }
    guard !found.isEmpty else { return nil }
    let isNode = session.stage.names(.node).contains(word)
    return "\(word): a \(found.map(\.rawValue).joined(separator: " and a ")) of this lab"
      + (isNode ? "\n  more: `show \(word)`" : "")
  }
}
