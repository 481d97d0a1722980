import Glibc

/// A file that appears whole or not at all: written beside its place under another name, then renamed.
///
/// What is no regular file of its own (`/dev/stdout`, a named pipe) is written as it is: a rename would replace it.
struct NewFile: ~Copyable {
  private let path: String
  private let temporary: String?
  private var descriptor: Int32

  /// - Parameter mode: whose a new file is, less the process's mask.
  init(path: String, mode: mode_t = 0o666) throws(Complaint) {
    var status = stat()
    let exists = stat(path, &status) == 0
    // `/dev/stdout` may well lead to a regular file: the one that output was redirected to.
    if exists, status.st_mode & S_IFMT != S_IFREG || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
      self.path = path
      temporary = nil
      descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    } else {
      self.path = exists ? Self.resolved(path) : path
      let beside = "\(self.path).\(getpid()).part"
      temporary = beside
      descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    }
    guard descriptor >= 0 else { throw Self.complaint(path, errno) }
  }

  deinit { remove() }

  /// Leaves everything as it was: whether the file could be written is known.
  consuming func discard() {}

  func write(_ bytes: [UInt8]) throws(Complaint) {
    if let failure = Output.writeAll(bytes, to: descriptor) { throw Self.complaint(path, failure) }
  }

  /// Puts the file in its place.
  consuming func finish() throws(Complaint) {
    // Some file systems report a full disk only here.
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw Self.complaint(path, errno) }
    if let temporary, rename(temporary, path) != 0 { throw Self.complaint(path, errno) }
  }

  private func remove() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Where a symbolic link leads: the link stays, its target is replaced.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func complaint(_ path: String, _ code: Int32) -> Complaint {
    Complaint(.environment, "cannot write \(path): \(words(forErrno: code))")
  }
}
