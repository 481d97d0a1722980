import Base
import Glibc
import Testing

@testable import Lab

@Suite struct DocumentedLabTests {
  /// The YAML of docs/labs.md.
  static func example() throws -> String {
    let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/docs/labs.md"
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "```yaml"))
    return lines[(start + 1)...].prefix { $0 != "```" }.joined(separator: "\n")
  }

  @Test func `the documented lab is a lab, and reads back as it is printed`() throws {
    let lab = try LabFile.read(Array(try Self.example().utf8))
    #expect(lab.clients.count == 2 && lab.gateways.count == 2 && lab.resources.count == 3)
    #expect(lab.policies[1].conditions.count == 3)
    #expect(try LabFile.read(Array(LabText.text(lab).utf8)) == lab)
  }
}
