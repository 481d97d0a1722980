import Lab

/// The first difference of two runs that were to be the same.
package struct TraceDivergence: Hashable, Sendable {
  package let event: EventNumber
  /// The line of each run, as in a trace file; empty where it had already ended.
  package let first: String
  package let second: String

  /// nil if both are the same to the byte.
  ///
  /// - Parameter file: a trace file, as another process has written it.
  package init?(_ trace: [TraceRecord], file: [UInt8]) {
    var rest = file[...]
    for record in trace {
      let (a, b) = (Self.line(record), Self.takeLine(&rest))
      guard a != b else { continue }
      self.init(event: record.n, a, b)
      return
    }
    guard !rest.isEmpty else { return nil }
    self.init(event: trace.count + 1, [], Self.takeLine(&rest))
  }

  private init(event: EventNumber, _ first: [UInt8], _ second: [UInt8]) {
    self.event = event
    self.first = String(decoding: first, as: UTF8.self)
    self.second = String(decoding: second, as: UTF8.self)
  }

  package var text: String {
    "first run:  \(first.isEmpty ? "has ended" : first)\nsecond run: \(second.isEmpty ? "has ended" : second)"
  }

  private static func line(_ record: TraceRecord) -> [UInt8] {
    var bytes: [UInt8] = []
    TraceWriter.write([record]) { bytes += $0 }
    return bytes.dropLast()
  }

  private static func takeLine(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = rest[min(end + 1, rest.endIndex)...] }
    return Array(rest[..<end])
  }
}
