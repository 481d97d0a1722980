import Base
import Wire

/// What is to become of packets or messages of a kind while they pass a tap. Of several rules the first that matches
/// wins.
package struct Rule: Sendable {
  package let pattern: Pattern
  package let tap: Tap
  package let verdict: Verdict
  /// How many packets or messages it is for; nil for all.
  package let times: Int?
  /// The pattern as the operator wrote it.
  package let text: String

  package init(_ pattern: Pattern, at tap: Tap, _ verdict: Verdict, times: Int? = nil, text: String) {
    self.pattern = pattern
    self.tap = tap
    self.verdict = verdict
    self.times = times
    self.text = text
  }
}

/// What a rule does.
package enum Verdict: Hashable, Sendable {
  case drop
  case delay(Duration)
  /// So many more of it; a packet's copies get numbers of their own.
  case duplicate(copies: Int)
  /// So many bytes become others: behind the IP header; of a datagram on the wire, of what UDP carries; of a message, of
  /// its text.
  case corrupt(bytes: Int)
  case edit([Edit])
  /// Keeps it until it is released.
  case hold

  /// More copies than these are a mistake.
  package static let mostCopies = 100
  /// No packet is longer.
  package static let mostBytes = 65_535

  package static let words = ["drop", "delay", "duplicate", "corrupt", "edit", "hold"]

  package var word: String {
    switch self {
    case .drop: "drop"
    case .delay: "delay"
    case .duplicate: "duplicate"
    case .corrupt: "corrupt"
    case .edit: "edit"
    case .hold: "hold"
    }
  }
}

extension Verdict: CustomStringConvertible {
  /// As it is typed.
  package var description: String {
    switch self {
    case .drop, .hold: word
    case .delay(let span): "delay \(span.text)"
    case .duplicate(let copies): copies == 1 ? word : "duplicate \(copies)"
    case .corrupt(let bytes): "corrupt \(bytes) bytes"
    case .edit(let edits): "edit { \(edits.map(\.description).joined(separator: ", ")) }"
    }
  }
}

/// A field's new value: `tcp.dport = 81`, `ttl = 1`; of a message, `reason = "…"`.
package struct Edit: Hashable, Sendable {
  /// A layer and its field, or a field alone, which is that of the innermost layer that has one of this name.
  package let field: String
  package let value: Wire.FieldValue

  package init(_ field: String, _ value: Wire.FieldValue) {
    self.field = field
    self.value = value
  }
}

extension Edit: CustomStringConvertible {
  package var description: String { "\(field) = \(value.text)" }
}

/// What an operator lets go of all that rules hold.
package enum Release: Hashable, Sendable {
  case all
  /// One thing held, by its number.
  case one(Int)
}
