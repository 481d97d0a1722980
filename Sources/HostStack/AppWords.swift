/// What the programs at hand would print and how they would exit.
extension AppResult {
  /// The lines that ping, nc or curl would print, without a line's end.
  package var lines: [String] { [] }

  /// The program's exit status.
  package var exitStatus: Int { 0 }
}
