import Shell

/// A session that has no disk.
final class NoFiles: SessionFiles {
  func read(_ path: String) throws(FileProblem) -> [UInt8] { throw FileProblem(path: path, reason: "no files here") }
  func open(_ path: String) throws(FileProblem) -> FileSource {
    throw FileProblem(path: path, reason: "no files here")
  }
  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    throw FileProblem(path: path, reason: "no files here")
  }
}
