import Access
import Base
import HostStack
import Lab
import Report
import Sim
import Wire

/// The simulated lab: events with all their cryptography, and the trace as text.
enum LabMeasures {
  static func all() throws -> [Measure] {
    var busy = try lab()
    try download(bytes: 2_000_000, in: &busy)
    let trace = busy.trace
    return [
      Measure("build a lab and connect all nodes", count: 50) { count in
        for _ in 0..<count { use(try lab().now) }
      },
      Measure("an event of a 2 MB download (\(trace.count) events)", count: trace.count) { _ in
        var lab = try lab()
        try download(bytes: 2_000_000, in: &lab)
        use(lab.now)
      },
      Measure("a record as NDJSON", count: trace.count) { _ in
        var size = 0
        TraceWriter.write(trace) { bytes in size += bytes.count }
        use(size)
      },
    ]
  }

  private static func lab() throws -> Simulation { try Simulation(.myCorp, seed: 1, flags: FeatureFlags()) }

  private static func download(bytes: Int, in lab: inout Simulation) throws {
    let server = Endpoint(.v4(IPv4Address(172, 21, 0, 101)), 80)
    _ = try lab.perform(.open(.http(server, path: "/bytes?num=\(bytes)", host: "download.httpbin"), on: "client"))
    _ = lab.run(until: lab.now + .seconds(600)) { $0.kind == "app.ended" }
  }
}
