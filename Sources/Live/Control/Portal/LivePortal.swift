import Base
import Lab
import Portal

/// A portal before it serves: a lab file's directory or what an earlier start left of it, real time, and the tokens its
/// participants log in with.
package struct LivePortal {
  var plane: ControlPlane
  package let clock: LiveClock
  let root: Chance
  let lab: LabDirectory
  /// Where it keeps what outlasts it; nil for memory alone.
  let state: StateFile?
  /// What has become of the past since it was kept.
  let beginning: [ControlPlane.Output]

  package var tokens: [Token] { plane.tokens(of: lab.topology, root) }

  /// - Parameters:
  ///   - secret: 32 bytes, from which identities, keys and tokens follow: with the same ones they stay good.
  ///   - state: what an earlier start has kept in it is taken in, and what the lab file says otherwise now is followed.
  ///   - renewsTokens: whether tokens that are good no longer are issued anew.
  package init(
    _ topology: Topology, secret: [UInt8], clock: LiveClock, state: StateFile? = nil, renewsTokens: Bool = false
  ) throws(LivePortalProblem) {
    root = Chance(key: secret)
    self.clock = clock
    self.state = state
    do throws(TopologyError) { lab = try LabDirectory(topology, root) } catch { throw .lab(error) }
    let time = UnixTime(seconds: clock.wall.time(at: clock.now).seconds)
    let kept = try Self.load(state, topology.name)
    let record = kept?.record ?? PortalRecord(directory: lab.rows.map { $0.issued(at: time) })
    let directory = try Self.directory(record, state, topology)
    plane = ControlPlane(
      directory: directory, wall: clock.wall, chance: root.stream("portal"), start: kept?.starts ?? 0)
    var out = Outbox<ControlPlane.Output>()
    plane.restore(record, at: clock.now, into: &out)
    if let old = kept?.lab { plane.follow(from: old, to: lab.described, at: clock.now, into: &out) }
    if renewsTokens {
      for action in lab.renewals(in: plane.directory, at: time) {
        plane.handle(.operate(action), at: clock.now, into: &out)
      }
    }
    plane.wake(at: clock.now, into: &out)
    beginning = out.outputs
    do throws(StateProblem) {
      try state?.begin(topology.name, start: (kept?.starts ?? 0) + 1)
      try state?.replace(plane.record, lab: lab.described)
    } catch {
      throw .state(error)
    }
  }

  private static func load(_ state: StateFile?, _ lab: String) throws(LivePortalProblem) -> StateContents? {
    do throws(StateProblem) {
      guard let state, let kept = try state.load() else { return nil }
      guard kept.labName == lab else { throw StateProblem(state.path, .otherLab(kept.labName)) }
      return kept
    } catch {
      throw .state(error)
    }
  }

  private static func directory(
    _ record: PortalRecord, _ state: StateFile?, _ topology: Topology
  ) throws(LivePortalProblem) -> Directory {
    do throws(RestoreError) {
      return try Directory(rows: record.directory)
    } catch {
      guard let state else { throw .lab(TopologyError(object: topology.name, reason: error.words)) }
      throw .state(StateProblem(state.path, .damaged(error.words)))
    }
  }
}

/// Why there is no portal.
package enum LivePortalProblem: Error {
  case lab(TopologyError)
  case state(StateProblem)
}

extension RestoreError {
  fileprivate var words: String {
    switch self {
    case .noAccount: "it has no account"
    case .refused(let key, let error): "\(key.kind.name) \(key.id): \(error.words)"
    }
  }
}

extension ControlPlane {
  /// Does what a description of the directory asks for that is another now; what operators have changed besides stays.
  ///
  /// - Returns: how many changes that were.
  @discardableResult
  mutating func follow(
    from old: [DirectoryRow], to new: [DirectoryRow], at now: Instant, into out: inout Outbox<Output>
  ) -> Int {
    let time = UnixTime(seconds: wall.time(at: now).seconds)
    let actions = DirectoryDifference(from: old, to: new).actions(on: directory, at: time)
    for action in actions { handle(.operate(action), at: now, into: &out) }
    return actions.count
  }
}
