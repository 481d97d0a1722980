import Access
import Base
import Glibc
import HostStack
import Lab
import Testing

@testable import Sim

/// A generated lab file: clients, gateways and resources spread over sites, a group of clients for each site.
enum LargeLab {
  static func text(clients: Int, gateways: Int, resources: Int) -> String {
    var lines = [
      "lab: large", "portal: {addresses: [198.51.100.1], latency: 25ms}", "relays:",
      "  relay-1: {addresses: [198.51.100.2], latency: 15ms}", "clients:",
    ]
    for i in 0..<clients {
      lines.append("  client-\(i): {addresses: [\(10 + i / 62_500).\(i / 250 % 250).\(i % 250).1], latency: 5ms}")
    }
    lines.append("sites:")
    for i in 0..<gateways {
      lines.append("  site-\(i):\n    gateways:\n      gateway-\(i): {addresses: [198.51.101.\(i + 1)], latency: 5ms}")
      lines.append("    hosts:\n      host-\(i): {addresses: [172.\(16 + i / 256).\(i % 256).1], services: [http]}")
    }
    lines.append("resources:")
    for i in 0..<resources {
      let site = i % gateways
      let address = i < gateways ? "172.\(16 + i / 256).\(i % 256).0/24" : "10.\(i / 256).\(i % 256).0/24"
      lines.append("  resource-\(i): {address: \(address), site: site-\(site)}")
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

  static func lab(clients: Int, gateways: Int, resources: Int) throws -> Simulation {
    let file = Array(text(clients: clients, gateways: gateways, resources: resources).utf8)
    return try Simulation(try LabFile.read(file), seed: 1, flags: FeatureFlags())
  }
}

@Suite struct LargeLabTests {
  @Test func `every client of a lab with many reaches a host of its site`() throws {
    var lab = try LargeLab.lab(clients: 20, gateways: 5, resources: 40)
    #expect(lab.world.setUp.unconfigured == 0)
    for i in 0..<20 {
      let address = try #require(IPAddress("172.16.\(i % 5).1"))
      _ = try lab.perform(.open(.ping(address), on: "client-\(i)"))
    }
    _ = lab.run(until: lab.now + .seconds(5)) { _ in false }
    #expect(lab.world.clients.values.allSatisfy { $0.results.values.allSatisfy(\.succeeded) && !$0.results.isEmpty })
    #expect(lab.violations.isEmpty)
  }

  @Test(.enabled(if: getenv("FZSH_LARGE") != nil, "set FZSH_LARGE=1"))
  func `a lab with a thousand clients, fifty gateways and thousands of resources is built`() throws {
    let lab = try LargeLab.lab(clients: 1000, gateways: 50, resources: 3000)
    #expect(lab.world.setUp.unconfigured == 0)
    #expect(lab.violations.isEmpty)
  }
}
