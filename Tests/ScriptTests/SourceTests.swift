import Script
import Testing

@Suite struct SourceTests {
  @Test(arguments: 0..<24) func `a line's end is found wherever it stands`(offset: Int) {
    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 24)
    bytes[offset] = UInt8(ascii: "\n")
    let source = Source(id: SourceID(number: 0), name: "a", bytes: bytes)
    #expect(source.line(at: offset) == 0)
    #expect(offset == 23 || source.line(at: offset + 1) == 1)
    #expect(source.lineRange(0).upper == offset)
  }

  @Test func `lines are counted among bytes of every kind`() {
    for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "\n") {
      let line = [UInt8](repeating: byte, count: 11) + [UInt8(ascii: "\n")]
      let source = Source(id: SourceID(number: 0), name: "a", bytes: line + line + line)
      #expect(source.line(at: 35) == 2 && source.line(at: 36) == 3, "\(byte)")
    }
  }
}
