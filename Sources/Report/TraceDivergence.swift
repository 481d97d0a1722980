import Lab

/// The first difference of two runs that were to be the same.
package struct TraceDivergence: Hashable, Sendable {
  package let event: EventNumber
  /// The line of each run, as in a trace file; empty where it had already ended.
  package let first: String
  package let second: String

  /// nil if both runs are the same to the byte.
  package init?(_ a: [TraceRecord], _ b: [TraceRecord]) {
    for i in 0..<max(a.count, b.count) {
      let (first, second) = (Self.line(a, i), Self.line(b, i))
      guard first != second else { continue }
      (event, self.first, self.second) = (i + 1, first, second)
      return
    }
    return nil
  }

  package var text: String {
    "first run:  \(first.isEmpty ? "has ended" : first)\nsecond run: \(second.isEmpty ? "has ended" : second)"
  }

  private static func line(_ trace: [TraceRecord], _ i: Int) -> String {
    guard i < trace.count else { return "" }
    var bytes: [UInt8] = []
    TraceWriter.write([trace[i]]) { bytes += $0 }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
