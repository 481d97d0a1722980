import Access
import Base
import Glibc
import HostStack
import Lab
import Testing

@testable import Sim

/// Every pair of kinds of NAT: the path that is found, and the time to the first packet. docs/traversal.md holds the
/// table; what is computed here has to be what it shows.
@Suite struct TraversalTableTests {
  /// What became of a client and a gateway, each behind a router of its own.
  struct Cell: Hashable {
    /// `direct`, `relayed …`, or `none`.
    var path: String
    /// From the application to the resource network.
    var first: Duration?

    var words: String { first.map { "\(path) \($0.nanoseconds / 1_000_000) ms" } ?? "no path" }
  }

  /// IPv4 alone: where IPv6 passes a firewall on both sides there is always a direct path.
  static func lab(_ client: NATKind, _ gateway: NATKind) throws -> LabDesk {
    var topology = Topology.myCorp
    topology.clients[0].node.addresses.removeAll { $0.family == .v6 }
    topology.clients[0].node.nat = client.behaviour
    topology.sites[0].gateways[0].addresses.removeAll { $0.family == .v6 }
    topology.sites[0].gateways[0].nat = gateway.behaviour
    var desk = try LabDesk()
    desk.lab = try Simulation(topology, seed: 1, flags: FeatureFlags())
    return desk
  }

  static func cell(_ client: NATKind, _ gateway: NATKind) throws -> Cell {
    var desk = try lab(client, gateway)
    let begin = desk.lab.now
    let start = desk.lab.trace.count
    try desk.ping("172.20.0.100")
    let arrived = desk.lab.trace.dropFirst(start).first { $0.kind == "lan.out" && $0.node == "gateway" }
    desk.wait(.seconds(3))
    desk.check("\(client) \(gateway)")
    let state = try? desk.lab.answer(.state(["client", "connections", "gateway", "path"]))
    guard case .fact(.text(let path))? = state, let arrived else { return Cell(path: "none", first: nil) }
    return Cell(path: path, first: arrived.t - begin)
  }

  static func table() throws -> [String] {
    let kinds = NATKind.allCases
    var lines = ["| client \\ gateway | \(kinds.map { "`\($0.rawValue)`" }.joined(separator: " | ")) |"]
    lines.append("|" + String(repeating: " --- |", count: kinds.count + 1))
    for client in kinds {
      let cells = try kinds.map { try cell(client, $0).words }
      lines.append("| `\(client.rawValue)` | \(cells.joined(separator: " | ")) |")
    }
    return lines
  }

  static func documented() throws -> [String] {
    let path = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/docs/traversal.md"
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").map(String.init)
    let head = try #require(lines.firstIndex { $0.hasPrefix("| client \\ gateway |") })
    return Array(lines[head...].prefix { $0.hasPrefix("|") })
  }

  @Test func `every pair of kinds finds the path that the page shows, in the time that it shows`() throws {
    let (found, shown) = (try Self.table(), try Self.documented())
    #expect(found == shown, "the table is now:\n\(found.joined(separator: "\n"))")
  }
}
