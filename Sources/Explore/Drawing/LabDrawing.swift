import Base

/// Draws a lab file: small, and with everything overlapping that can overlap.
///
/// One to three clients, one to three sites with one to three gateways and two hosts each, networks of both families,
/// a network over several sites, twins, single addresses, names with and without wildcards, the Internet, filters,
/// policies for groups, hours and verified devices, name servers, two or four relays; half of the labs with routers.
struct LabDrawing {
  var chance: Chance
  /// What lies between nodes.
  var networks: NetworkDrawing
  private var lines: [String] = []
  private var sites = 0
  private var clients: [String] = []
  private var resources: [String] = []

  static func text(from chance: Chance) -> String {
    var drawing = LabDrawing(chance: chance)
    drawing.draw()
    return drawing.lines.joined(separator: "\n") + "\n"
  }

  private init(chance: Chance) {
    self.chance = chance
    networks = NetworkDrawing(chance: chance.stream("networks"))
  }

  private mutating func draw() {
    lines += ["lab: explored", "account:", "  slug: explored"]
    if oneIn(3) { lines.append("  search_domain: s0.example") }
    if oneIn(4) { lines.append("  upstream_dns: [203.0.113.53]") }
    lines += [
      "portal: {addresses: [198.51.100.1, \"2001:db8:1::1\"], latency: 20ms}"
    ]
    lines += networks.routers() + networks.relays()
    drawClients()
    drawGroups()
    drawSites()
    drawOpen()
    drawResources()
    drawPolicies()
    if !oneIn(5) { lines.append("flags: [icmp-error-unreachable-prohibited-create-new-flow]") }
  }

  mutating func oneIn(_ number: UInt32) -> Bool { chance.below(number) == 0 }
  mutating func pick<Element>(_ all: [Element]) -> Element { all[Int(chance.below(UInt32(all.count)))] }

  private mutating func drawClients() {
    lines.append("clients:")
    clients = Array(["alice", "bob", "carol"].prefix(1 + Int(chance.below(6)) / 2))
    for (i, name) in clients.enumerated() {
      let families = pick([[true, true], [true, true], [true, false], [false, true]])
      let addresses = (families[0] ? ["198.51.100.\(10 + i)"] : []) + (families[1] ? ["\"2001:db8:1::\(10 + i)\""] : [])
      lines += ["  \(name):", "    latency: \(pick([2, 5, 20, 40]))ms"]
      lines += networks.place(ofClient: addresses).map { "    " + $0 }
      if name == "carol", oneIn(2) { lines.append("    actor: alice") }
      if oneIn(2) { lines.append("    verified: true") }
      if oneIn(2) { lines.append("    region: DE") }
      if oneIn(3) { lines.append("    internet_resource: on") }
    }
  }

  private mutating func drawGroups() {
    lines.append("groups:")
    let actors = clients.filter { $0 != "carol" }
    for group in ["Red", "Blue"] {
      let members = actors.filter { _ in chance.below(2) == 0 }
      lines.append("  \(group): [\(members.joined(separator: ", "))]")
    }
  }

  private mutating func drawSites() {
    sites = 1 + Int(chance.below(5)) / 2
    lines.append("sites:")
    for site in 0..<sites {
      lines += ["  site-\(site):", "    gateways:"]
      for gateway in 0..<1 + Int(chance.below(5)) / 2 {
        let number = 100 + site * 10 + gateway
        let place = networks.place(ofGateway: ["198.51.100.\(number)", "\"2001:db8:1::\(number)\""])
        lines.append("      gw-\(site)\("abc".dropFirst(gateway).prefix(1)): {\(place), latency: 5ms}")
      }
      lines += [
        "    hosts:",
        "      web.s\(site).example: {addresses: \(addresses(site, 10)), services: [http, tcp-echo, udp-echo]}",
        "      db.s\(site).example: {addresses: \(addresses(site, 20)), services: [tcp-echo 5432, udp-echo 5353]}",
        "    dns:", "      txt.s\(site).example: [TXT hello]",
      ]
    }
    lines += [
      "  Internet:", "    gateways:", "      gw-net: {addresses: [198.51.100.180, \"2001:db8:1::180\"], latency: 5ms}",
    ]
  }

  private mutating func addresses(_ site: Int, _ host: Int) -> String {
    let (v4, v6) = ("10.0.\(site).\(host)", "\"fd10:0:\(site)::\(host)\"")
    return pick(["[\(v4), \(v6)]", "[\(v4), \(v6)]", "[\(v4)]", "[\(v6)]"])
  }

  private mutating func drawOpen() {
    lines += [
      "internet:", "  hosts:", "    resolver: {addresses: [203.0.113.53], services: [dns]}",
      "    resolver-2: {addresses: [203.0.113.54], services: [dns]}",
      "    open.example: {addresses: [203.0.113.80, \"2001:db8:9::80\"], services: [http, udp-echo]}",
    ]
  }

  private mutating func drawResources() {
    lines.append("resources:")
    for site in 0..<sites {
      add("Net \(site)", "10.0.\(site).0/24", site)
      if oneIn(2) { add("Six \(site)", "\"fd10:0:\(site)::/64\"", site) }
      if oneIn(3) { add("Host \(site)", "10.0.\(site).10", site) }
      if oneIn(4) { add("Twin \(site)", "10.0.\(site).0/24", site) }
      if oneIn(2) { add("Names \(site)", "\"*.s\(site).example\"", site, type: "dns") }
      if oneIn(3) { add("Web \(site)", "web.s\(site).example", site, type: "dns") }
      if oneIn(5) { add("Names twin \(site)", "\"*.s\(site).example\"", site, type: "dns") }
    }
    if oneIn(2) { add("Wide", "10.0.0.0/16", Int(chance.below(UInt32(sites)))) }
    if oneIn(2) {
      lines += ["  Internet: {type: internet, site: Internet}"]
      resources.append("Internet")
    }
  }

  private mutating func add(_ name: String, _ address: String, _ site: Int, type: String? = nil) {
    resources.append(name)
    lines += ["  \(name):", "    address: \(address)", "    site: site-\(site)"]
    if let type {
      lines.append("    type: \(type)")
      if oneIn(3) { lines.append("    ip_stack: \(pick(["ipv4_only", "ipv6_only"]))") }
    }
    let filters = pick([
      "", "", "", "tcp 80", "icmp", "tcp 80, icmp", "udp 7", "tcp 5000-6000, icmp", "tcp 1-65535, udp 7",
      "tcp 7, udp 7",
    ])
    if !filters.isEmpty { lines.append("    filters: [\(filters)]") }
  }

  private mutating func drawPolicies() {
    lines.append("policies:")
    // The first has one always, so that there is a list.
    for (i, resource) in resources.enumerated() where i == 0 || !oneIn(8) {
      for _ in 0..<(oneIn(4) ? 2 : 1) {
        lines += [
          "  - group: \(pick(["Everyone", "Everyone", "Everyone", "Red", "Blue"]))", "    resource: \(resource)",
        ]
        if oneIn(8) { lines.append("    enabled: false") }
        if oneIn(8) {
          let terms = [
            "client_verified is true", "remote_ip_location_region is_in DE,FR",
            "current_utc_datetime is_in_day_of_week_time_ranges R/00:00-00:0\(2 + chance.below(5))/UTC",
            "current_utc_datetime is_in_day_of_week_time_ranges R/00:0\(1 + chance.below(4))-23:00/UTC",
          ]
          lines += ["    when:", "      - \(pick(terms))"]
        }
      }
    }
  }
}
