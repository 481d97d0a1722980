import Testing

@testable import Base

@Suite struct NameIndexTests {
  static let names = [
    "", "a", "b", "ab", "ba", "ip", "ip6", "dport", "fifteen-letters", "sixteen-letters.",
    "a much longer name than others",
    "µs", "\u{0}", "\u{0}a",
  ]

  @Test func `every name leads to its place`() {
    let index = NameIndex(Self.names)
    for (place, name) in Self.names.enumerated() { #expect(index[name] == place, "\(name)") }
  }

  @Test func `a name in a text leads to the same place`() {
    let index = NameIndex(Self.names)
    for name in Self.names + ["c", "fifteen-letter", "sixteen-letters.."] {
      let text = Array("x\(name)y".utf8)
      #expect(index[text, 1..<text.count - 1] == index[name], "\(name)")
      let entry = index.entry(text, 1..<text.count - 1)
      #expect(entry?.place == (name.utf8.count > 15 ? nil : index[name]) && (entry == nil || entry?.name == name))
    }
  }

  @Test(arguments: [
    "aa", "c", "i", "ip66", "fifteen-letter", "fifteen-letters.", "sixteen-letters", "a much longer name", "\u{0}\u{0}",
    "IP",
  ]) func `another name leads nowhere`(name: String) {
    #expect(NameIndex(Self.names)[name] == nil)
    #expect(!NameIndex(Self.names).contains(name))
    #expect(NameIndex([String]())[name] == nil)
  }

  @Test func `of two names that are the same the first counts`() {
    let long = String(repeating: "x", count: 40)
    let index = NameIndex([("a", 7), (long, 8), ("a", 9), (long, 10)])
    #expect(index["a"] == 7)
    #expect(index[long] == 8)
  }

  @Test func `many names of one shape are told apart`() {
    let names = (0..<5000).map { "name-\($0)" }
    let index = NameIndex(names)
    for (place, name) in names.enumerated() { #expect(index[name] == place) }
    #expect(index["name-5000"] == nil)
  }
}
