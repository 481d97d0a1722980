import Glibc

/// A script read from disk or from standard input.
struct ScriptFile: Hashable {
  /// Far beyond any script written by hand; what is larger was named by mistake.
  static let bound = 16 * 1024 * 1024

  /// What diagnostics call it.
  let name: String
  let text: String

  init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// Errors: what the system says, `is a directory`, `is larger than …`, `is not UTF-8`.
  init(path: String, bound: Int = Self.bound) throws(Complaint) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.complaint(path, words(forErrno: errno)) }
    defer { close(descriptor) }
    try self.init(descriptor: descriptor, name: path, bound: bound)
  }

  init(descriptor: Int32, name: String, bound: Int = Self.bound) throws(Complaint) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR, !Signals.isInterrupted { continue }
        throw errno == EINTR ? Complaint(.interrupted, "interrupted") : Self.complaint(name, words(forErrno: errno))
      }
      bytes += chunk[..<count]
      if bytes.count > bound { throw Self.complaint(name, "is larger than \(bound >> 20) MiB") }
    }
    // A byte order mark, as editors of another world put it.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Self.complaint(name, "is not UTF-8") }
    self.init(name: name, text: text)
  }

  private static func complaint(_ name: String, _ why: String) -> Complaint {
    Complaint(.environment, "cannot read \(name): \(why)")
  }
}
