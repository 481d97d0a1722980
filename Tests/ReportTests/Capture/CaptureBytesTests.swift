import Testing

@testable import Report

@Suite struct CaptureBytesTests {
  @Test(arguments: 0...5) func `an option is padded, its length is not`(_ count: Int) {
    var bytes = CaptureBytes()
    bytes.option(CaptureOption.comment, Array(repeating: 0xaa, count: count))
    let padding = [0, 3, 2, 1, 0, 3][count]
    #expect(
      bytes.bytes == [1, 0, UInt8(count), 0] + Array(repeating: 0xaa, count: count)
        + Array(repeating: 0, count: padding))
  }

  @Test func `a block has its length at both ends`() {
    var bytes = CaptureBytes()
    bytes.block(.decryptionSecrets) { $0.add(padded: [1, 2, 3, 4, 5]) }
    bytes.block(.interfaceDescription) { $0.endOptions() }
    #expect(
      bytes.bytes == [
        10, 0, 0, 0, 20, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 20, 0, 0, 0,
        1, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0,
      ])
  }

  @Test func `text that is longer than an option can be is cut between two characters`() {
    var bytes = CaptureBytes()
    bytes.option(CaptureOption.comment, "x" + String(repeating: "ü", count: 40_000))
    #expect(Array(bytes.bytes.prefix(4)) == [1, 0, 0xff, 0xff])
    #expect(bytes.count == 4 + 65_536)
    _ = bytes.take()
    bytes.option(CaptureOption.comment, String(repeating: "ü", count: 40_000))
    #expect(Array(bytes.bytes.prefix(4)) == [1, 0, 0xfe, 0xff])
  }
}
