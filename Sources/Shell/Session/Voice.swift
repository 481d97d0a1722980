import Report
import Script

/// Where a session speaks, with a hand before its mouth: what sets a lesson up is not told.
package final class Voice: SessionOutput {
  private let output: any SessionOutput
  fileprivate(set) var isSilent = false
  /// What a command has said whose result goes into a file; nil where nobody listens.
  private var heard: String?

  init(_ output: any SessionOutput) { self.output = output }

  package func put(_ text: String, _ meaning: Style.Meaning) {
    heard? += text.withoutColour
    if !isSilent { output.put(text, meaning) }
  }

  package func page(_ text: String) { if !isSilent { output.page(text) } }
  package func complain(_ text: String) { if !isSilent { output.complain(text) } }
}

extension Voice {
  func listen() { heard = "" }

  func takeHeard() -> String? {
    defer { heard = nil }
    return heard
  }
}

extension String {
  /// Without the sequences of ECMA-48 §8.3.117 (SGR) with which a `Style` paints.
  fileprivate var withoutColour: String {
    guard contains("\u{1b}[") else { return self }
    let pieces = split(separator: "\u{1b}[", omittingEmptySubsequences: false)
    return pieces.dropFirst().reduce(String(pieces.first ?? "")) { text, piece in
      text + (piece.firstIndex(of: "m").map { piece[piece.index(after: $0)...] } ?? piece)
    }
  }
}

extension Session {
  func silently(_ body: () throws(ScriptFailure) -> Void) throws(ScriptFailure) {
    output.isSilent = true
    defer { output.isSilent = false }
    try body()
  }
}
