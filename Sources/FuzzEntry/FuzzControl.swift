import Lab

/// Reads `bytes` as what comes over a control socket, whole and byte by byte: the same lines; and each line as a wish and
/// as what a node says: what reads is written and read again.
///
/// Traps on a broken promise, which is how a fuzzer learns of it.
public func fuzzControl(_ bytes: UnsafeRawBufferPointer) {
  let bytes = [UInt8](bytes)
  let (lines, isTooLong) = read([bytes])
  let slow = read(bytes.map { [$0] })
  precondition(slow.lines == lines && slow.isTooLong == isTooLong)
  for line in lines {
    precondition(line.count <= longest)
    again(ControlRequest.self, line)
    again(ControlReply.self, line)
    _ = ControlCoding.number(of: line)
  }
}

private let longest = 4096

private func read(_ pieces: [[UInt8]]) -> (lines: [[UInt8]], isTooLong: Bool) {
  var (cutter, lines) = (ControlLines(longest: longest), [[UInt8]]())
  for piece in pieces {
    cutter.append(piece)
    do throws(ControlRefusal) { while let line = try cutter.next() { lines.append(line) } } catch {
      return (lines, true)
    }
  }
  return (lines, false)
}

private func again<Message: Codable & Equatable>(_: Message.Type, _ line: [UInt8]) {
  do throws(ControlRefusal) {
    let message = try ControlCoding.message(Message.self, line)
    let written = ControlCoding.line(message)
    precondition(written.last == UInt8(ascii: "\n") && !written.dropLast().contains(UInt8(ascii: "\n")))
    let read = try ControlCoding.message(Message.self, Array(written.dropLast()))
    precondition(read == message)
  } catch {
    guard case .malformed(let why) = error else { preconditionFailure() }
    precondition(!why.isEmpty)
  }
}
