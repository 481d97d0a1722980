import ArgumentParser
import Base
import Glibc
import Lab
import Live
import Replay
import Report

/// `fzsh bundle`.
struct BundleOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh bundle", abstract: "What a recording has in it, and how to hand it on.",
    discussion: """
      Says whose recording it is, from when, how long, and what is in it. With --anonymise it becomes another bundle \
      without keys, identities, names, addresses and contents, in which the same thing has the same substitute: its \
      events and packets, in their order, and the node's last state. It can be gone through with `fzsh replay`.
      """,
    version: Version.text)

  @Flag(help: "Make an anonymous bundle of it.")
  var anonymise = false

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the anonymous bundle goes.", valueName: "file"))
  var output: String?

  @Argument(help: ArgumentHelp("The bundle.", valueName: "file"))
  var bundle: String

  mutating func validate() throws {
    guard anonymise == (output != nil) else { throw ValidationError("--anonymise and -o go together") }
  }
}

extension Program {
  func bundle(_ options: BundleOptions) throws(Complaint) -> ExitStatus {
    let bundle = try BundleFile.read(options.bundle)
    guard let path = options.output else {
      output.write(BundleSummary.text(bundle))
      return .passed
    }
    let lab = bundle.lab
    BundleFile.warn(of: bundle, lab.divergence)
    var chance: Chance
    do throws(SystemError) { chance = try Chance.drawnFromKernel() } catch {
      throw Complaint(.environment, "\(error)")
    }
    let end = bundle.end?.reason ?? "not told"
    let file = try NewFile(path: path, mode: 0o600)
    try file.write(Anonymiser.bundle(of: lab, key: chance.bytes(32), end: end))
    try file.finish()
    return .passed
  }
}

/// What is in a bundle, in words.
enum BundleSummary {
  static func text(_ bundle: Bundle) -> String {
    let origin = bundle.origin
    var rows: [(String, String)] = [
      ("node", "\(origin.name), a \(origin.role.rawValue)"), ("program", origin.program),
      ("began", origin.wall.time(at: .zero).date),
    ]
    switch bundle.contents {
    case .recording(let recording): rows += self.rows(recording, until: bundle.end?.at)
    case .anonymous(let trace): rows += self.rows(trace, until: bundle.end?.at)
    }
    rows.append(("end", bundle.end?.reason ?? "not told: the node was killed, or goes on"))
    rows.append(("size", "\(bundle.length) bytes" + (bundle.cut.map { ", cut off at byte \($0)" } ?? "")))
    let width = rows.reduce(0) { max($0, $1.0.count) }
    return rows.map { "\($0.0.padded(to: width))  \($0.1)\n" }.joined()
  }

  private static func rows(_ recording: Recording, until end: Instant?) -> [(String, String)] {
    let kinds = RecordedCall.Kind.allCases.map { kind in (kind, recording.calls.count { $0.what.kind == kind }) }
    let wanted = recording.checks.last?.wanted ?? OutputCheck()
    return [
      ("kind", "a recording: it has the node's keys"),
      ("length", (max(end ?? .zero, recording.length) - .zero).text),
      ("inputs", "\(recording.calls.count)"),
    ] + kinds.filter { $0.1 > 0 }.map { ("  " + $0.0.words, "\($0.1)") } + [
      ("outputs", wanted.words(since: OutputCheck())),
      ("notes", "\(recording.notes.count) of the system"),
    ]
  }

  private static func rows(_ trace: AnonymousTrace, until end: Instant?) -> [(String, String)] {
    [
      ("kind", "anonymous: events without keys, names, addresses and contents"),
      ("length", (max(end ?? .zero, trace.records.last?.t ?? .zero) - .zero).text),
      ("steps", "\(trace.steps.count)"), ("events", "\(trace.records.count)"),
      ("state", trace.state == nil ? "none" : "at the end"),
    ]
  }
}
