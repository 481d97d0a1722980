import Glibc
import Shell

/// Files as a session uses them.
final class SessionDisk: SessionFiles {
  /// What `-` writes to; nil where nobody may.
  private let standardOutput: Output?

  init(standardOutput: Output? = nil) { self.standardOutput = standardOutput }

  /// The file of the program that runs; nil where the system does not tell.
  static var ownProgram: String? {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count)
    guard count > 0, count < path.count else { return nil }
    return String(decoding: path[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func read(_ path: String) throws(FileProblem) -> [UInt8] {
    do throws(Complaint) { return Array(try ScriptFile(path: path).text.utf8) } catch {
      throw FileProblem(error, path)
    }
  }

  func open(_ path: String) throws(FileProblem) -> FileSource {
    let file = try OpenFile(path: path)
    return { () throws(FileProblem) in try file.next() }
  }

  func names(in folder: String) -> [String] {
    var names: [String] = []
    guard let stream = opendir(folder.isEmpty ? "." : folder) else { return names }
    defer { closedir(stream) }
    while let entry = readdir(stream), names.count < Self.mostNames {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.first != "." else { continue }
      var status = stat()
      let isFolder = stat(folder + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      names.append(isFolder ? name + "/" : name)
    }
    return names.sorted()
  }

  /// More names nobody reads to choose one.
  private static let mostNames = 10_000

  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    if path == "-" { return try writeOut(body) }
    makeFolders(of: path)
    let file = try begin(path)
    try body { bytes throws(FileProblem) in
      do throws(Complaint) { try file.write(bytes) } catch { throw FileProblem(error, path) }
    }
    do throws(Complaint) { try file.finish() } catch { throw FileProblem(error, path) }
  }

  /// In the order of what is printed there. What was written stays when the rest fails: a pipe takes nothing back.
  private func writeOut(_ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    guard let standardOutput, isatty(STDOUT_FILENO) == 0 else {
      throw FileProblem(path: "-", reason: "standard output is a terminal; say a file, or send it on with a pipe")
    }
    try body { bytes throws(FileProblem) in
      standardOutput.write(bytes)
      if let code = standardOutput.failure { throw FileProblem(path: "-", reason: words(forErrno: code)) }
    }
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
