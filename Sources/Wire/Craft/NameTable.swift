import Base

/// A number's names: the IANA registry's own title, the word that scripts use, and other words that are understood.
package struct NamedValue: Hashable, Sendable {
  package let value: UInt64
  /// Lower case with hyphens: `communication-administratively-prohibited`.
  package let name: String
  /// As the registry prints it: `Communication Administratively Prohibited`.
  package let title: String
  package let aliases: [String]

  package init(_ value: UInt64, _ name: String, _ title: String, _ aliases: String...) {
    self.init(value, name, title, aliases)
  }

  init(_ value: UInt64, _ name: String, _ title: String, _ aliases: [String]) {
    self.value = value
    self.name = name
    self.title = title
    self.aliases = aliases
  }
}

/// The names of one registry, in the registry's order.
package struct NameTable: Sendable {
  package let entries: [NamedValue]
  private let index: NameIndex

  package init(_ entries: [NamedValue]) {
    self.entries = entries
    index = NameIndex(
      entries.enumerated().flatMap { place, entry in ([entry.name] + entry.aliases).map { (name: $0, place: place) } })
  }

  package subscript(value: UInt64) -> NamedValue? { entries.first { $0.value == value } }

  /// Looks a name or an alias up; case does not matter, and `_` serves for `-`.
  package func entry(named text: String) -> NamedValue? {
    (index[text] ?? index[Self.plain(text)]).map { entries[$0] }
  }

  package var names: [String] { entries.map(\.name) }
  var allNames: [String] { entries.flatMap { [$0.name] + $0.aliases } }

  static func plain(_ text: String) -> String { String(text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }) }
}

/// One bit of a flags field.
package struct FlagName: Hashable, Sendable {
  /// Counted from the lowest bit.
  package let bit: UInt8
  /// As tcpdump and Scapy abbreviate it; nil where there is no such habit.
  package let letter: Character?
  package let name: String

  package init(_ bit: UInt8, _ letter: Character?, _ name: String) {
    self.bit = bit
    self.letter = letter
    self.name = name
  }
}
