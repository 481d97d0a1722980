import Access
import Base
import Lab
import Report
import Script
import Shell
import Sim

/// What is typed: text that goes through parser, check and evaluator as at the prompt.
enum LanguageMeasures {
  static func all() throws -> [Measure] {
    let console = try console()
    let typed = (0..<5_000).map { "ip(dst=172.20.\($0 >> 8).\($0 & 255))/udp(dport=53)" }
    let lines = typed.map { "let p = \($0)" }
    return [
      Measure("typed `ip(dst=…)/udp(dport=53)`, to bytes", count: typed.count) { _ in
        for text in typed { use(try value(of: text, console.evaluator)) }
      },
      Measure("typed `let p = ip(dst=…)/udp(dport=53)`, to bytes", count: lines.count) { _ in
        for line in lines { use(try console.evaluator.run(name: "-c", text: line)) }
      },
      Measure("read once: `repeat N { let p = ip(dst=…)/udp(dport=53) }`, each to bytes", count: 5_000) { count in
        use(
          try console.evaluator.run(
            name: "-c", text: "repeat \(count) { let p = ip(dst=172.20.0.100)/udp(dport=53) }"))
      },
      // As Scapy's `sr` on loopback: one who answers, no tunnel between.
      try ask("between two hosts", to: "ip(src=203.0.113.30, dst=203.0.113.80)/icmp(", at: " at client.net"),
      try ask("through the tunnel", to: "icmp(dst=172.20.0.100, ", first: "ping 172.20.0.100 from client"),
    ]
  }

  /// As the prompt finds it, which then shows it.
  private static func value(of text: String, _ evaluator: Evaluator) throws -> Value {
    let program = evaluator.parse(name: "-c", bytes: Array(text.utf8))
    guard case .expression(let expression)? = program.statements.first?.kind else {
      throw LabError.invalid(what: text, reason: "it is no expression")
    }
    return try evaluator.value(of: expression)
  }

  /// In a lab that stands: neither does Scapy's row start a system.
  private static func ask(
    _ way: String, to packets: String, at tap: String = "", first: String? = nil
  ) throws -> Measure {
    let output = Recording()
    let console = try console(output)
    // More would wait for a tunnel than it keeps.
    if let first { try run(first, in: console) }
    return Measure("`ask` of 1,000 echo requests \(way), all answered, each", count: 1_000) { count in
      try run("ask \(packets)type=echo-request, id=1, seq=1..\(count)) from client\(tap) as t", in: console)
      guard output.last.hasPrefix("\(count) of \(count) answered") else {
        throw LabError.invalid(what: "ask", reason: output.last)
      }
    }
  }

  private static func run(_ text: String, in console: Console) throws {
    guard console.evaluate(text) == 0 else { throw LabError.invalid(what: text, reason: "it failed") }
  }

  private static func console(_ output: Recording = Recording()) throws -> Console {
    try Console(output: output, files: NoFiles()) { _, seed throws(LabError) in
      do throws(TopologyError) { return try Simulation(.myCorp, seed: seed, flags: FeatureFlags()) } catch {
        throw .invalid(what: error.object, reason: error.reason)
      }
    }
  }
}

private final class Recording: SessionOutput {
  private(set) var last = ""

  func put(_ text: String, _ meaning: Style.Meaning) { last = text }
  func complain(_ text: String) { print(text) }
}
