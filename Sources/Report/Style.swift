/// Whether text carries colours. Callers name what a text means; only this file knows how that looks.
package enum Style: Hashable, Sendable {
  case none
  /// ECMA-48 §8.3.117, Select Graphic Rendition, with the sixteen colours that every terminal theme defines.
  case ansi

  package enum Meaning: Hashable, Sendable {
    case plain, heading, dim
    case good, warning, bad
    case event, packet, node, message
  }

  package func paint(_ text: String, _ meaning: Meaning) -> String {
    guard self == .ansi, let code = Self.code(meaning) else { return text }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  private static func code(_ meaning: Meaning) -> String? {
    switch meaning {
    case .plain: nil
    case .heading: "1"
    case .dim: "2"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    case .event: "2"
    case .packet: "36"
    case .node: "1"
    case .message: "34"
    }
  }
}
