import Glibc

/// A file that appears whole or not at all: written without a name where the file system can do that (open(2), `O_TMPFILE`),
/// so that nothing is left of it however the process ends; else beside its place under another one, then renamed.
///
/// What is no regular file of its own (`/dev/stdout`, a named pipe) is written as it is: a rename would replace it.
struct NewFile: ~Copyable {
  private let path: String
  private let temporary: String?
  /// Nothing stands in a folder yet.
  private let isNameless: Bool
  private var descriptor: Int32

  /// - Parameter mode: whose a new file is, less the process's mask.
  init(path: String, mode: mode_t = 0o666) throws(Complaint) {
    var status = stat()
    let exists = stat(path, &status) == 0
    // `/dev/stdout` may well lead to a regular file: the one that output was redirected to.
    if exists, status.st_mode & S_IFMT != S_IFREG || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
      self.path = path
      (temporary, isNameless) = (nil, false)
      descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    } else {
      self.path = exists ? Self.resolved(path) : path
      let beside = "\(self.path).\(getpid()).part"
      temporary = beside
      let nameless = Self.nameless(beside: self.path, mode)
      isNameless = nameless >= 0
      descriptor = isNameless ? nameless : open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
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
    let isInPlace = isNameless && linkat(AT_FDCWD, Self.link(to: descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    // A name that is there is not replaced by `linkat`, but by `rename`.
    if isNameless, !isInPlace, let temporary {
      guard errno == EEXIST,
        linkat(AT_FDCWD, Self.link(to: descriptor), AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0
      else { throw Self.complaint(path, errno) }
    }
    // Some file systems report a full disk only here.
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, isInPlace || temporary.map({ rename($0, path) == 0 }) ?? true else {
      let code = errno
      if let temporary { unlink(isInPlace ? path : temporary) }
      throw Self.complaint(path, code)
    }
  }

  private func remove() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporary, !isNameless { unlink(temporary) }
  }

  /// <fcntl.h>, Linux: `__O_TMPFILE | O_DIRECTORY`. The folder is opened, and a file of it that has no name.
  private static let tmpfile: Int32 = 0o20_000_000 | O_DIRECTORY

  /// - Returns: -1 where the file system has no such files, or where they could be given no name.
  private static func nameless(beside path: String, _ mode: mode_t) -> Int32 {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    // Beyond this there is no such name: it is told before anything is written.
    guard path.utf8.count - folder.utf8.count < Int(NAME_MAX) - 24 else { return -1 }
    let descriptor = open(folder, O_WRONLY | tmpfile | O_CLOEXEC, mode)
    guard descriptor >= 0, access(link(to: descriptor), F_OK) != 0 else { return descriptor }
    close(descriptor)
    return -1
  }

  private static func link(to descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

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
