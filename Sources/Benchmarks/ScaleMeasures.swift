import Access
import Base
import Glibc
import HostStack
import Lab
import Sim

/// A large lab, built once and driven until every client holds every access that it may have.
enum ScaleMeasures {
  private static let clients = 1000
  private static let gateways = 50
  /// Each client reaches those of its own site: a hundred.
  private static let resources = 5000

  static func run() throws {
    var lab: Simulation?
    let built = try seconds { lab = try Simulation(LabFile.read(Array(text.utf8)), seed: 1, flags: FeatureFlags()) }
    guard var lab else { return }
    tell("lab of \(clients) clients and \(gateways) gateways with \(resources) resources, built", built, 1)
    let before = lab.trace.count
    let driven = try seconds { try use(every: &lab) }
    let held = lab.trace.count { $0.kind == "authorization.added" }
    tell("… until each client has spoken to all its resources, for each authorization", driven, held)
    tell("… the same, for each of \(lab.trace.count - before) events", driven, lab.trace.count - before)
    print("| … peak memory, trace included: \(peakMemory >> 20) MiB, violations: \(lab.violations.count) | | |")
  }

  /// A ping to each resource; a hundred of them at a time.
  private static func use(every lab: inout Simulation) throws {
    for n in 0..<resources / gateways {
      for i in 0..<clients {
        let resource = i % gateways + n * gateways
        guard let address = IPAddress(address(of: resource)) else { continue }
        _ = try lab.perform(.open(.ping(address), on: "client-\(i)"))
      }
      _ = lab.run(until: lab.now + .seconds(2)) { _ in false }
    }
  }

  private static func address(of resource: Int) -> String { "10.\(resource / 250 + 100).\(resource % 250).1" }

  private static var text: String {
    var lines = ["lab: large", "portal: {addresses: [198.51.100.1], latency: 25ms}", "clients:"]
    for i in 0..<clients { lines.append("  client-\(i): {addresses: [10.\(i / 250).\(i % 250).1], latency: 5ms}") }
    lines.append("sites:")
    for i in 0..<gateways {
      lines.append("  site-\(i):\n    gateways:\n      gateway-\(i): {addresses: [198.51.101.\(i + 1)], latency: 5ms}")
      let addresses = stride(from: i, to: resources, by: gateways).map { address(of: $0) }
      lines.append("    hosts:\n      host-\(i): {addresses: [\(addresses.joined(separator: ", "))], services: [http]}")
    }
    lines.append("resources:")
    for i in 0..<resources {
      lines.append("  resource-\(i): {address: \(address(of: i).dropLast(1))0/24, site: site-\(i % gateways)}")
    }
    lines.append("groups:")
    for i in 0..<gateways {
      let members = stride(from: i, to: clients, by: gateways).map { "client-\($0)" }
      lines.append("  group-\(i): [\(members.joined(separator: ", "))]")
    }
    lines.append("policies:")
    for i in 0..<resources { lines.append("  - {group: group-\(i % gateways), resource: resource-\(i)}") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func seconds(_ body: () throws -> Void) throws -> Double {
    let began = Measure.now
    try body()
    return Double(Measure.now - began) / 1e9
  }

  private static func tell(_ what: String, _ seconds: Double, _ count: Int) {
    let one = seconds / Double(max(count, 1))
    let shown = count == 1 ? "\((seconds * 10).rounded() / 10) s" : "\((one * 1e7).rounded() / 10) µs"
    print("| \(what) (\(count)) | \(shown) | \(Int(1 / one)) |")
  }

  private static var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
