import Glibc
import Live

/// Tokens as files, for whoever logs in with them.
enum PortalTokens {
  /// A file each, for the owner alone.
  static func write(_ tokens: [LivePortal.Token], to folder: String) throws(Complaint) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw Complaint(.environment, "cannot make \(folder): \(words(forErrno: errno))")
    }
    for token in tokens {
      let path = "\(folder)/\(token.holder.replacing("/", with: "_")).token"
      let file = try NewFile(path: path, mode: 0o600)
      try file.write(Array("\(token.text)\n".utf8))
      try file.finish()
    }
  }
}
