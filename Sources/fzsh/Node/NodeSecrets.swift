import Glibc

/// What a node is let in with, from the environment or a file that nobody else can read: a command line is seen by all.
enum NodeSecrets {
  /// `FIREZONE_TOKEN`, or the file of `FIREZONE_TOKEN_PATH`. Gone from the environment from then on.
  ///
  /// - Returns: nil where neither is set.
  static func token() throws(Complaint) -> String? {
    if let token = environment("FIREZONE_TOKEN") {
      unsetenv("FIREZONE_TOKEN")
      return trimmed(token)
    }
    guard let path = environment("FIREZONE_TOKEN_PATH") else { return nil }
    return try read(path)
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
      throw Complaint(.environment, "the token in \(path) belongs to somebody else")
    }
    return trimmed(try ScriptFile(path: path, bound: 1 << 20).text)
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
