import ArgumentParser
import Base
import Lab
import Live
import Portal
import Report

/// `fzsh node audit`.
struct AuditOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fzsh node audit",
    abstract: "Show who was authorized when, for what, by which gateway, and why it ended.",
    discussion: """
      Reads what `fzsh node portal` keeps, also while it serves. A row is one authorization: it is live until it has ended. \
      The policy goes by its group. Where this user has the state of one portal alone, it need not be said which.
      """)

  @Option(help: ArgumentHelp("The lab whose portal it was: mycorp, or a lab file.", valueName: "lab"))
  var lab: String?

  @Option(help: ArgumentHelp("The portal's --state, where it had one.", valueName: "file"))
  var state: String?

  @Option(help: ArgumentHelp("Text, json, ndjson or csv.", valueName: "format"))
  var format = Table.Format.text

  @Option(help: ArgumentHelp("Authorizations of this client alone.", valueName: "name"))
  var client: String?

  @Option(help: ArgumentHelp("Those for this resource alone.", valueName: "name"))
  var resource: String?

  @Option(help: ArgumentHelp("Those by way of this gateway alone.", valueName: "name"))
  var gateway: String?

  @Flag(help: "Those alone that have not ended.")
  var live = false

  @Option(help: ArgumentHelp("So many, the latest.", valueName: "n"))
  var last: Int?

  mutating func validate() throws {
    if let last, last < 1 { throw ValidationError("`--last \(last)`: at least 1") }
  }
}

extension Table.Format: ExpressibleByArgument {}

extension Program {
  func audit(_ options: AuditOptions) throws(Complaint) -> ExitStatus {
    let path = try options.path
    let stranger: AuditTrail.Stranger?
    do throws(StateProblem) { stranger = try tell(AuditTrail(path: path), options) } catch {
      throw Complaint(.environment, error.description + (error.reason == .absent ? options.others : ""))
    }
    if let stranger { throw Complaint(.environment, stranger.sentence) }
    return .passed
  }

  /// - Returns: who is asked for and never was; nothing is told then.
  private func tell(_ trail: AuditTrail, _ options: AuditOptions) throws(StateProblem) -> AuditTrail.Stranger? {
    if let stranger = try trail.stranger(in: options.question) { return stranger }
    var lines = TableLines(columns: AuditRow.columns, as: options.format)
    try trail.read(options.question) { row in
      lines.add(AuditRow.facts(row))
      if lines.count >= Output.bound { output.write(lines.take()) }
      return output.failure == nil
    }
    output.write(lines.finish())
    return nil
  }
}

extension AuditTrail.Stranger {
  /// A directory can have thousands: so many names are told.
  private static var most: Int { 12 }

  fileprivate var sentence: String {
    let meant = Suggestion.question(Suggestion.likely(for: name, in: known)).map { " (\($0))" } ?? ""
    let more = known.count > Self.most ? " and \(known.count - Self.most) more" : ""
    let there = known.isEmpty ? "none is known" : "known: \(known.prefix(Self.most).joined(separator: ", "))\(more)"
    return "no \(sort) is or was called `\(name)`\(meant); \(there)"
  }
}

extension AuditOptions {
  /// What is said, or what alone there is.
  fileprivate var path: String {
    get throws(Complaint) {
      if let state { return state }
      if let lab { return PortalState.path(nil, try Topology(named: lab, .none).name) }
      let kept = PortalState.kept
      guard let only = kept.first else {
        throw Complaint(
          .environment, "no portal has kept anything in \(StateFolder.path); say where one has: --state FILE")
      }
      guard kept.count == 1 else {
        throw Complaint(.badCommandLine, "which portal's? --state one of \(kept.joined(separator: ", ")); or --lab LAB")
      }
      return only
    }
  }

  /// Where somebody asked for a state that is not there.
  fileprivate var others: String {
    let kept = PortalState.kept
    return kept.isEmpty ? "" : "; there are \(kept.joined(separator: ", "))"
  }

  fileprivate var question: AuditTrail.Question {
    var question = AuditTrail.Question()
    (question.client, question.resource, question.gateway) = (client, resource, gateway)
    (question.isLiving, question.last) = (live, last)
    return question
  }
}

/// An authorization as a row of the table. docs/formats.md lists the columns.
private enum AuditRow {
  static let columns = [
    "id", "client", "actor", "resource", "gateway", "site", "policy", "authorized", "confirmed", "expires", "ended",
    "reason",
  ]

  static func facts(_ row: AuthorizationRow) -> [Fact] {
    let names = row.names
    return [
      .number(Int64(row.id.number)), .text(names.client), .text(names.actor), .text(names.resource),
      .text(names.gateway), .text(names.site), names.group.map { .text($0) } ?? .none, .text(row.createdAt.clock),
      row.confirmedAt.map { .text($0.clock) } ?? .none, .text(row.expiresAt.clock),
      row.end.map { .text($0.at.clock) } ?? .none, row.end.map { .text($0.reason) } ?? .none,
    ]
  }
}

extension UnixTime {
  /// To the millisecond: nobody reads more.
  fileprivate var clock: String { UnixTime(nanoseconds: nanoseconds / 1_000_000 * 1_000_000).date }
}
