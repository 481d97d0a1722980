import Access
import Base
import Lab

// Relays that stop, start, sleep and wake.

extension World {
  mutating func start(relay name: String, into trace: inout Trace) {
    relays.update(name) { $0.state.life = .running }
    trace.record(.reported(NodeReport.started), at: now, node: name)
    drive(relay: name, .start, into: &trace)
  }

  /// A relay takes leave of nobody: its socket closes, and what it lent is gone.
  mutating func stop(relay name: String, into trace: inout Trace) {
    obey(.close, of: name, into: &trace)
    trace.record(.reported(NodeReport.stopped(goodbye: false)), at: now, node: name)
    guard let old = relays[name], let node = topology.relays.first(where: { $0.name == name }) else { return }
    var new = RelayNode(node, old.id, generation: old.state.generation + 1, wall: wall, chance)
    new.state.life = .stopped
    new.tape = old.tape
    new.tape?.end(at: now)
    relays[name] = new
  }

  mutating func awake(relay name: String, into trace: inout Trace) {
    relays.update(name) {
      $0.state.life = .running
      $0.armed = nil
    }
    trace.record(.reported(NodeReport.woke), at: now, node: name)
    rearm(relay: name, trace)
  }
}
