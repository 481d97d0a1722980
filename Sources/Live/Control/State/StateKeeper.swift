import Base
import Portal

/// Whether what happens at a portal is kept.
package enum StateNews: Hashable, Sendable {
  /// A write failed. The portal serves on, and tries again.
  case lost(StateProblem)
  /// Everything is kept again.
  case caughtUp
}

/// Keeps a state file up with its portal. Where a write fails, the portal's memory stands for all that was missed: it is
/// written whole as soon as that can be done.
final class StateKeeper {
  private let file: StateFile
  private let news: (StateNews) -> Void
  private(set) var trouble: StateProblem?
  /// When a failed write is tried again.
  private(set) var nextTry: Instant?

  private static let pause: Duration = .seconds(1)

  init(_ file: StateFile, news: @escaping (StateNews) -> Void) {
    self.file = file
    self.news = news
  }

  /// - Parameters:
  ///   - plane: as it is after the change.
  ///   - lab: as the lab file says it.
  func keep(_ change: RecordChange, of plane: ControlPlane, lab: [DirectoryRow], at now: Instant) {
    guard let nextTry else {
      if !change.isEmpty { attempt(at: now) { () throws(StateProblem) in try file.write(change) } }
      return
    }
    guard nextTry <= now else { return }
    attempt(at: now) { () throws(StateProblem) in try file.replace(plane.record, lab: lab) }
  }

  /// The lab file says something else now.
  func keep(lab: [DirectoryRow], at now: Instant) {
    if nextTry == nil { attempt(at: now) { () throws(StateProblem) in try file.replace(lab: lab) } }
  }

  /// Leaves one file behind that can be copied.
  func finish() { file.gather() }

  private func attempt(at now: Instant, _ body: () throws(StateProblem) -> Void) {
    do throws(StateProblem) {
      try body()
      if trouble != nil { news(.caughtUp) }
      (trouble, nextTry) = (nil, nil)
    } catch {
      if trouble?.reason != error.reason { news(.lost(error)) }
      (trouble, nextTry) = (error, now + Self.pause)
    }
  }
}
