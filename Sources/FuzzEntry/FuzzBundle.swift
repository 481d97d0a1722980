import Base
import Lab
import Replay

/// Reads `bytes` as a bundle, and as the bodies of the entries of one, each behind its length in two bytes; the first
/// byte chooses its kind. What reads is executed again, gone through, and made anonymous, which reads again.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzBundle(_ bytes: UnsafeRawBufferPointer) {
  let bytes = [UInt8](bytes)
  go(through: bytes)
  guard let choice = bytes.first else { return }
  var (bodies, rest) = ([[UInt8]](), bytes.dropFirst())
  while rest.count > 2 {
    let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
    bodies.append(Array(rest.dropFirst(2).prefix(length)))
    rest = rest.dropFirst(2 + length)
  }
  go(through: EntryWriter.file(choice & 1 == 0 ? .recording : .anonymous, bodies: bodies))
}

private func go(through file: [UInt8]) {
  let bundle: Bundle
  do throws(BundleProblem) { bundle = try Bundle.read(file) } catch {
    return precondition((0...file.count).contains(error.offset) && !error.reason.isEmpty)
  }
  precondition((bundle.cut ?? 0) <= file.count)
  var lab: any ReplayedLab = bundle.lab
  let (events, end) = (lab.trace.count, lab.end)
  precondition(lab.trace.enumerated().allSatisfy { $0.offset + 1 == $0.element.n && $0.element.cause < $0.element.n })
  for moment in [Moment.time(.zero), .event(max(1, events / 2)), .before(events), .position(end)] {
    try? lab.travel(to: moment)
  }
  precondition(lab.trace.count == events && lab.position.steps == end.steps)
  let anonymous = Anonymiser.bundle(of: lab, key: [UInt8](repeating: 7, count: 32), end: "fuzzed")
  guard let again = try? Bundle.read(anonymous) else { preconditionFailure() }
  precondition(again.cut == nil && again.lab.trace.map(\.kind) == lab.trace.map(\.kind))
}
