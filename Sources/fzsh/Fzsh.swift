import Glibc

@main struct Fzsh {
  static func main() {
    Signals.install()
    let output = Output()
    var status = ExitStatus.passed
    do throws(Complaint) {
      let invocation = try Invocation(Array(CommandLine.arguments.dropFirst()))
      status = try Program(output: output) { (setup) throws(Complaint) in try LabSession(setup) }.run(invocation)
    } catch {
      output.flush()
      complain(error)
      status = error.status
    }
    output.flush()
    if let complaint = output.complaint {
      complain(complaint)
      status = complaint.status
    }
    exit(status.rawValue)
  }

  private static func complain(_ complaint: Complaint) {
    guard !complaint.sentence.isEmpty else { return }
    _ = Output.writeAll(Array("\(complaint.line)\n".utf8), to: STDERR_FILENO)
  }
}
