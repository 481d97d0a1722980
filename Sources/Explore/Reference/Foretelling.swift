import Base

/// What the rights say of a probe in a world at rest: the way through resources, sites and hosts.
struct Foretelling {
  let terrain: Terrain
  let rights: Rights
  let time: Instant
  /// Gateways that run.
  let gateways: [String]

  private typealias Held = (name: String, holding: Rights.Holding)

  func outcomes(of probe: Probe) -> [Outcome] {
    guard rights.admits(probe.client, at: time) else {
      // Its resolver goes on with what it knows.
      if case .dig = probe.program { return Outcome.allCases }
      return Outcome.failures
    }
    let held = rights.held(by: probe.client, at: time)
    switch (probe.program, probe.goal) {
    case (.dig(let type, _), .name(let name, _)): return answers(to: type, name, held, probe)
    case (_, .address(let address)): return heard(outcomes(at: address, probe, held), probe)
    case (_, .name(let name, let family)): return heard(outcomes(at: name, family, probe, held), probe)
    }
  }

  /// A connected UDP socket does not hear of what is not fatal.
  private func heard(_ outcomes: [Outcome], _ probe: Probe) -> [Outcome] {
    guard case .udp = probe.program else { return outcomes }
    return outcomes.map { $0 == .unreachable ? .silence : $0 }
  }

  /// Of networks that hold the address the longest that lets the traffic through; the Internet comes last.
  private func outcomes(at address: IPAddress, _ probe: Probe, _ held: [Held]) -> [Outcome] {
    var networks: [(length: UInt8, holding: Rights.Holding)] = []
    for (_, holding) in held {
      if case .network(let prefix) = holding.target, prefix.contains(address) {
        networks.append((prefix.length, holding))
      }
    }
    let open = networks.filter { $0.holding.lets(probe.traffic) }
    if let longest = open.map(\.length).max() {
      return open.filter { $0.length == longest }.flatMap { reach(address, by: $0.holding, probe) }
    }
    if let internet = held.first(where: { $0.holding.target == .internet })?.holding {
      return Self.isPublic(address) ? reach(address, by: internet, probe) : [.unreachable]
    }
    return networks.isEmpty ? [.unreachable] : [.prohibited]
  }

  private func reach(_ address: IPAddress, by holding: Rights.Holding, _ probe: Probe) -> [Outcome] {
    guard let site = online(holding) else { return [.unreachable] }
    return [terrain.host(at: address, seenFrom: site).map { serve($0, probe) } ?? .silence]
  }

  /// A site of the resource with a gateway that runs.
  private func online(_ holding: Rights.Holding) -> String? {
    holding.sites.first { site in terrain.gateways[site]?.contains { gateways.contains($0) } ?? false }
  }

  private func serve(_ host: Terrain.Host, _ probe: Probe) -> Outcome {
    switch probe.traffic {
    case .echo: .reply
    case .tcp(let port): host.tcpPorts.contains(port) ? .reply : .refused
    case .udp(let port): host.udpPorts.contains(port) ? .reply : .refused
    }
  }

  /// A name of a resource leads to addresses of the client's own; any other one to those that its host has.
  private func outcomes(at name: String, _ family: IPFamily, _ probe: Probe, _ held: [Held]) -> [Outcome] {
    let covering = Self.names(name, held)
    guard !covering.isEmpty else {
      let host = terrain.hosts.first { $0.names.contains(name) }
      guard let address = host?.addresses.first(where: { $0.family == family }) else { return [.noName] }
      return outcomes(at: address, probe, held)
    }
    let ofFamily = covering.filter { $0.families.contains(family) }
    if ofFamily.isEmpty { return [.noName] }
    guard let chosen = ofFamily.first(where: { $0.holding.lets(probe.traffic) })?.holding else { return [.prohibited] }
    guard let site = online(chosen), let host = terrain.host(named: name, seenFrom: site),
      host.addresses.contains(where: { $0.family == family })
    else { return [.unreachable] }
    return [serve(host, probe)]
  }

  private typealias Covering = (holding: Rights.Holding, families: [IPFamily])

  /// The resources that a name belongs to, the most specific first.
  private static func names(_ name: String, _ held: [Held]) -> [Covering] {
    var found: [(rank: (Int, Int), covering: Covering)] = []
    for (_, holding) in held {
      guard case .name(let text, let families) = holding.target else { continue }
      let pattern = NamePattern(text)
      if pattern.matches(name) { found.append((pattern.rank, (holding, families))) }
    }
    return found.sorted { $0.rank < $1.rank }.map(\.covering)
  }

  /// A and AAAA of a resource's name the client answers itself, anything else its site; what is no resource's, the open.
  private func answers(to type: String, _ name: String, _ held: [Held], _ probe: Probe) -> [Outcome] {
    let covering = Self.names(name, held)
    if !covering.isEmpty, type != "TXT" { return [.reply] }
    if let first = covering.first?.holding {
      guard let site = online(first) else { return [.noServer, .silence] }
      let isKnown = terrain.texts[site]?.contains(name) == true || terrain.host(named: name, seenFrom: site) != nil
      return [isKnown ? .reply : .noName]
    }
    guard let resolver = terrain.resolver.flatMap({ IPAddress($0) }) else { return Outcome.allCases }
    // Where a resource holds the name server, the question may go through a tunnel.
    let isTunnelled = held.contains { _, holding in
      switch holding.target {
      case .internet: true
      case .network(let prefix): prefix.contains(resolver)
      case .name: false
      }
    }
    if isTunnelled { return [.reply, .noName, .noServer, .silence] }
    return [terrain.hosts.contains { $0.site == nil && $0.names.contains(name) } ? .reply : .noName]
  }

  /// Whether the Internet resource reaches the address: no private, shared, local or documentation-of-tunnels range.
  private static func isPublic(_ address: IPAddress) -> Bool {
    let own = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
    if address.family == .v6 { return IPPrefix("2000::/3")?.contains(address) ?? false }
    return !own.contains { IPPrefix($0)?.contains(address) ?? false } && !address.isMulticast
  }
}

extension Foretelling {
  /// The resources that a probe can go by at this moment.
  func ways(of probe: Probe) -> [Rights.Holding] {
    let held = rights.held(by: probe.client, at: time).map(\.name)
    return concerned(by: probe).filter { held.contains($0.name) }.map(\.holding)
  }

  /// The resources that could have to do with a probe, whenever a policy grants them.
  func concerned(by probe: Probe) -> [(name: String, holding: Rights.Holding)] {
    let addresses: [IPAddress]
    var name: String?
    switch probe.goal {
    case .address(let address): addresses = [address]
    case .name(let text, _):
      name = text
      addresses = terrain.hosts.filter { $0.names.contains(text) }.flatMap(\.addresses)
    }
    return rights.held(by: probe.client, at: time, whenever: true).filter { _, holding in
      switch holding.target {
      case .network(let prefix): addresses.contains { prefix.contains($0) }
      case .name(let pattern, _): name.map(NamePattern(pattern).matches) ?? false
      case .internet: addresses.contains { Self.isPublic($0) }
      }
    }
  }
}
