import Report
import Script

extension Program {
  func format(_ options: FormatOptions) throws(Complaint) -> ExitStatus {
    var status = try each(of: options.paths.filter { $0 != "-" }) { file throws(Complaint) in
      let text = try formatted(file)
      guard text != file.text else { return .passed }
      if options.check {
        output.write("\(file.name)\n")
        return .expectationFailed
      }
      let new = try NewFile(path: file.name)
      try new.write(Array(text.utf8))
      try new.finish()
      return .passed
    }
    if options.paths.contains("-") {
      let file = try ScriptFile(descriptor: 0, name: "standard input")
      let text = try formatted(file)
      if !options.check { output.write(text) } else if text != file.text { status = .expectationFailed }
    }
    return status
  }

  /// The parser has the last word on whether two layouts are the same script.
  private func formatted(_ file: ScriptFile) throws(Complaint) -> String {
    let session = try open(
      SessionSetup(
        labFile: nil, seed: nil, steps: false, isInteractive: false, keepsRuns: false, style: .none, output: output))
    guard session.parses(file.text, source: file.name) else {
      throw Complaint(.badScript, "\(file.name) does not parse (see `fzsh check`), and stays as it is")
    }
    let text = Formatter.formatted(file.text)
    return session.parses(text, source: file.name) ? text : file.text
  }
}
