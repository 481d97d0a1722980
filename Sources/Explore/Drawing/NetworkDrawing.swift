import Base

/// Draws what lies between the nodes of a lab: relays, routers of all kinds, one that several share, imperfect links.
struct NetworkDrawing {
  private var chance: Chance
  /// Half of the labs are one flat network, so that what is found there is not hidden behind routers.
  private let hasRouters: Bool
  private let sharesRouter: Bool
  private let relayCount: Int

  /// A shared router stays, and so does what its nodes have for addresses.
  static let home = "home"
  /// The kinds that carry UDP; `udp-blocked` is a disturbance.
  static let kinds = [
    "full-cone", "restricted-cone", "port-restricted", "symmetric", "masquerade", "cgnat", "firewall",
  ]
  /// The kinds that a shared router can change to.
  static let translating = kinds.filter { $0 != "firewall" }

  init(chance: Chance) {
    var chance = chance
    hasRouters = chance.below(2) == 0
    sharesRouter = hasRouters && chance.below(2) == 0
    relayCount = chance.below(3) == 0 ? 4 : 2
    self.chance = chance
  }

  private mutating func oneIn(_ number: UInt32) -> Bool { chance.below(number) == 0 }
  private mutating func pick<Element>(_ all: [Element]) -> Element { all[Int(chance.below(UInt32(all.count)))] }

  /// The section `networks`.
  mutating func routers() -> [String] {
    guard sharesRouter else { return [] }
    return [
      "networks:",
      "  \(Self.home): {addresses: [198.51.100.60], latency: 5ms, nat: \(behaviour(of: pick(Self.translating))), ranges: [192.168.7.0/24]}",
    ]
  }

  /// A pair of which one speaks IPv4 alone, or four of both families, of which the portal offers two.
  mutating func relays() -> [String] {
    let hasNarrow = relayCount == 2 && !oneIn(3)
    return ["relays:"]
      + (1...relayCount).map { number in
        let v6 = hasNarrow && number == 1 ? "" : ", \"2001:db8:1::20\(number)\""
        return "  relay-\(number): {addresses: [198.51.100.20\(number)\(v6)], latency: 10ms}"
      }
  }

  /// Lines of a client that say where it stands.
  mutating func place(ofClient addresses: [String]) -> [String] {
    if sharesRouter, !oneIn(3) { return ["network: \(Self.home)"] + imperfection() }
    var lines = ["addresses: [\(addresses.joined(separator: ", "))]"]
    if hasRouters, oneIn(2) { lines.append("nat: \(behaviour(of: pick(Self.kinds)))") }
    return lines + imperfection()
  }

  /// The same of a gateway, in one line.
  mutating func place(ofGateway addresses: [String]) -> String {
    if sharesRouter, oneIn(6) { return "network: \(Self.home)" }
    let nat = hasRouters && oneIn(3) ? ", nat: \(behaviour(of: pick(Self.kinds)))" : ""
    return "addresses: [\(addresses.joined(separator: ", "))]\(nat)"
  }

  /// Short timeouts are longer than the 25 s after which an idle path is asked.
  private mutating func behaviour(of kind: String) -> String {
    let own = pick(["", "", "timeout: 30s", "hairpin: off"])
    return own.isEmpty ? kind : "{kind: \(kind), \(own)}"
  }

  /// What a link may do without changing any result.
  private mutating func imperfection() -> [String] {
    oneIn(6) ? [pick(["duplicate: 10%", "reorder: 10%", "jitter: 5ms", "mtu: 1400", "rate: 500kB"])] : []
  }
}
