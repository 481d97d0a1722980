import Access
import Base
import FoundationEssentials
import Lab
import Report
import Script
import Sim
import Testing
import Wire

@testable import Shell

/// Lines that users of Scapy know, typed there and here: both make the same packets.
@Suite(.serialized, .enabled(if: Scapy.missing == nil, "\(Scapy.missing ?? "")")) struct ScapyLineTests {
  struct Pair: CustomStringConvertible {
    let scapy: String
    let own: String

    var description: String { own }
  }

  /// The pairs of `Tests/Oracle/scapy_lines.txt`: paragraphs of two lines.
  static let pairs: [Pair] = {
    guard let data = try? Data(contentsOf: URL(filePath: "\(Project.root)/Tests/Oracle/scapy_lines.txt")) else {
      return []
    }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    return stride(from: 0, to: lines.count - 1, by: 2).map {
      Pair(scapy: String(lines[$0]), own: String(lines[$0 + 1]))
    }
  }()

  @Test func `a line of Scapy's and the same line here make the same packets`() throws {
    let answers = try #require(Scapy.shared?.ask(Self.pairs.map { .line($0.scapy) }))
    let prompt = try Prompt()
    for (pair, answer) in zip(Self.pairs, answers) {
      let theirs = try #require(answer.packets, "\(pair.scapy): \(answer.error ?? "")").map { String($0.dropFirst()) }
      // The order in which sets are gone through is each one's own.
      #expect(try prompt.packets(pair.own).map { Hex.text($0) }.sorted() == theirs.sorted(), "\(pair.scapy)")
    }
  }

  @Test func `there are many of them, of both families and of sets`() throws {
    #expect(Self.pairs.count >= 60)
    #expect(Set(Self.pairs.map(\.own)).count == Self.pairs.count)
    for part in ["ip(", "ip6(", "icmp", "tcp(", "udp(", "dns(", "quote=", "options=[", "..", "{"] {
      #expect(Self.pairs.contains { $0.own.contains(part) }, "\(part)")
    }
  }

  @Test func `who asks beside others hears the answer to his own question`() async throws {
    let scapy = try #require(Scapy.shared)
    let heard = await withTaskGroup(of: (Int, [UInt8]?).self) { group in
      for hops in 1...120 {
        group.addTask {
          (
            hops,
            scapy.ask([.line("IP(dst='10.0.0.2', ttl=\(hops))")])?.first?.packets?.first.flatMap {
              Hex.bytes($0.dropFirst())
            }
          )
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for (hops, packet) in heard { #expect(packet?[8] == UInt8(hops)) }
  }

  @Test func `another packet is noticed`() throws {
    let answer = try #require(Scapy.shared?.ask([.line("IP(src='10.0.0.1', dst='10.0.0.2', ttl=63)/UDP()")]))
    let ours = try Prompt().packets("ip(src=10.0.0.1, dst=10.0.0.2, id=1)/udp()").map { "x\(Hex.text($0))" }
    #expect(answer.first?.packets?.count == 1)
    #expect(answer.first?.packets != ours)
  }
}

/// A session whose values are looked at.
private final class Prompt: SessionOutput, SessionFiles {
  private var console: Console?

  init() throws {
    console = try Console(output: self, files: self) { topology, seed throws(LabError) in
      do throws(TopologyError) { return try Simulation(topology, seed: seed, flags: FeatureFlags()) } catch {
        throw .invalid(what: error.object, reason: error.reason)
      }
    }
  }

  func packets(_ expression: String) throws -> [[UInt8]] {
    let console = try #require(console)
    _ = try console.evaluator.run(name: "test.fzs", text: "let p = \(expression)")
    guard case .host(let value) = console.evaluator.variable("p") else { return [] }
    if let set = value as? PacketSetValue { return try set.packets.map { try $0.build().bytes } }
    return [try #require(value as? PacketValue).packet.bytes]
  }

  func put(_ text: String, _ meaning: Style.Meaning) {}
  func complain(_ text: String) { Issue.record("\(text)") }

  func read(_ path: String) throws(FileProblem) -> [UInt8] { throw FileProblem(path: path, reason: "no files here") }
  func open(_ path: String) throws(FileProblem) -> FileSource {
    throw FileProblem(path: path, reason: "no files here")
  }
  func write(to path: String, _ body: (FileSink) throws(FileProblem) -> Void) throws(FileProblem) {
    throw FileProblem(path: path, reason: "no files here")
  }
}
