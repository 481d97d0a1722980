import FoundationEssentials

/// A source file of the project, or a fixture that stands for one.
struct SourceFile {
  /// From the root: `Sources/Wire/IPPacket.swift`.
  var path: String
  var text: String
  /// Swift only: the file without comments and strings, cut into words.
  var tokens: [Token]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    tokens = path.hasSuffix(".swift") ? HouseTests.tokens(codeOnly(text)) : []
  }

  /// `Wire` for `Sources/Wire/IPPacket.swift`.
  var module: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : ""
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  var lineCount: Int { lines.count - (text.hasSuffix("\n") ? 1 : 0) }
}

/// A broken rule, where it can be seen.
struct Finding: CustomStringConvertible {
  var path: String
  var line: Int
  var text: String

  var description: String { "\(path):\(line): \(text)" }
}

/// The project's own tree, found from where this file was compiled.
enum Repository {
  static let root = String(#filePath.dropLast("/Tests/HouseTests/Repository.swift".utf8.count))

  /// What a checkout does not contain.
  private static let unkept = [".build", ".git", ".swiftpm", ".venv", "out", "fuzz/.build"]

  static let paths: [String] = {
    let files = FileManager.default
    let top = ((try? files.contentsOfDirectory(atPath: root)) ?? []).filter { !unkept.contains($0) }
    let all = top.flatMap { name in
      [name] + ((try? files.subpathsOfDirectory(atPath: "\(root)/\(name)")) ?? []).map { "\(name)/\($0)" }
    }
    return all.filter { path in !unkept.contains { path.hasPrefix($0 + "/") } }.sorted()
  }()

  static func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: root + "/" + path) else { return nil }
    return String(validating: data, as: UTF8.self)
  }

  static func files(under folder: String, _ endings: String...) -> [SourceFile] {
    paths.filter { path in path.hasPrefix(folder) && endings.contains { path.hasSuffix($0) } }
      .compactMap { path in text(path).map { SourceFile(path, $0) } }
  }

  static let sources = files(under: "Sources/", ".swift")
  static let tests = files(under: "Tests/", ".swift")

  /// Everything that is text, whatever its language.
  static let texts: [SourceFile] = paths.compactMap { path in
    text(path).map { SourceFile(path.hasSuffix(".swift") ? path + " " : path, $0) }
  }
}
