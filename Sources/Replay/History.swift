import Base
import Lab

/// The moments of something that is over, each reached from the nearest one that was kept before it.
struct History<Moment: Sendable>: Sendable {
  struct Kept: Sendable {
    let moment: Moment
    let steps: Int
    let records: Int
    let now: Instant
  }

  /// Our own: some milliseconds of re-execution.
  private static var firstDistance: Int { 64 }
  private static var bound: Int { 96 }

  private(set) var kept: [Kept]
  private var distance = firstDistance

  init(_ first: Moment) { kept = [Kept(moment: first, steps: 0, records: 0, now: .zero)] }

  /// Every other one goes where there are too many: a long recording keeps as many as a short one.
  mutating func note(_ moment: @autoclosure () -> Moment, steps: Int, records: Int, now: Instant) {
    guard steps >= (kept.last?.steps ?? 0) + distance else { return }
    kept.append(Kept(moment: moment(), steps: steps, records: records, now: now))
    guard kept.count > Self.bound else { return }
    kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    distance *= 2
  }

  /// The last one that is no later.
  func nearest(to moment: Lab.Moment) -> Kept {
    kept.last { kept in
      switch moment {
      case .event(let n), .before(let n): kept.records < n
      case .time(let t): kept.now < t
      case .position(let position): kept.steps <= position.steps
      }
    } ?? kept[0]
  }
}
