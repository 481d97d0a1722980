import Base
import Testing

@testable import Portal

/// A portal, what a database would have of it, and portals that begin with that.
struct RecordDesk {
  var desk: PortalDesk
  /// What came of the changes alone.
  private var rows: SortedTable<DirectoryRow.Key, DirectoryRow>
  private var authorizations = SortedTable<AuthorizationID, AuthorizationRow>()
  private(set) var starts: UInt64 = 0

  init(_ directory: Directory) {
    desk = PortalDesk(directory)
    rows = SortedTable(directory.rows.map { ($0.key, $0) })
  }

  var kept: PortalRecord {
    PortalRecord(
      directory: rows.values, authorizations: authorizations.values,
      lastNumber: authorizations.keys.last?.number ?? 0)
  }

  /// A turn of sockets; what it put out is the desk's.
  mutating func turn(_ body: (inout PortalDesk) throws -> Void) rethrows {
    desk.outputs = []
    try body(&desk)
    keep(desk.portal.change(by: desk.outputs, since: nil))
  }

  mutating func operate(_ action: OperatorAction) {
    desk.outputs = []
    let before = desk.portal.directory
    desk.operate(action)
    keep(desk.portal.change(by: desk.outputs, since: before))
  }

  private mutating func keep(_ change: RecordChange) {
    for row in change.rows.removed { rows[row.key] = nil }
    for row in change.rows.put { rows[row.key] = row }
    for row in change.authorizations { authorizations[row.id] = row }
  }

  /// The process is killed, and another one begins, after a while.
  mutating func restart(after wait: Duration = .zero) throws {
    starts += 1
    let wall = WallClock(epoch: desk.portal.wall.time(at: desk.now) + wait)
    let kept = kept
    desk = PortalDesk(try Directory(rows: kept.directory))
    desk.portal = ControlPlane(
      directory: desk.portal.directory, wall: wall, chance: Chance(seed: 1), start: starts)
    var out = Outbox<ControlPlane.Output>()
    desk.portal.restore(kept, at: desk.now, into: &out)
    desk.portal.wake(at: desk.now, into: &out)
    desk.outputs = out.outputs
    keep(desk.portal.change(by: out.outputs, since: nil))
  }

  /// What the gateway's `init` tells it.
  var greeting: [AuthorizationEntry]? {
    desk.toGateway.compactMap { if case .initial(let greeting) = $0 { greeting.authorizations } else { nil } }.last
  }
}
