import Portal
import Testing
import Wire

@testable import Access

@Suite struct PatternMatchTests {
  @Test(arguments: [
    ("example.com", ["example.com", "EXAMPLE.com", "example.com."], ["a.example.com", "xexample.com", "com"]),
    ("Example.COM.", ["example.com"], ["example.org"]),
    ("*.example.com", ["a.example.com", "example.com", "EXAMPLE.Com"], ["a.b.example.com", "xexample.com"]),
    ("**.example.com", ["example.com", "a.example.com", "a.b.c.example.com"], ["xexample.com", "example.com.au"]),
    ("?.example.com", ["a.example.com"], ["ab.example.com", "example.com"]),
    ("a*.example.com", ["api.example.com", "a.example.com"], ["x.a.example.com", "b.example.com", "example.com"]),
    ("*a.example.com", ["a.example.com", "banana.example.com"], ["example.com", "ab.example.com"]),
    ("*a*b?.example.com", ["xaxbx.example.com", "abb.example.com"], ["xaxb.example.com", "b.example.com"]),
    ("foo.**.com", ["foo.com", "foo.a.com", "foo.a.b.com"], ["foo.a.org", "afoo.com", "foo"]),
    ("us-*.**.com", ["us-1.com", "us-.a.b.com"], ["us.com", "eu-1.com"]),
    ("**", ["a", "a.b.c"], []),
    ("*", ["a"], ["a.b"]),
    ("**.*.example.com", ["a.example.com", "a.b.example.com"], ["example.com"]),
    ("**.**.com", ["com", "a.com", "a.b.com"], ["a.org"]),
  ])
  func `a pattern matches what it says`(pattern: String, matching: [String], others: [String]) throws {
    let pattern = try #require(DomainPattern(pattern))
    for name in matching { #expect(pattern.matches(try DomainName(name)), "\(name)") }
    for name in others { #expect(!pattern.matches(try DomainName(name)), "\(name)") }
  }

  @Test(arguments: ["", ".", "a..b", ".a", "a**.example.com", "**a.example.com", "***.example.com"])
  func `what is no pattern is none`(text: String) { #expect(DomainPattern(text) == nil) }

  @Test func `a pattern of many wildcards costs no more than it must`() throws {
    let pattern = try #require(DomainPattern(String(repeating: "*a", count: 30) + "b.example"))
    #expect(!pattern.matches(try DomainName(String(repeating: "a", count: 63) + ".example")))
    let labels = try #require(DomainPattern(String(repeating: "**.a.", count: 40) + "b"))
    #expect(!labels.matches(try DomainName(Array(repeating: "a", count: 120).joined(separator: "."))))
  }
}
