import Base
import Lab
import Report

/// How a session is to behave; nothing here changes what happens in the lab but the first three.
package struct SessionOptions {
  package var lab = Topology.myCorp
  package var seed: UInt64 = 1
  /// Faults of the original that every lab begins with, by name; `seed` for all.
  package var faults: [String] = []
  package var style = Style.none
  /// How wide what is read on a screen may be.
  package var columns: () -> Int = { SequenceDiagram.usualWidth }
  /// Lines come from a person who can answer.
  package var isInteractive = false
  /// Where run directories of failed scenarios go; nil writes none.
  package var runDirectories: String?
  /// The file of the program, for whoever runs it again.
  package var program: String?
  /// The file of the lab; nil for the usual one.
  package var labFile: String?
  /// What is run, where it is more than a file under the lab's seed.
  package var run: CaseName?
  /// Asked between statements and while the world runs; true ends what runs.
  package var isInterrupted: () -> Bool = { false }
  /// `--step`: shown each statement before it runs; false ends the script.
  package var mayRun: ((String) -> Bool)?

  package init() {}
}
