import Base
import Report

/// Where a session speaks: a terminal, a file, a test's buffer.
package protocol SessionOutput: AnyObject {
  /// Text as it is, line ends included.
  func put(_ text: String, _ meaning: Style.Meaning)
  /// The result of a command, which may be longer than a screen.
  func page(_ text: String)
  /// Errors and warnings, laid out already; each ends with an end of line.
  func complain(_ text: String)
}

extension SessionOutput {
  package func page(_ text: String) { put(text, .plain) }
}

/// The files that a session reads and writes. A write is whole or not at all.
package protocol SessionFiles: AnyObject {
  func read(_ path: String) throws(FileProblem) -> [UInt8]
  /// Opens a file of any length, to be read from its start to its end.
  func open(_ path: String) throws(FileProblem) -> FileSource
  /// What lies in a folder, folders with `/` behind their names; nothing where it cannot be read.
  func names(in folder: String) -> [String]
  /// Writes what `body` hands to its sink, piece by piece. Makes the folders on the way.
  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem)
}

/// Gives the next bytes of a file, some at a time; nil at its end.
package typealias FileSource = () throws(FileProblem) -> [UInt8]?

/// Takes the next bytes of a file.
package typealias FileSink = ([UInt8]) throws(FileProblem) -> Void

extension SessionFiles {
  package func names(in folder: String) -> [String] { [] }

  package func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    try write(to: path) { sink throws(FileProblem) in try sink(bytes) }
  }
}

/// Why a file could not be read or written, in the system's words.
package struct FileProblem: Error, Hashable, Sendable {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
