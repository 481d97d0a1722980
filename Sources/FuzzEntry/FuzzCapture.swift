import Base
import Report

/// Reads `bytes` as a capture file, whole and in small chunks: the same comes out, and written again it reads the same.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzCapture(_ bytes: UnsafeRawBufferPointer) {
  let file = [UInt8](bytes)
  let (packets, problem) = read(file, chunk: max(1, file.count))
  let chopped = read(file, chunk: 7)
  precondition(chopped.packets == packets && chopped.problem == problem)
  if let problem { precondition(problem.offset <= file.count && !"\(problem)".isEmpty) }
  precondition(packets.reduce(0) { $0 + $1.bytes.count } <= file.count)
  for packet in packets {
    if let header = packet.interface.link.header(of: packet.bytes) { precondition(header.length <= packet.bytes.count) }
    _ = packet.time?.date
  }
  writeAgain(packets)
}

private func read(_ file: [UInt8], chunk: Int) -> (packets: [CapturedPacket], problem: CaptureProblem?) {
  var decoder = CaptureDecoder()
  var packets: [CapturedPacket] = []
  var rest = file[...]
  do throws(CaptureProblem) {
    while true {
      if let packet = try decoder.next() {
        packets.append(packet)
      } else if rest.isEmpty {
        try decoder.finish()
        return (packets, nil)
      } else {
        decoder.add(Array(rest.prefix(chunk)))
        rest = rest.dropFirst(chunk)
      }
    }
  } catch {
    return (packets, error)
  }
}

/// A packet without a time gets one where no simple block can hold it: once it has one, nothing changes any more.
private func writeAgain(_ packets: [CapturedPacket]) {
  let first = read(written(packets), chunk: 1 << 16)
  precondition(first.problem == nil && first.packets.count == packets.count)
  precondition(zip(first.packets, packets).allSatisfy { $0.bytes == $1.bytes && $0.id == $1.id })
  let second = read(written(first.packets), chunk: 1 << 16)
  precondition(second.problem == nil && second.packets == first.packets)
}

private func written(_ packets: [CapturedPacket]) -> [UInt8] {
  var encoder = BlockEncoder()
  for packet in packets { encoder.add(packet) }
  encoder.end()
  return encoder.take()
}
