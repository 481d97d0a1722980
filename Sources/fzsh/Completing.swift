import Report

/// What the completion key does with the candidates it is given.
struct Completing: Hashable {
  struct Edit: Hashable {
    /// Letters (Unicode scalars) before the cursor that go.
    var erasing: Int
    var inserting: String
  }

  /// How to go on, as far as all candidates agree; nil if that adds nothing.
  let edit: Edit?
  /// The candidates with their help, a line each, to be shown when there is nothing to add.
  let list: String?

  /// More would push what was typed off the screen.
  static let longestList = 40

  /// - Parameter typed: the command up to the cursor.
  init(_ candidates: [Candidate], typed: String) {
    edit = Self.edit(candidates, typed: typed)
    list = candidates.count > 1 ? Self.list(candidates) : nil
  }

  private static func edit(_ candidates: [Candidate], typed: String) -> Edit? {
    guard let first = candidates.first, candidates.allSatisfy({ $0.replacing == first.replacing }) else { return nil }
    let replaced = String(decoding: Array(typed.utf8)[first.replacing.clamped(to: 0..<typed.utf8.count)], as: UTF8.self)
    let common = candidates.dropFirst().reduce(first.text) { commonPrefix($0, $1.text) }
    let inserting = candidates.count == 1 ? common + first.ending : common
    guard candidates.count == 1 || common.count > replaced.count else { return nil }
    return Edit(erasing: replaced.unicodeScalars.count, inserting: inserting)
  }

  private static func commonPrefix(_ a: String, _ b: String) -> String {
    String(zip(a, b).prefix { $0 == $1 }.map(\.0))
  }

  private static func list(_ candidates: [Candidate]) -> String {
    let shown = candidates.prefix(longestList)
    let width = shown.reduce(0) { max($0, $1.text.displayWidth) }
    var lines = shown.map { candidate in
      candidate.help.isEmpty ? "  \(candidate.text)" : "  \(candidate.text.padded(to: width))  \(candidate.help)"
    }
    if candidates.count > shown.count { lines.append("  … and \(candidates.count - shown.count) more") }
    return lines.map { $0 + "\n" }.joined()
  }
}
