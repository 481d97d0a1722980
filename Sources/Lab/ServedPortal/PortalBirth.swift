import Base
import Portal

/// What a portal begins with: what its lab file says, and what an earlier process left.
package struct PortalBirth: Sendable {
  /// What an earlier process left.
  package struct Kept: Sendable {
    package let record: PortalRecord
    /// As the lab file said it then.
    package let lab: [DirectoryRow]
    /// How often a portal was begun with it.
    package let starts: UInt64

    package init(_ record: PortalRecord, lab: [DirectoryRow], starts: UInt64) {
      (self.record, self.lab, self.starts) = (record, lab, starts)
    }
  }

  /// Identities, keys and tokens follow from it.
  package let root: Chance
  package let wall: WallClock
  /// As the lab file has them, in ascending order of keys; its tokens end so long after they are issued.
  package let rows: [DirectoryRow]
  package let kept: Kept?
  /// Whether tokens that are good no longer are issued anew.
  package let renewsTokens: Bool
  /// When tokens are issued.
  package let issued: UnixTime
  let record: PortalRecord
  let directory: Directory

  /// - Throws: for rows that are no directory.
  package init(
    _ root: Chance, _ wall: WallClock, rows: [DirectoryRow], kept: Kept?, renewsTokens: Bool, issued: UnixTime
  ) throws(RestoreError) {
    (self.root, self.wall, self.rows, self.kept) = (root, wall, rows, kept)
    (self.renewsTokens, self.issued) = (renewsTokens, issued)
    record = kept?.record ?? PortalRecord(directory: rows.map { $0.issued(at: issued) })
    directory = try Directory(rows: record.directory)
  }

  /// Tokens whose time has come, issued anew.
  func renewals(in directory: Directory) -> [OperatorAction] {
    rows.compactMap { row in
      guard case .token(let token) = row.issued(at: issued), let old = directory.tokens[token.id],
        !old.isGood(at: issued)
      else { return nil }
      return .putToken(token)
    }
  }
}

extension RestoreError {
  package var words: String {
    switch self {
    case .noAccount: "it has no account"
    case .refused(let key, let error): "\(key.kind.name) \(key.id): \(error.words)"
    }
  }
}
