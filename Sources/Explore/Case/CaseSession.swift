import Report
import Shell

// What the session of a case has instead of a terminal and a disk.

/// What a session says, as far as somebody wants to know it.
final class Speech: SessionOutput {
  var complaints = ""

  func put(_ text: String, _ meaning: Style.Meaning) {}
  func complain(_ text: String) { complaints += text }

  /// The first line.
  var complaint: String { complaints.split(separator: "\n").first.map(String.init) ?? "no reason given" }
}

/// The few files that there are; nothing is written.
final class HeldFiles: SessionFiles {
  private let files: [(path: String, bytes: [UInt8])]

  init(_ files: [(path: String, bytes: [UInt8])] = []) { self.files = files }

  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    guard let file = files.first(where: { $0.path == path }) else {
      throw FileProblem(path: path, reason: "no such file")
    }
    return file.bytes
  }

  func open(_ path: String) throws(FileProblem) -> FileSource {
    var rest: [UInt8]? = try read(path)
    return {
      defer { rest = nil }
      return rest
    }
  }

  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {}
}
