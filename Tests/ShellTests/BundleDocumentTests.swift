import Lab
import Testing

/// docs/formats.md says what bundles are made of.
@Suite struct BundleDocumentTests {
  private static let page = FormatTests.page

  @Test func `it has the version and every kind of bundle`() {
    #expect(Self.page.contains("Version \(BundleFormat.version). A program refuses"))
    #expect(Self.page.contains("Kind \(BundleFormat.Kind.recording.rawValue) is a recording"))
    #expect(Self.page.contains("kind \(BundleFormat.Kind.anonymous.rawValue) an anonymous bundle"))
  }

  @Test(arguments: BundleFormat.Tag.allCases) func `it has every tag`(tag: BundleFormat.Tag) {
    let row = Self.page.split(separator: "\n").first { $0.hasPrefix("| \(tag.rawValue) | \(tag) | ") }
    #expect(row?.contains("| \(tag.meaning) |") == true)
  }

  @Test(arguments: RecordedCall.Kind.allCases) func `it has every input`(kind: RecordedCall.Kind) {
    // Apart: a failure need not show the page.
    let isListed = Self.page.replacing("\n", with: " ").contains(", \(kind.rawValue) \(kind.words)")
    #expect(isListed)
  }
}
