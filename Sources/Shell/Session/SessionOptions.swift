import Base
import Report

/// How a session is to behave; nothing here changes what happens in the lab but the first three.
package struct SessionOptions: Sendable {
  package var lab = "mycorp"
  package var seed: UInt64 = 1
  /// Initial feature flags by name, from the environment.
  package var flags: [InitialFlag] = []
  package var style = Style.none
  /// Events are printed while foreground commands run.
  package var isVerbose = false
  /// Lines come from a person who can answer.
  package var isInteractive = false
  /// Where run directories of failed scenarios go; nil writes none.
  package var runDirectories: String?
  /// Asked between statements and while the world runs; true ends what runs.
  package var isInterrupted: @Sendable () -> Bool = { false }
  /// `--step`: shown each statement before it runs; false ends the script.
  package var mayRun: (@Sendable (String) -> Bool)?

  package init() {}
}

package struct InitialFlag: Hashable, Sendable {
  package let name: String
  package let on: Bool

  package init(_ name: String, _ on: Bool) {
    self.name = name
    self.on = on
  }
}
