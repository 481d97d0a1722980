import Report
import Script

/// Where a session speaks, with a hand before its mouth: what sets a lesson up is not told.
package final class Voice: SessionOutput {
  private let output: any SessionOutput
  fileprivate(set) var isSilent = false

  init(_ output: any SessionOutput) { self.output = output }

  package func put(_ text: String, _ meaning: Style.Meaning) { if !isSilent { output.put(text, meaning) } }
  package func page(_ text: String) { if !isSilent { output.page(text) } }
  package func complain(_ text: String) { if !isSilent { output.complain(text) } }
}

extension Session {
  func silently(_ body: () throws(ScriptFailure) -> Void) throws(ScriptFailure) {
    output.isSilent = true
    defer { output.isSilent = false }
    try body()
  }
}
