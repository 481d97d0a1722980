import Base

/// What of a portal outlasts it. Who is online does not, nor what only a channel knows.
package struct PortalRecord: Hashable, Sendable {
  /// In ascending order of keys.
  package var directory: [DirectoryRow]
  /// In ascending order of numbers. A database has older ones besides.
  package var authorizations: [AuthorizationRow]
  /// The highest that an authorization ever had.
  package var lastNumber: UInt32

  package init(directory: [DirectoryRow], authorizations: [AuthorizationRow] = [], lastNumber: UInt32 = 0) {
    self.directory = directory
    self.authorizations = authorizations
    self.lastNumber = lastNumber
  }
}

/// What one turn changed of the record.
package struct RecordChange: Hashable, Sendable {
  package var rows = DirectoryDifference()
  /// New ones, and those of which something is another now.
  package var authorizations: [AuthorizationRow] = []

  package init() {}

  package var isEmpty: Bool { rows.isEmpty && authorizations.isEmpty }
}

extension ControlPlane {
  /// All of it, as it is now. Complexity: O(rows).
  package var record: PortalRecord {
    PortalRecord(
      directory: directory.rows, authorizations: authorizations.rows.map { AuthorizationRow($0, directory, wall) },
      lastNumber: authorizations.lastNumber)
  }

  /// What a turn changed.
  ///
  /// - Parameters:
  ///   - outputs: what it put out.
  ///   - before: the directory before an operator's turn; nil where sockets alone had their say.
  package func change(by outputs: [Output], since before: Directory?) -> RecordChange {
    var change = RecordChange()
    if let before { change.rows = DirectoryDifference(from: before.rows, to: directory.rows) }
    for case .event(let event) in outputs {
      switch event {
      case .connected(_, let participant):
        if before == nil, let row = directory.row(of: participant) { change.rows.put.append(row) }
      case .authorizationCreated(let row), .authorizationConfirmed(let row), .authorizationChanged(let row),
        .authorizationEnded(let row):
        change.authorizations.append(AuthorizationRow(row, before ?? directory, wall))
      default: break
      }
    }
    return change
  }

  /// Takes in the authorizations that an earlier portal left, before anybody connects. Those that the directory has no
  /// room for any more end; those whose hour has come end when it is woken.
  package mutating func restore(_ record: PortalRecord, at now: Instant, into out: inout Outbox<Output>) {
    for row in record.authorizations where row.end == nil {
      authorizations.restore(row.authorization(wall))
    }
    authorizations.lastNumber = max(authorizations.lastNumber, record.lastNumber)
    for row in authorizations.live { if let reason = homelessness(of: row) { end(reason, [row], at: now, into: &out) } }
    if authorizations.liveCount > 0 { timers.start(.recheck, at: now) }
    timers[.expiry] = authorizations.nextExpiry.map { expiryInstant($0) }
  }

  private func homelessness(of row: Authorization) -> EndReason? {
    if directory.clients[row.client] == nil { return .clientDeleted }
    if directory.gateways[row.gateway] == nil { return .gatewayDeleted }
    if directory.resources[row.resource] == nil { return .resourceDeleted }
    if directory.tokens[row.basis.token] == nil { return .tokenDeleted(row.basis.token) }
    return nil
  }
}
