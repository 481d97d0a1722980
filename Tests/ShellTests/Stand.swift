import Access
import Base
import Lab
import Report
import Script
import Sim
import Testing

@testable import Shell

/// A session over the real lab, with everything it says kept.
final class Stand {
  let said = Said()
  let disk = Disk()
  let console: Console

  init(
    seed: UInt64 = 1, runDirectories: String? = nil, isInteractive: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    var options = SessionOptions()
    options.seed = seed
    options.runDirectories = runDirectories
    options.isInteractive = isInteractive
    options.isInterrupted = isInterrupted
    console = try Console(options, output: said, files: disk, makeLab: Self.lab)
  }

  static func lab(_ topology: Topology, _ seed: UInt64) throws(LabError) -> any LabBackend {
    do throws(TopologyError) { return Timeline(try Simulation(topology, seed: seed, flags: FeatureFlags())) } catch {
      throw .invalid(what: error.object, reason: error.reason)
    }
  }

  /// Runs text and gives the exit code.
  @discardableResult
  func run(_ text: String, name: String = "test.fzs") -> Int32 { console.evaluate(text, name: name) }

  func value(_ expression: String) throws -> Value {
    try console.evaluator.run(name: "test.fzs", text: expression)
  }

  /// A line of a person at the prompt.
  @discardableResult
  func type(_ line: String) -> Int32 { console.evaluate(line, name: Console.prompt) }

  var session: Session { console.session }
  var trace: [TraceRecord] { session.stage.lab.trace }
}

final class Said: SessionOutput {
  var text = ""
  var complaints = ""

  func put(_ text: String, _ meaning: Style.Meaning) { self.text += text }
  func complain(_ text: String) { complaints += text }
}

final class Disk: SessionFiles {
  var files: [String: [UInt8]] = [:]
  /// The size that a file can grow to.
  var capacity = Int.max
  /// The sizes of the pieces in which the last file came.
  var pieces: [Int] = []

  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    guard let bytes = files[path] else { throw FileProblem(path: path, reason: "No such file or directory") }
    return bytes
  }

  func names(in folder: String) -> [String] {
    files.keys.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) }.sorted()
  }

  /// Sizes of the pieces in which files are read, in turn.
  var readSizes = [1000, 1, 4096]
  /// Pieces that were asked for since the file was opened.
  var reads = 0

  func open(_ path: String) throws(FileProblem) -> FileSource {
    var rest = try read(path)[...]
    reads = 0
    return { () throws(FileProblem) in
      let size = self.readSizes[self.reads % self.readSizes.count]
      self.reads += 1
      defer { rest = rest.dropFirst(size) }
      return rest.isEmpty ? nil : Array(rest.prefix(size))
    }
  }

  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    if path.hasPrefix("/nowhere") { throw FileProblem(path: path, reason: "No such file or directory") }
    var bytes: [UInt8] = []
    pieces = []
    try body { piece throws(FileProblem) in
      if bytes.count + piece.count > capacity { throw FileProblem(path: path, reason: "No space left on device") }
      bytes += piece
      pieces.append(piece.count)
    }
    files[path] = bytes
  }

  func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }
}
