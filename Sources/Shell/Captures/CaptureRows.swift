import Base
import Report
import Script

extension Session {
  /// As the name of a file what other programs take it for.
  static let standardInput = "-"

  /// The packets of a capture file, read as they are asked for. Damage is told behind the last whole packet.
  func captureRows(_ path: String, at range: SourceRange) throws(ScriptFailure) -> RowStream {
    if path == Self.standardInput, options.isInteractive {
      throw FileProblem(path: path, reason: "what is typed here comes from it").unreadable(at: range)
    }
    let source = try open(path == Self.standardInput ? "/dev/stdin" : path, at: range)
    var file = CaptureFile(path: path, range: range, source: source)
    return RowStream(
      columns: CapturedValue.columns, others: CapturedValue.facts, knows: CapturedValue.knows
    ) { () throws(ScriptFailure) in
      if self.isInterrupted {
        throw ScriptFailure(.interrupted, Diagnostic(.interrupted, "interrupted", at: range))
      }
      return try file.next().map { Script.Table.Row(subject: .host($0)) }
    }
  }
}

/// A capture file while it is read.
private struct CaptureFile {
  let path: String
  /// Where the file was named.
  let range: SourceRange
  let source: FileSource
  private var decoder = CaptureDecoder()
  private var count = 0
  private var start: UnixTime?
  private var previous: UnixTime?
  private var isOver = false

  init(path: String, range: SourceRange, source: @escaping FileSource) {
    self.path = path
    self.range = range
    self.source = source
  }

  mutating func next() throws(ScriptFailure) -> CapturedValue? {
    while !isOver {
      if let packet = try packet() {
        count += 1
        if start == nil { start = packet.time }
        defer { previous = packet.time ?? previous }
        return CapturedValue(number: count, captured: packet, start: start, previous: previous)
      }
      if let chunk = try chunk() {
        decoder.add(chunk)
      } else {
        isOver = true
        do throws(CaptureProblem) { try decoder.finish() } catch { throw failure(error) }
      }
    }
    return nil
  }

  private mutating func packet() throws(ScriptFailure) -> CapturedPacket? {
    do throws(CaptureProblem) { return try decoder.next() } catch {
      isOver = true
      throw failure(error)
    }
  }

  private func chunk() throws(ScriptFailure) -> [UInt8]? {
    do throws(FileProblem) { return try source() } catch { throw error.unreadable(at: range) }
  }

  private func failure(_ problem: CaptureProblem) -> ScriptFailure {
    let what = count == 0 ? "cannot read `\(path)`" : "cannot read `\(path)` to its end"
    return ScriptFailure(
      .environment,
      Diagnostic(
        .damagedCapture, what, at: range, label: "\(problem)",
        notes: count == 0 ? [] : ["\(count) packet\(count == 1 ? "" : "s") before it were read"]))
  }
}
