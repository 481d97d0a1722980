/// What the process tells its caller. The numbers are part of the interface: scripts depend on them.
enum ExitStatus: Int32, Hashable, Sendable {
  case passed = 0
  case badCommandLine = 1
  /// A script does not parse or check, or named what does not exist.
  case badScript = 2
  /// A file, a permission, a port, a full disk.
  case environment = 3
  case expectationFailed = 4
  case invariantViolated = 5
  /// Two runs with one seed differ.
  case nondeterministic = 6
  case internalError = 70
  case interrupted = 130
  /// Whoever read standard output went away first, and with it the chance to say how it ended: 128 + SIGPIPE, as a
  /// shell reports any program that ends so.
  case readerGone = 141
}

/// Why the program cannot do what it was asked, in one sentence, and how it ends because of that.
struct Complaint: Error, Hashable {
  let status: ExitStatus
  let sentence: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}
