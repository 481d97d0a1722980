import Base
import Lab
import Portal

/// A portal before it serves: a lab file's directory or what an earlier start left of it, real time, and the tokens its
/// participants log in with.
package struct LivePortal {
  var machine: LabPortal
  package let clock: LiveClock
  let root: Chance
  let lab: LabDirectory
  /// Where it keeps what outlasts it; nil for memory alone.
  let state: StateFile?
  let birth: PortalBirth
  /// When it was born, and what has become of the past since that was kept.
  let beginning: (at: Instant, outputs: [LabPortal.Output])

  var plane: ControlPlane { machine.plane }
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
    let now = clock.now
    let kept = try Self.load(state, topology.name)
    do throws(RestoreError) {
      birth = try PortalBirth(
        root, clock.wall, rows: lab.rows, kept: kept.map { .init($0.record, lab: $0.lab, starts: $0.starts) },
        renewsTokens: renewsTokens, issued: UnixTime(seconds: clock.wall.time(at: now).seconds))
    } catch {
      guard let state else { throw .lab(TopologyError(object: topology.name, reason: error.words)) }
      throw .state(StateProblem(state.path, .damaged(error.words)))
    }
    machine = LabPortal(birth)
    var out = Outbox<LabPortal.Output>()
    machine.handle(.start, at: now, into: &out)
    beginning = (now, out.outputs)
    do throws(StateProblem) {
      try state?.begin(topology.name, start: (kept?.starts ?? 0) + 1)
      try state?.replace(machine.plane.record, lab: lab.described)
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
}

/// Why there is no portal.
package enum LivePortalProblem: Error {
  case lab(TopologyError)
  case state(StateProblem)
}
