import ArgumentParser
import Glibc
import Lab
import Replay
import Shell

/// `fzsh replay`.
struct ReplayOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh replay", abstract: "The shell over what a live node recorded.",
    discussion: """
      The bundle is what `fzsh node client --record FILE`, or any other node with that option, wrote, or what \
      `fzsh bundle --anonymise` made of it. The node is executed again, to the same bytes. Without a script and -c it \
      is the prompt. It begins at the end of the recording: `goto 0s` leads to the beginning, `step`, `back` and \
      `goto` lead through it. Nothing can be done in it: what happened has happened.
      """,
    version: Version.text)

  @OptionGroup var shell: ShellOptions

  @Argument(help: ArgumentHelp("The bundle.", valueName: "file"))
  var bundle: String

  @Argument(help: ArgumentHelp("Scripts to run, one after another.", valueName: "file"))
  var files: [String] = []

  mutating func validate() throws {
    if !shell.commands.isEmpty, !files.isEmpty { throw ValidationError("give either files or -c, not both") }
  }
}

extension ReplayedLab {
  /// There is one past: a session that begins anew goes on in it.
  fileprivate var maker: LabMaker { { _, _ throws(LabError) in self } }
}

/// Bundles as files.
enum BundleFile {
  static func read(_ path: String) throws(Complaint) -> Bundle {
    var bytes: [UInt8] = []
    do throws(FileProblem) {
      let file = try OpenFile(path: path)
      while let chunk = try file.next() { bytes += chunk }
    } catch {
      throw Complaint(.environment, "cannot read \(error.path): \(error.reason)")
    }
    do throws(BundleProblem) { return try Bundle.read(bytes) } catch {
      throw Complaint(.badScript, "\(path): \(error)")
    }
  }

  /// What is not as it was meant to be, for standard error.
  static func warn(of bundle: Bundle, _ divergence: Divergence?) {
    if let cut = bundle.cut { warn("the recording is cut off at byte \(cut): what is before it is replayed") }
    if let divergence { warn("the node does not do again what it did: \(divergence)") }
  }

  private static func warn(_ words: String) {
    _ = Output.writeAll(Array("warning: \(words)\n".utf8), to: STDERR_FILENO)
  }
}

extension Program {
  func replay(_ options: ReplayOptions) throws(Complaint) -> ExitStatus {
    let bundle = try BundleFile.read(options.bundle)
    let lab = bundle.lab
    BundleFile.warn(of: bundle, lab.divergence)
    return try run(options.shell.run(options.files), over: lab.maker)
  }
}
