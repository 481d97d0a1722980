import Base
import Lab
import Report
import Script

/// What a failed scenario leaves behind: `out/<scenario>/<seed>/` with the trace, all packets (and no keys), a diagram,
/// all of it as one web page, the state at the end, and the command that runs it again.
extension Session {
  package func keepRun(_ name: String) {
    guard let parent = options.runDirectories else { return }
    let run = again(name)
    let folder = "\(parent)/\(run.pathName)/\(run.folder)"
    do throws(FileProblem) {
      try files.write(stage.trace.ndjson, to: "\(folder)/trace.ndjson")
      try files.write(diagram(of: run), to: "\(folder)/diagram.md")
      try files.write(Array(report(of: run.text, again: run.again).html.utf8), to: "\(folder)/report.html")
      try keepCapture(of: run, in: folder)
      try keepState(in: folder)
      try files.write(Array(script(again: run).utf8), to: "\(folder)/repro.sh")
      account.runDirectory = folder
      output.complain("run directory: \(folder)\n")
    } catch {
      output.complain("no run directory: \(error.path): \(error.reason)\n")
    }
  }

  /// What was run, as far as a name can say it.
  func again(_ file: String) -> CaseName {
    if let run = options.run { return run }
    var run = CaseName(file: file, faults: options.faults, seed: stage.lab.seed, isLive: stage.lab.isLive)
    run.lab = options.labFile
    return run
  }

  /// Runs it with the program that made the directory; where that is gone, with the one that is on the path.
  private func script(again run: CaseName) -> String {
    guard let program = options.program else { return "#!/bin/sh\nexec \(run.again) \"$@\"\n" }
    return """
      #!/bin/sh
      program=\(program.shellWord)
      [ -x "$program" ] || program=$(command -v fzsh) || {
        echo "repro.sh: "\(program.shellWord)" is there no more, and no fzsh is on the PATH" >&2
        exit 127
      }
      exec "$program" \(run.arguments) "$@"

      """
  }

  private func diagram(of run: CaseName) -> [UInt8] {
    Array("# \(run.text)\n\n```mermaid\n\(SequenceDiagram(stage.trace).mermaid)```\n".utf8)
  }

  private func keepCapture(of run: CaseName, in folder: String) throws(FileProblem) {
    guard let capture = try? Capture(of: stage.lab, scenario: run.file, taps: nil, keys: false) else { return }
    try files.write(to: "\(folder)/run.pcapng") { sink throws(FileProblem) in
      _ = try capture.write(as: .pcapng, to: sink)
    }
  }

  private func keepState(in folder: String) throws(FileProblem) {
    guard let state = try? stage.lab.answer(.state([])) else { return }
    var text = Text()
    text.add(json: state)
    try files.write(text.bytes + [UInt8(ascii: "\n")], to: "\(folder)/state-final.json")
  }
}
