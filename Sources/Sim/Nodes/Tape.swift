import Access
import Base
import Lab

/// What a node of a simulated lab is told, recorded as of a live one: what reads bundles has no need of real nodes.
struct Tape: Sendable {
  private var writer: Boxed<RecordingWriter>

  init(_ birth: BundleBirth) { writer = Boxed(RecordingWriter(birth)) }

  var bytes: [UInt8] { writer.value.entries.pending }

  /// Another process would have other keys.
  mutating func end(at now: Instant) { writer.update { $0.end("the process ended", at: now) } }

  /// Tells a machine something, and its tape, where it has one, of it.
  static func run<Machine: RecordedMachine>(
    _ tape: inout Tape?, _ machine: inout Machine, _ call: @autoclosure () -> RecordedCall, at now: Instant,
    into out: inout Outbox<Machine.Output>, _ body: (inout Machine, inout Outbox<Machine.Output>) -> Void
  ) {
    guard tape != nil else { return body(&machine, &out) }
    let (told, next, count) = (call(), out.nextPacket, out.outputs.count)
    body(&machine, &out)
    let wanted = out.outputs[count...]
    tape?.writer.update { writer in
      writer.note(told, at: now, nextPacket: next)
      for deed in wanted.compactMap(\.deed) { writer.note(deed) }
      writer.check(at: now)
    }
  }

  /// What a bundle calls the program.
  fileprivate static let program = "a simulated lab"
}

extension Node {
  /// Tells the machine something, and the tape of it.
  mutating func run(
    _ call: @autoclosure () -> RecordedCall, at now: Instant, into out: inout Outbox<AccessOutput>,
    _ body: (inout Access, inout Outbox<AccessOutput>) -> Void
  ) {
    guard tape != nil else { return body(&access, &out) }
    // Taken out while it is written to, so that it is not copied.
    var tape = tape
    self.tape = nil
    Tape.run(&tape, &access, call(), at: now, into: &out, body)
    self.tape = tape
  }
}

extension World {
  /// From the node's first moment on.
  mutating func beginTape(of name: String) {
    clients.update(name) { node in
      node.tape = Tape(
        BundleBirth(
          .client, name: name, program: Tape.program, node.access.local, flags: node.access.flags, addresses: []))
    }
    gateways.update(name) { node in
      node.tape = Tape(
        BundleBirth(
          .gateway, name: name, program: Tape.program, node.access.local, flags: node.access.flags, addresses: []))
    }
    relays.update(name) { $0.tape = Tape(BundleBirth(name: name, program: Tape.program, $0.local)) }
  }
}

extension Simulation {
  /// What was recorded of a node that is taped, as a file's bytes.
  package func tape(of node: String) -> [UInt8]? {
    (world.clients[node]?.tape ?? world.gateways[node]?.tape ?? world.relays[node]?.tape)?.bytes
  }
}
