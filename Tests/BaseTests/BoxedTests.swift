import Base
import Testing

@Suite struct BoxedTests {
  @Test func `a copy keeps its value when the other changes`() {
    var first = Boxed(wrappedValue: [1, 2])
    let second = first
    first.wrappedValue.append(3)
    #expect(first.wrappedValue == [1, 2, 3])
    #expect(second.wrappedValue == [1, 2])
  }

  @Test func `a change in place gives what it makes`() {
    var box = Boxed(wrappedValue: "a")
    #expect(
      box.update { text in
        text += "b"
        return text.count
      } == 2)
    #expect(box.wrappedValue == "ab")
  }

  @Test func `what is changed without another holder is not copied`() {
    var box = Boxed(wrappedValue: [UInt8](repeating: 0, count: 1 << 16))
    let before = box.wrappedValue.withUnsafeBytes { $0.baseAddress }
    box.wrappedValue[7] = 1
    #expect(box.wrappedValue.withUnsafeBytes { $0.baseAddress } == before)
  }
}
