import Access
import Base
import Lab

// A node of a simulated lab can be recorded as a live one: what reads such bundles has no need of real nodes.

extension Node {
  /// From its first moment on.
  mutating func beginTape() {
    let side: ControlHello.Role = Access.side == .client ? .client : .gateway
    let birth = BundleBirth(
      side, name: name, program: "a simulated lab", access.local, flags: access.flags, addresses: [])
    tape = Boxed(wrappedValue: RecordingWriter(birth))
  }

  /// Tells the machine something, and the tape of it.
  mutating func run(
    _ call: @autoclosure () -> RecordedCall, at now: Instant, into out: inout Outbox<AccessOutput>,
    _ body: (inout Access, inout Outbox<AccessOutput>) -> Void
  ) {
    guard tape != nil else { return body(&access, &out) }
    let (told, next, count) = (call(), out.nextPacket, out.outputs.count)
    body(&access, &out)
    let wanted = out.outputs[count...]
    tape?.update { tape in
      tape.note(told, at: now, nextPacket: next)
      for output in wanted { tape.note(output) }
      tape.check(at: now)
    }
  }
}

extension Simulation {
  /// What was recorded of a node that is taped, as a file's bytes.
  package func tape(of node: String) -> [UInt8]? {
    let tape = world.clients[node]?.tape ?? world.gateways[node]?.tape
    return tape?.wrappedValue.entries.pending
  }
}
