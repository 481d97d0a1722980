import Glibc

/// What a node is let in with, from the environment or a file that nobody else can read: a command line is seen by all.
enum NodeSecrets {
  /// `FIREZONE_TOKEN`, or the file of `FIREZONE_TOKEN_PATH`. Gone from the environment from then on.
  ///
  /// - Returns: nil where neither is set.
  static func token() throws(Complaint) -> String? {
    if let token = take("FIREZONE_TOKEN") { return try usable(token, "in FIREZONE_TOKEN") }
    guard let path = environment("FIREZONE_TOKEN_PATH") else { return nil }
    return try usable(try read(path), "in \(path)")
  }

  /// A variable of the environment, which is gone from then on: for children, and for whoever looks at `/proc/PID/environ`
  /// or `ps e`. They see the bytes that the process began with (proc(5)), so these are overwritten.
  static func take(_ name: String) -> String? {
    let value = environment(name)
    if let place = getenv(name) { explicit_bzero(place, strlen(place)) }
    unsetenv(name)
    return value
  }

  static func requiredToken() throws(Complaint) -> String {
    guard let token = try token() else {
      throw Complaint(
        .environment, "there is no token: set FIREZONE_TOKEN, or FIREZONE_TOKEN_PATH to a file that only you can read")
    }
    return token
  }

  /// The original's rule: a token that others can read is none.
  private static func read(_ path: String) throws(Complaint) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Complaint(.environment, "cannot read the token in \(path): \(words(forErrno: errno))")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Complaint(.environment, "the token in \(path) can be read by others: chmod 600 \(path)")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw Complaint(
        .environment, "the token in \(path) belongs to somebody else: chown it to the node's user, or root")
    }
    return try ScriptFile(path: path, bound: 1 << 20).text
  }

  /// Without the white space around it. What has some inside, or nothing at all, is no token; no word of it is told.
  private static func usable(_ text: String, _ place: String) throws(Complaint) -> String {
    let token = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    guard !token.isEmpty else { throw Complaint(.environment, "there is no token \(place): it is empty") }
    guard !token.contains(where: { $0.isWhitespace || !$0.isASCII }) else {
      throw Complaint(.environment, "what stands \(place) is no token: a token is one word")
    }
    return token
  }
}
