import Base
import Lab

/// Worlds that are kept on the way, so that no moment is far from one.
///
/// The distance between them doubles whenever there are too many: a long run keeps as many as a short one, and the way
/// from a snapshot to a moment grows with the run, slowly.
struct Snapshots: Sendable {
  struct Snapshot: Sendable {
    let world: World
    let mark: Trace.Mark
    let command: EventNumber
    let actions: Int
  }

  /// Some milliseconds of re-execution.
  private static let firstDistance = 1024
  private static let bound = 96

  private(set) var kept: [Snapshot]
  private var distance = Self.firstDistance

  /// - Parameter beginning: the lab's first moment; `first`: when it was handed over.
  init(_ beginning: Snapshot, _ first: Snapshot) { kept = [beginning, first] }

  /// The number of records at which another one is due.
  var due: Int { (kept.last?.mark.records ?? 0) + distance }

  mutating func keep(_ snapshot: Snapshot) {
    kept.append(snapshot)
    guard kept.count > Self.bound else { return }
    kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    distance *= 2
  }

  /// The history is to go on otherwise behind this position.
  mutating func drop(behind position: LabPosition) {
    kept.removeAll { $0.world.steps > position.steps || $0.actions > position.actions }
  }

  /// The last one that is no later than a moment.
  func nearest(to moment: Moment) -> Snapshot? {
    kept.last { snapshot in
      switch moment {
      case .event(let n), .before(let n): snapshot.mark.records < n
      case .time(let t): snapshot.world.now <= t
      case .position(let position):
        snapshot.world.steps <= position.steps && snapshot.actions <= position.actions
          && snapshot.world.now <= position.now
      }
    }
  }
}
