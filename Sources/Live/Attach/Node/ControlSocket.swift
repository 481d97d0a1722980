import Glibc

/// Where a node is reached by the shell: a local socket that its user alone may open, gone when the node ends.
package final class ControlSocket {
  package let path: String
  let descriptor: Descriptor

  /// Our own: more that wait to be let in are refused by the kernel.
  private static let backlog: Int32 = 16
  private static let mostNames = 1000

  /// - Parameter path: an end of a node that is gone is taken away.
  package init(at path: String) throws(SystemError) {
    let socket = try LocalStream.socket()
    var name = try LocalSocketName(path)
    var bound = name.with { bind(socket.number, $0, $1) }
    if bound != 0, errno == EADDRINUSE, Self.isLeftOver(path), unlink(path) == 0 {
      bound = name.with { bind(socket.number, $0, $1) }
    }
    guard bound == 0 else { throw SystemError(.control(path)) }
    // Nobody gets in before it listens.
    guard chmod(path, 0o600) == 0, listen(socket.number, Self.backlog) == 0 else {
      let error = SystemError(.control(path))
      unlink(path)
      throw error
    }
    (self.path, descriptor) = (path, socket)
  }

  /// Named after the node: `client.sock`, and `client-2.sock` where that is taken.
  package static func open(in folder: String, of node: String) throws(SystemError) -> ControlSocket {
    try prepare(folder)
    let stem = "\(folder)/\(node.replacing("/", with: "_"))"
    for number in 1...Self.mostNames {
      let path = stem + (number == 1 ? "" : "-\(number)") + RunFolder.ending
      if !isFree(path) { continue }
      do throws(SystemError) { return try ControlSocket(at: path) } catch {
        // Somebody else was faster.
        guard error.code == EADDRINUSE else { throw error }
      }
    }
    throw SystemError(.control(stem + RunFolder.ending), code: EADDRINUSE)
  }

  deinit { unlink(path) }

  /// A folder that others can write to would let them put their sockets in the place of ours.
  private static func prepare(_ folder: String) throws(SystemError) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemError(.folder(folder)) }
    var status = stat()
    guard stat(folder, &status) == 0 else { throw SystemError(.folder(folder)) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(.folder(folder), code: ENOTDIR) }
    guard status.st_uid == geteuid() || status.st_uid == 0, status.st_mode & 0o022 == 0 else {
      throw SystemError(.folder(folder), code: EPERM)
    }
  }

  private static func isFree(_ path: String) -> Bool { access(path, F_OK) != 0 || isLeftOver(path) }

  /// A socket that nobody listens at.
  private static func isLeftOver(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
    do throws(SystemError) {
      _ = try LocalStream(to: path)
      return false
    } catch {
      return error.code == ECONNREFUSED
    }
  }

  /// Whoever knocks next; nil where nobody does.
  func accept() -> LocalStream? {
    let number = Glibc.accept(descriptor.number, nil, nil)
    guard number >= 0 else { return nil }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
    return LocalStream(Descriptor(owning: number))
  }
}

/// Where a user's nodes have their control sockets.
package enum RunFolder {
  package static let ending = ".sock"

  /// - Parameter runtime: the user's own folder that is gone when he is (XDG_RUNTIME_DIR).
  /// - Returns: nil where there is none that others cannot write to.
  package static func usual(runtime: String?) -> String? {
    geteuid() == 0 ? "/run/fzsh" : runtime.map { $0 + "/fzsh" }
  }

  /// The sockets in a folder, by their names.
  package static func sockets(in folder: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(ending) { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
  }
}
