import Base
import Lab

/// Who looks on at a node: somebody to whom what happens is told, and a recorder.
final class NodeWitness {
  private let tell: (LiveEvent, Instant) -> Void
  let recorder: NodeRecorder?

  init(_ recorder: NodeRecorder?, _ tell: @escaping (LiveEvent, Instant) -> Void) {
    (self.recorder, self.tell) = (recorder, tell)
  }

  func observe(_ event: LiveEvent, _ now: Instant) {
    // What the machine does not know of cannot come again by itself.
    if let recorder, let report = LiveReport(event) { recorder.note(report, at: now) }
    tell(event, now)
  }

  func settle(at now: Instant) {
    if let end = recorder?.settle(at: now) { tell(.recordingEnded(end), now) }
  }
}

extension LiveNode {
  func observe(_ event: LiveEvent, _ now: Instant) { witness.observe(event, now) }

  /// All that the machine is told goes through here, and through `wake`.
  func tell(_ input: Machine.Input, at now: Instant) {
    witness.recorder?.note(input.call, at: now, nextPacket: out.nextPacket)
    machine.handle(input, at: now, into: &out)
  }

  func wake(at now: Instant) {
    witness.recorder?.note(.wake, at: now, nextPacket: out.nextPacket)
    machine.wake(at: now, into: &out)
  }
}
