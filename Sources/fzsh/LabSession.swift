import Access
import Base
import Glibc
import Lab
import Report
import Script
import Shell
import Sim

/// The shell over a simulated lab, as the program sees it.
final class LabSession: ShellSession {
  private let console: Console

  init(_ setup: SessionSetup) throws(Complaint) {
    var options = SessionOptions()
    options.lab = try Self.topology(setup.lab, setup.style)
    options.seed = setup.seed ?? options.seed
    options.style = setup.style
    options.isInteractive = setup.isInteractive
    options.runDirectories = setup.keepsRuns ? "out" : nil
    options.isInterrupted = setup.isInterrupted
    if setup.steps { options.mayRun = { StepPrompt.mayRun($0, setup.output) } }
    do throws(LabError) {
      console = try Console(
        options, output: SessionWriter(setup), files: SessionDisk(), makeLab: Self.lab)
    } catch {
      throw Complaint(.badCommandLine, Self.words(error))
    }
  }

  /// A built-in lab by its name, or one that a file describes.
  static func topology(_ lab: String, _ style: Style) throws(Complaint) -> Topology {
    if let topology = Topology.all.first(where: { $0.name == lab }) { return topology }
    guard lab.contains("/") || lab.contains(".") else {
      let names = Topology.all.map(\.name).joined(separator: ", ")
      throw Complaint(.badCommandLine, "lab `\(lab)`: there is \(names), or a file")
    }
    let bytes = Array(try ScriptFile(path: lab).text.utf8)
    do throws(LabFileProblems) { return try LabFile.read(bytes) } catch {
      throw Complaint(.badScript, error.text(name: lab, bytes: bytes, coloured: style == .ansi))
    }
  }

  /// A simulated lab, with the feature flags of the environment.
  static func lab(_ topology: Topology, seed: UInt64) throws(LabError) -> any LabBackend {
    let flags = FeatureFlags { name in getenv(name).map { String(cString: $0) } }
    do throws(TopologyError) { return try Simulation(topology, seed: seed, flags: flags) } catch {
      throw .invalid(what: error.object, reason: error.reason)
    }
  }

  private static func words(_ error: LabError) -> String {
    switch error {
    case .unknown(let objects, let name, let known):
      "there is no \(objects.rawValue) \(name); there is \(known.joined(separator: ", "))"
    case .notSupported(let what, let reason), .invalid(let what, let reason): "\(what): \(reason)"
    }
  }

  var prompt: String { console.prompt }
  var lab: any LabBackend { console.session.stage.lab }

  func evaluate(_ text: String, source: String) -> Evaluation {
    let status = ExitStatus(rawValue: console.evaluate(text, name: source)) ?? .internalError
    return console.isOver ? .quit(status) : .done(status)
  }

  func check(_ text: String, source: String) -> ExitStatus {
    ExitStatus(rawValue: console.check(text, name: source)) ?? .internalError
  }

  func needsMore(_ text: String) -> Bool { console.needsMore(text) }

  func complete(_ text: String, at cursor: Int) -> [Candidate] {
    console.completions(text, cursor: cursor).map {
      Candidate(text: $0.text, replacing: $0.replacing, help: $0.help)
    }
  }
}

/// What a session says goes to standard output; in a batch its errors go to standard error, behind what came before.
private final class SessionWriter: SessionOutput {
  private let output: Output
  private let style: Style
  private let isInteractive: Bool

  init(_ setup: SessionSetup) { (output, style, isInteractive) = (setup.output, setup.style, setup.isInteractive) }

  func put(_ text: String, _ meaning: Style.Meaning) {
    guard meaning != .plain, style != .none, text.hasSuffix("\n") else { return output.write(text) }
    output.write(style.paint(String(text.dropLast()), meaning) + "\n")
  }

  func complain(_ text: String) {
    if isInteractive { return output.write(text) }
    output.flush()
    _ = Output.writeAll(Array(text.utf8), to: STDERR_FILENO)
  }
}

final class SessionDisk: SessionFiles {
  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    do throws(Complaint) { return Array(try ScriptFile(path: path).text.utf8) } catch {
      throw FileProblem(error, path)
    }
  }

  func open(_ path: String) throws(FileProblem) -> FileSource {
    let file = try OpenFile(path: path)
    return { () throws(FileProblem) in try file.next() }
  }

  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    makeFolders(of: path)
    let file = try begin(path)
    try body { bytes throws(FileProblem) in
      do throws(Complaint) { try file.write(bytes) } catch { throw FileProblem(error, path) }
    }
    do throws(Complaint) { try file.finish() } catch { throw FileProblem(error, path) }
  }

  private func begin(_ path: String) throws(FileProblem) -> NewFile {
    do throws(Complaint) { return try NewFile(path: path) } catch { throw FileProblem(error, path) }
  }

  /// A folder that cannot be made is told by the file that then cannot be written.
  private func makeFolders(of path: String) {
    for (i, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && i > 0 {
      mkdir(String(decoding: path.utf8.prefix(i), as: UTF8.self), 0o777)
    }
  }
}

extension FileProblem {
  fileprivate init(_ complaint: Complaint, _ path: String) {
    self.init(path: path, reason: complaint.reason(about: path))
  }
}

extension Complaint {
  /// Without the words about which file it was.
  fileprivate func reason(about path: String) -> String {
    sentence.hasPrefix("cannot read \(path): ") || sentence.hasPrefix("cannot write \(path): ")
      ? String(sentence.drop { $0 != " " }.dropFirst().drop { $0 != " " }.dropFirst(path.count + 3)) : sentence
  }
}

/// `--step`: each statement waits for Enter; `q` or the end of input stops the script.
private enum StepPrompt {
  static func mayRun(_ statement: String, _ output: Output) -> Bool {
    output.write("step> \(statement)\n")
    output.flush()
    let answer = readLine()
    return answer != nil && answer != "q"
  }
}
