import Report
import Testing

@Suite struct HexDumpTests {
  @Test func `bytes stand beside their letters`() {
    #expect(
      HexDump.text(Array("Hello, world!\u{0}\n~".utf8) + [0xff]) == """
        0000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 00 0a 7e  |Hello, world!..~|
        0010  ff                                                |.|

        """)
  }

  @Test func `no bytes give no line`() { #expect(HexDump.text([]) == "") }

  @Test func `offsets grow beyond four digits`() {
    let text = HexDump.text(Array(repeating: 0, count: 0x10001))
    #expect(text.split(separator: "\n").last?.hasPrefix("10000  00 ") == true)
  }
}
