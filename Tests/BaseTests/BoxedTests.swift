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

  @Test func `what is read through two accessors stays`() {
    var holder = Holder()
    for _ in 0..<100 { holder.look() }
    #expect(holder.deepest == 1)
    #expect(holder.inner.rest.letters == ["a", "b"])
  }
}

/// Hands out what it has boxed, by an accessor of its own.
private struct Holder {
  struct Inner {
    var rest = Rest()
    var places = [1, 2, 3]
  }

  struct Rest {
    var letters = ["a", "b"]
    var names = ["c": "d"]
    /// Only what is large is looked at by address.
    let room = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    let more = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    private(set) var depths = Depths()
  }

  struct Depths {
    var all: [Int?] = [3, nil, 1]
    var least: Int? { all.compactMap(\.self).min() }
  }

  private var box = Boxed(Inner())
  private(set) var deepest: Int?

  var inner: Inner {
    get { box.value }
    _modify { yield &box.value }
  }

  mutating func look() { deepest = inner.rest.depths.least }
}
