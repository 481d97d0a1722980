import Testing
import Wire

@testable import Access

@Suite struct DomainPatternTests {
  static let matches: [(String, yes: [String], no: [String])] = [
    ("example.com", ["example.com", "EXAMPLE.com"], ["a.example.com", "example.org", "xexample.com"]),
    ("Example.COM.", ["example.com"], ["com"]),
    ("*.example.com", ["a.example.com", "example.com", "EXAMPLE.COM"], ["a.b.example.com", "xexample.com"]),
    ("**.example.com", ["example.com", "a.example.com", "a.b.c.example.com"], ["xexample.com", "com"]),
    ("?.example.com", ["a.example.com", "Z.example.com"], ["ab.example.com", "example.com"]),
    ("a*.example.com", ["api.example.com", "a.example.com"], ["x.a.example.com", "example.com", "b.example.com"]),
    ("foo.**.com", ["foo.com", "foo.a.com", "foo.a.b.com"], ["com", "a.foo.com", "foo.com.org"]),
    ("us-*.**.com", ["us-east.com", "us-.a.com", "us-1.a.b.com"], ["eu-1.a.com"]),
    ("**.a.**.b", ["a.b", "x.a.b", "a.a.b", "x.y.a.z.b"], ["b", "a.b.c"]),
    ("a?c*e.test", ["abcde.test", "abce.test", "abcxxe.test"], ["ace.test", "abcd.test"]),
    ("*a*b*c.x", ["abc.x", "xaxbxc.x", "aabbcc.x"], ["acb.x", "ab.x"]),
    ("**", ["com", "a.b.c"], []), ("*", ["com"], ["a.com"]),
  ]

  @Test(arguments: matches)
  func `a pattern matches the names that it means`(pattern: String, yes: [String], no: [String]) throws {
    let pattern = try #require(DomainPattern(pattern))
    for name in yes { #expect(pattern.matches(try DomainName(name)), "\(name)") }
    for name in no { #expect(!pattern.matches(try DomainName(name)), "\(name)") }
    #expect(!pattern.matches(.root))
  }

  @Test(arguments: [
    "", ".", "a..b", ".a", "a**.example.com", "**a.com", "***.com", String(repeating: "a.", count: 126) + "aa",
  ])
  func `what is no pattern is refused`(text: String) {
    #expect(DomainPattern(text) == nil)
  }

  @Test func `the more specific pattern comes first`() throws {
    let ascending = [
      "example.com", "bar.example.com", "*.bar.example.com", "foo.example.com", "?.example.com", "*.example.com",
      "**.example.com", "*ample.com", "*.com", "**",
    ]
    let patterns = try ascending.map { try #require(DomainPattern($0)) }
    #expect(patterns.reversed().sorted().map(\.text) == ascending)
    for (i, a) in patterns.enumerated() {
      for (j, b) in patterns.enumerated() { #expect((a < b) == (i < j), "\(a.text) \(b.text)") }
    }
  }

  @Test func `many wildcards cost no more than the square of the lengths`() throws {
    let pattern = try #require(DomainPattern(String(repeating: "**.a.", count: 40) + "z"))
    #expect(!pattern.matches(try DomainName(String(repeating: "a.", count: 125) + "y")))
    let label = try #require(DomainPattern(String(repeating: "*a", count: 30) + "z"))
    #expect(!label.matches(try DomainName(String(repeating: "a", count: 63))))
  }
}
