import Access
import Base
import Lab
import Report
import Script
import Shell
import Sim

/// What happens between two keys at the prompt, in a lab with a long past.
enum SessionMeasures {
  static func all() throws -> [Measure] {
    let console = try console()
    var forks = 0
    let lines = ["ping 172.20.0.100 from c", "show client.res", "send ip(dst=172.20.0.100)/tcp(fl", "why p", "revoke "]
    let wrong = "send ip(dts=172.20.0.100)/udp(dport=99999) from cleint; run 5; shwo client; check a + == 2"
    return [
      Measure("completion at the prompt, 100,000 events behind it", count: 500) { count in
        for i in 0..<count {
          let line = lines[i % lines.count]
          use(console.completions(line, cursor: line.utf8.count))
        }
      },
      Measure("hint at the prompt", count: 2_000) { count in
        for _ in 0..<count { use(console.hint("send ip(dst=172.20.0.100)/udp(dport=53) from client ")) }
      },
      Measure("diagnostics at the prompt: a line with four mistakes", count: 500) { count in
        for _ in 0..<count { use(console.check(wrong, name: "prompt")) }
      },
      // Forth and back each: one event back takes as long as a way anywhere else.
      Measure("back and goto end at the prompt, 100,000 events behind it", count: 20) { count in
        for _ in 0..<count { use(console.evaluate("back; goto end")) }
      },
      Measure("goto at the prompt, across 100,000 events and back", count: 20) { count in
        for i in 0..<count { use(console.evaluate("goto #\(1000 + i * 4000); goto end")) }
      },
      Measure("snapshot at the prompt, 100,000 events behind it", count: 2_000) { count in
        for _ in 0..<count { use(console.evaluate("snapshot here")) }
      },
      Measure("fork at the prompt, and back", count: 500) { count in
        for _ in 0..<count {
          forks += 1
          use(console.evaluate("fork w\(forks); restore main"))
        }
      },
    ]
  }

  /// A session in a lab in which much has happened.
  private static func console() throws -> Console {
    let console = try Console(output: Silence(), files: NoFiles()) { topology, seed throws(LabError) in
      do throws(TopologyError) { return Timeline(try Simulation(topology, seed: seed, flags: FeatureFlags())) } catch {
        throw .invalid(what: error.object, reason: error.reason)
      }
    }
    while console.session.stage.lab.trace.count < 100_000 {
      guard console.evaluate("curl http://download.httpbin/bytes?num=4000000") == 0 else {
        throw LabError.invalid(what: "curl", reason: "it failed")
      }
    }
    return console
  }
}

private final class Silence: SessionOutput {
  func put(_ text: String, _ meaning: Style.Meaning) {}
  func complain(_ text: String) {}
}
