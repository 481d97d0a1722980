import Glibc

/// Where what outlasts a process is kept, by the XDG base directory rules.
enum StateFolder {
  /// `$XDG_STATE_HOME/fzsh`, or `~/.local/state/fzsh`; nil where there is neither.
  static var ofUser: String? {
    // The rules say to ignore a relative path.
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/fzsh" }
    return environment("HOME").map { $0 + "/.local/state/fzsh" }
  }

  /// For services too, which have no home.
  static var path: String { ofUser ?? "/var/lib/fzsh" }

  /// Makes the folder and those above it.
  static func make(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    return true
  }
}
