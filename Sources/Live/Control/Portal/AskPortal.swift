import Base
import Lab
import Portal

// What the portal does when the shell asks.

extension PortalServer {
  /// From any thread.
  package func ask(_ asked: ControlDesk.Asked) { loop.post { [weak self] in self?.obey(asked) } }

  private func obey(_ asked: ControlDesk.Asked) {
    control?.begin(for: asked.origin)
    let answer: ControlAnswer
    do throws(LabError) { answer = try self.answer(asked.wish, at: clock.now) } catch {
      answer = .refused(ControlRefusal(error))
    }
    control?.begin()
    asked.answer(answer)
  }

  private func answer(_ wish: ControlWish, at now: Instant) throws(LabError) -> ControlAnswer {
    var orders = PortalOrders(plane.directory, names, root, serial: log.count, at: plane.wall.time(at: now))
    switch wish {
    case .state(let path): return .state(try parts(at: now).state(at: path[...]))
    case .names: return .names(names.byIdentifier)
    case .refusal(let client, let resource):
      return .text(plane.wouldRefuse(try orders.clientID(client), try orders.resource(resource), at: now)?.wireText)
    case .revoke(let resource, let client, let gateway):
      let (client, resource) = (try orders.clientID(client), try orders.resource(resource))
      try operate([.rejectAccess(try orders.gatewayID(gateway), client, resource)])
    case .filters(let resource, let filters): try operate([.setFilters(try orders.resource(resource), filters)])
    case .change(let change): try operate(try orders.orders(for: change))
    case .listen, .sync: break
    case .flag, .internetResource, .inject:
      throw .notSupported(what: "this with the portal", reason: "a client or a gateway does that")
    }
    return .done
  }

  private func parts(at now: Instant) -> [StatePart] {
    let connected = plane.presence.sessions.map { names.name($0.value.participant) }
    return plane.parts(StateLook(names: names, wall: plane.wall, now: now), life: "running", connected: connected)
  }

  /// - Throws: why the portal refuses.
  private func operate(_ actions: [OperatorAction]) throws(LabError) {
    for action in actions {
      refusal = nil
      drive(.operate(action))
      if let refusal { throw refusal }
    }
  }
}
