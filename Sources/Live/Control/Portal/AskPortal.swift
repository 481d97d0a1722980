import Base
import Lab
import Portal

// What the portal does when the shell asks.

extension PortalServer {
  /// From any thread.
  package func ask(_ asked: ControlDesk.Asked) { loop.post { [weak self] in self?.obey(asked) } }

  private func obey(_ asked: ControlDesk.Asked) {
    control?.begin(for: asked.origin)
    let answer = ControlAnswer { () throws(LabError) in try self.answer(asked.wish, at: clock.now) }
    control?.begin()
    asked.answer(answer)
  }

  private func answer(_ wish: ControlWish, at now: Instant) throws(LabError) -> ControlAnswer {
    switch wish {
    case .state(let path): return .state(try machine.parts(look(at: now), ProcessState()).state(at: path[...]))
    case .names: return .names(machine.names.byIdentifier)
    case .keys: return .keys([])
    case .refusal(let client, let resource):
      return .text(try machine.refusal(of: client, resource, at: now))
    case .listen, .sync: return .done
    default:
      for case .refused(let error) in drive(.wished(wish, serial: log.count)) { throw error }
      return .done
    }
  }

  private func look(at now: Instant) -> StateLook {
    StateLook(names: machine.names, wall: machine.plane.wall, now: now)
  }
}
