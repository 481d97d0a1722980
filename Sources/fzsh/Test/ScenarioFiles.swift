import Glibc

/// The scenarios under the paths of a command line, each once: files as they are named, folders by name and depth first.
enum ScenarioFiles {
  /// Deeper than any folder that somebody made by hand; a link that leads upwards ends here.
  private static let depth = 32

  static func found(under paths: [String]) throws(Complaint) -> [String] {
    var found: [String] = []
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0 else {
        throw Complaint(.environment, "cannot read \(path): \(words(forErrno: errno))")
      }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      found += isFolder ? try search(path, depth: depth) : [path]
    }
    var seen: [String] = []
    for path in found where !seen.contains(path) { seen.append(path) }
    return seen
  }

  private static func search(_ folder: String, depth: Int) throws(Complaint) -> [String] {
    guard depth > 0 else { return [] }
    guard let directory = opendir(folder) else {
      throw Complaint(.environment, "cannot read \(folder): \(words(forErrno: errno))")
    }
    var files: [String] = []
    var folders: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        folders.append(path)
      } else if name.hasSuffix(".fzs") {
        files.append(path)
      }
    }
    closedir(directory)
    var found = files.sorted()
    for folder in folders.sorted() { found += try search(folder, depth: depth - 1) }
    return found
  }
}
