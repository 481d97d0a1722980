import Base
import Testing

@Suite struct BoxedTests {
  @Test func `a copy keeps its value when the other changes`() {
    var first = Boxed([1, 2])
    let second = first
    first.value.append(3)
    #expect(first.value == [1, 2, 3])
    #expect(second.value == [1, 2])
  }

  @Test func `a change in place gives what it makes`() {
    var box = Boxed("a")
    #expect(
      box.update { text in
        text += "b"
        return text.count
      } == 2)
    #expect(box.value == "ab")
  }

  @Test func `what is changed without another holder is not copied`() {
    var box = Boxed([UInt8](repeating: 0, count: 1 << 16))
    let before = box.value.withUnsafeBytes { $0.baseAddress }
    box.value[7] = 1
    #expect(box.value.withUnsafeBytes { $0.baseAddress } == before)
  }
}
