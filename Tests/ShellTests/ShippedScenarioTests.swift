import Base
import Glibc
import Lab
import Testing

@testable import Shell

@Suite struct ShippedScenarioTests {
  static let names = [
    "create-flow-from-icmp-error", "flag-off", "last-authorization", "filtered-port", "rules-in-flight",
    "forged-wireguard",
  ]

  @Test(arguments: names) func `a shipped scenario passes with several seeds`(_ name: String) throws {
    let text = try #require(Self.text(of: name))
    for seed in UInt64(1)...5 {
      let stand = try Stand(seed: seed)
      #expect(stand.run(text, name: "\(name).fzs") == 0, "seed \(seed)\n\(stand.said.complaints)")
      #expect(stand.session.stage.lab.violations.isEmpty)
    }
  }

  @Test(arguments: names) func `a shipped scenario gives one trace for one seed`(_ name: String) throws {
    let text = try #require(Self.text(of: name))
    let traces = try (0..<2).map { _ in
      let stand = try Stand(seed: 9)
      stand.run(text, name: "\(name).fzs")
      return stand.trace.ndjson
    }
    #expect(traces[0] == traces[1])
  }

  @Test func `the closed loop needs its flag`() throws {
    let text = try #require(Self.text(of: "create-flow-from-icmp-error"))
    let stand = try Stand()
    let off = text.replacing("create_new_flow on", with: "create_new_flow off")
    #expect(stand.run(off, name: "off.fzs") == 4)
  }

  static func text(of name: String) -> String? { Repository.text("scripts/scenarios/\(name).fzs") }
}

/// The project's own files.
enum Repository {
  static func text(_ path: String, here: String = #filePath) -> String? {
    let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    guard let file = fopen("\(root)/\(path)", "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
