import Base
import Lab
import Report
import Script
import Wire

/// Makes a lab of a topology.
package typealias LabMaker = (_ topology: Topology, _ seed: UInt64) throws(LabError) -> any LabBackend

/// What the language acts on: a lab, what was asked of it, and where the answers go.
///
/// The evaluator hands itself over with every call, so a session knows nothing of variables.
package final class Session {
  package let options: SessionOptions
  package let output: Voice
  package let files: any SessionFiles
  package let signatures: SignatureTable
  package internal(set) var stage: Stage
  /// Foreground commands that a breakpoint stopped, the latest last.
  var parked: [Job] = []
  var worlds = Worlds()
  package internal(set) var isOver = false
  /// What is awaited may not exist yet: a path that leads nowhere is absent, and no error.
  var isWaiting = false
  /// A script is being checked, not run.
  var isChecking = false
  /// What the script that is checked will have made.
  var foreseen = Foreseen()
  package internal(set) var account = ScriptAccount()
  /// What is kept for the person at the prompt.
  var notebook = Notebook()
  private var lastSuspension = 0

  package init(
    _ options: SessionOptions, output: any SessionOutput, files: any SessionFiles, makeLab: @escaping LabMaker
  ) throws(LabError) {
    self.options = options
    self.output = Voice(output)
    self.files = files
    signatures = SignatureTable(
      VerbTable.signatures, vocabulary: ["event-kind": Vocabulary.eventKinds],
      layers: LayerNames(LayerSchema.names, fields: LayerSchema.all.map(\.fieldPlaces)))
    stage = try Stage(options.lab, seed: options.seed, beginning(with: options.faults, makeLab))
    notebook.nodesTold = stage.trace.count
  }

  func checking(_ body: () -> [Diagnostic]) -> [Diagnostic] {
    isChecking = true
    foreseen = Foreseen()
    defer { isChecking = false }
    return body()
  }

  func nextSuspension() -> SuspensionID {
    lastSuspension += 1
    return SuspensionID(number: lastSuspension)
  }

  /// `fzsh 12.400s #58> `; after going back `#58/143`, in a fork with its name.
  package var prompt: String {
    let (count, last) = (stage.trace.count, stage.lab.end.events)
    let place = last > count ? "#\(count)/\(last)" : "#\(count)"
    let style = options.style
    let fork = worlds.hasForks ? " " + style.paint(worlds.current, .message) : ""
    let stopped = parked.isEmpty ? "" : " " + style.paint("stopped", .warning)
    return "\(style.paint("fzsh", .node)) \(stage.now.text) \(style.paint(place, .event))\(fork)\(stopped)> "
  }
}
