import ArgumentParser
import Lab
import Live

/// Whether what a node is told is written down.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write all that the node is told into a bundle for `fzsh replay`. It holds keys: the file is the owner's alone.",
      valueName: "file"))
  var record: String?

  @Option(
    help: ArgumentHelp("How large the bundle may become before the recording ends: 256MiB.", valueName: "size"))
  var recordLimit: String?
}

extension RecordingOptions {
  func file() throws(Complaint) -> RecordingFile? {
    guard let record else {
      guard recordLimit == nil else { throw Complaint(.badCommandLine, "--record-limit goes with --record") }
      return nil
    }
    let limit = try recordLimit.map { text throws(Complaint) in try Self.size(text) } ?? RecordingFile.usualLimit
    do throws(SystemError) { return try RecordingFile(creating: record, limit: limit) } catch {
      throw Complaint(.environment, "\(error)")
    }
  }

  private static func size(_ text: String) throws(Complaint) -> Int {
    guard let size = ByteCount.bytes(text).flatMap({ Int(exactly: $0) }), size >= RecordingFile.leastLimit else {
      throw Complaint(.badCommandLine, "--record-limit \(text): a size of at least 64KiB, such as 100MiB")
    }
    return size
  }
}
