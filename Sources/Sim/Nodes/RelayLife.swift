import Access
import Base
import Lab
import Portal
import Traversal

// Relays that stop, start, sleep and wake.

extension World {
  mutating func start(relay name: String, into trace: inout Trace) {
    relays.update(name) { $0.state.life = .running }
    trace.record(.reported(NodeReport.started), at: now, node: name)
    drive(relay: name, .connect, into: &trace)
  }

  /// A relay takes leave of nobody: its socket closes, and what it lent is gone.
  mutating func stop(relay name: String, into trace: inout Trace) {
    obey(.close, of: name, into: &trace)
    trace.record(.reported(NodeReport.stopped(goodbye: false)), at: now, node: name)
    guard let old = relays[name], let node = topology.relays.first(where: { $0.name == name }) else { return }
    var new = RelayNode(node, old.id, generation: old.state.generation + 1, wall: wall, chance)
    new.state.life = .stopped
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

extension RelayNode {
  func parts(location: Fact) -> [StatePart] {
    [
      StatePart("kind", text: "relay"),
      StatePart("location", fact: location),
      StatePart("life", text: state.life.word),
      StatePart("addresses", fact: .addresses(addresses)),
      StatePart("portal", text: isJoined ? "connected" : "disconnected"),
    ]
  }
}
