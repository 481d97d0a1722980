/// What the process tells its caller. The numbers are part of the interface: scripts depend on them.
enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
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

  /// As the manual says it.
  var meaning: String {
    switch self {
    case .passed: "All passed."
    case .badCommandLine: "A bad command line."
    case .badScript: "A script does not parse or check, or a name or value was wrong when it came to it."
    case .environment: "A file, a permission, a full disk."
    case .expectationFailed: "An expectation failed."
    case .invariantViolated: "An invariant was violated."
    case .nondeterministic: "Two runs with one seed differ."
    case .internalError: "A fault in fzsh itself."
    case .interrupted: "Interrupted."
    case .readerGone: "The reader of the output went away."
    }
  }
}

/// Why the program cannot do what it was asked, in one sentence, and how it ends because of that.
struct Complaint: Error, Hashable {
  let status: ExitStatus
  let sentence: String

  init(_ status: ExitStatus, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// As it is printed. Diagnostics say by themselves that they are errors.
  var line: String { sentence.hasPrefix("error[") ? sentence : "error: \(sentence)" }
}
