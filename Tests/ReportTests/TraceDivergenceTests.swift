import Base
import Lab
import Testing

@testable import Report

@Suite struct TraceDivergenceTests {
  static let trace = (1...3).map {
    TraceRecord(n: $0, t: .zero, node: "client", cause: 0, what: .command("ping \($0)"))
  }
  static let file: [UInt8] = {
    var bytes: [UInt8] = []
    TraceWriter.write(trace) { bytes += $0 }
    return bytes
  }()

  @Test func `the same to the byte is no divergence`() { #expect(TraceDivergence(Self.trace, file: Self.file) == nil) }

  @Test func `the first line that differs is named with both`() throws {
    var file = Self.file
    let at = try #require(file.lastIndex(of: UInt8(ascii: "2")))
    file[at] = UInt8(ascii: "9")
    let divergence = try #require(TraceDivergence(Self.trace, file: file))
    #expect(divergence.event == 2)
    #expect(divergence.first.contains("ping 2") && divergence.second.contains("ping 9"))
  }

  @Test func `a run that ends early diverges, whichever it is`() throws {
    let short = try #require(TraceDivergence(Self.trace, file: Array(Self.file.prefix(Self.file.count / 3))))
    #expect(short.second.isEmpty || short.second != short.first)
    let long = try #require(TraceDivergence(Array(Self.trace.prefix(2)), file: Self.file))
    #expect((long.event, long.first) == (3, ""))
    #expect(long.text.hasPrefix("first run:  has ended\nsecond run: {\"n\":3,"))
  }
}
