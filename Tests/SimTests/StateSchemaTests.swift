import Access
import Base
import FoundationEssentials
import HostStack
import Lab
import Portal
import Testing

@testable import Sim

/// docs/state.md lists every path of the state tree, and no other.
@Suite struct StateSchemaTests {
  /// Steps that are names of this lab: what stands in the document for them.
  private static let placeholders: [(parent: String, placeholder: String)] = [
    ("CLIENT.resources", "RESOURCE"), ("CLIENT.connections", "GATEWAY"), ("GATEWAY.connections", "CLIENT"),
    ("CLIENT.flags", "FLAG"), ("GATEWAY.flags", "FLAG"), ("CLIENT.quirks", "QUIRK"), ("GATEWAY.quirks", "QUIRK"),
    ("PORTAL.quirks", "QUIRK"), ("PORTAL.groups", "GROUP"), ("links", "LINK"), ("links.LINK", "SETTING"),
    ("ROUTER.behaviour", "SETTING"), ("CLIENT.applications", "APPLICATION"),
  ]

  @Test func `every path is documented, and every documented path is there`() throws {
    let documented = try Self.documented()
    let real = try Self.real()
    #expect(real.filter { !documented.contains($0) } == [], "not in docs/state.md")
    #expect(documented.filter { !real.contains($0) } == [], "not in the tree")
  }

  @Test func `a part is made alone, and is the same in the whole`() throws {
    var desk = try LabDesk()
    try desk.ping("172.20.0.100")
    let world = desk.lab.world
    for root in world.stateRoots {
      let whole = try world.state(at: [root])
      for name in whole.memberNames {
        #expect(try world.state(at: [root, name]) == whole.member(name), "\(root).\(name)")
      }
    }
    #expect(throws: LabError.self) { try world.state(at: ["client", "nothing"]) }
    #expect(throws: LabError.self) { try world.state(at: ["clock", "nothing"]) }
    #expect(throws: LabError.self) { try world.state(at: ["client", "resources", "nothing"]) }
  }

  /// One lab with something in every table.
  private static func real() throws -> [String] {
    var desk = try LabDesk()
    _ = try desk.lab.perform(.nat("client", NATBehaviour(kind: NATKind.allCases[1])))
    desk.wait(.seconds(5))
    try desk.ping("172.20.0.100")
    try desk.run(.ping(.name("dns.httpbin.search.test", nil), sequence: 1))
    _ = try desk.lab.perform(.partition("client", "relay-1"))
    _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100")), sequence: 2))
    var paths: [String] = []
    func add(_ path: String) { if !paths.contains(path) { paths.append(path) } }
    let world = desk.lab.world
    for root in world.stateRoots { walk(try world.state(at: [root]), kind(root, world), add) }
    return paths.sorted()
  }

  private static func kind(_ root: String, _ world: World) -> String {
    if world.clients.contains(root) { return "CLIENT" }
    if world.gateways.contains(root) { return "GATEWAY" }
    if world.hosts.contains(root) { return "HOST" }
    if root == world.portal.name { return "PORTAL" }
    if world.routers.contains(root) { return "ROUTER" }
    return world.relays.contains(root) ? "RELAY" : root
  }

  private static func walk(_ state: State, _ path: String, _ add: (String) -> Void) {
    switch state {
    case .record(let members):
      let placeholder = placeholders.first { $0.parent == path }?.placeholder
      for member in members { walk(member.value, "\(path).\(placeholder ?? member.name)", add) }
    case .table(let columns, _): add("\(path): \(columns.joined(separator: ", "))")
    default: add(path)
    }
  }

  /// The first column of the tables; the columns of a table behind its path.
  private static func documented() throws -> [String] {
    let text = try #require(Self.text("docs/state.md"))
    var paths: [String] = []
    for line in text.split(separator: "\n") where line.hasPrefix("| `") {
      let parts = line.split(separator: "`")
      if parts.count > 1 { paths.append(String(parts[1])) }
    }
    return paths.sorted()
  }

  private static func text(_ path: String, here: String = #filePath) -> String? {
    let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    return try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }
}
