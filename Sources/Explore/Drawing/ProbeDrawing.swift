import Base

/// Draws what applications try: hosts by address and by name, ports that are served and others, places where nobody is.
enum ProbeDrawing {
  static func probe(from client: String, _ reference: Reference, _ chance: inout Chance) -> Probe? {
    let terrain = reference.terrain
    switch chance.below(12) {
    case 0: return question(from: client, reference, &chance)
    case 1:
      let nowhere = ["10.0.0.77", "10.9.9.9", "fd10:0:0::77", "203.0.113.99"]
      return IPAddress(nowhere[Int(chance.below(4))]).map { Probe(client: client, program: .ping, goal: .address($0)) }
    default:
      guard !terrain.hosts.isEmpty else { return nil }
      let host = terrain.hosts[Int(chance.below(UInt32(terrain.hosts.count)))]
      return probe(from: client, host, &chance)
    }
  }

  /// A probe to a host that the resource holds.
  static func probe(
    from client: String, to resource: String, _ reference: Reference, _ chance: inout Chance
  ) -> Probe? {
    guard let holding = reference.rights.resources[resource] else { return nil }
    let goals: [(Terrain.Host, Probe.Goal)] = reference.terrain.hosts.flatMap { host in
      host.addresses.compactMap { address -> (Terrain.Host, Probe.Goal)? in
        switch holding.target {
        case .network(let prefix): prefix.contains(address) ? (host, .address(address)) : nil
        case .name(let text, let families):
          NamePattern(text).matches(host.names[0]) && families.contains(address.family)
            ? (host, .name(host.names[0], address.family)) : nil
        case .internet: host.site == nil ? (host, .address(address)) : nil
        }
      }
    }
    guard !goals.isEmpty else { return nil }
    let (host, goal) = goals[Int(chance.below(UInt32(goals.count)))]
    return Probe(client: client, program: program(for: host, &chance), goal: goal)
  }

  private static func probe(from client: String, _ host: Terrain.Host, _ chance: inout Chance) -> Probe? {
    guard !host.addresses.isEmpty else { return nil }
    let address = host.addresses[Int(chance.below(UInt32(host.addresses.count)))]
    let byName = host.names[0].contains(".") && chance.below(5) < 2
    return Probe(
      client: client, program: program(for: host, &chance),
      goal: byName ? .name(host.names[0], family(address, &chance)) : .address(address))
  }

  /// Now and then one that the host may not have.
  private static func family(_ address: IPAddress, _ chance: inout Chance) -> IPFamily {
    chance.below(4) == 0 ? (chance.below(2) == 0 ? .v4 : .v6) : address.family
  }

  private static func program(for host: Terrain.Host, _ chance: inout Chance) -> Probe.Program {
    switch chance.below(8) {
    case 0...2: .ping
    case 3...4: host.httpPort.map { .curl(port: $0) } ?? .ping
    case 5: .tcp(port: host.tcpPorts.first ?? 80)
    case 6: .udp(port: host.udpPorts.first { $0 != 53 } ?? 7)
    default: chance.below(2) == 0 ? .tcp(port: 81) : .udp(port: 9)
    }
  }

  static func question(from client: String, _ reference: Reference, _ chance: inout Chance) -> Probe? {
    let names = reference.terrain.hosts.map { $0.names[0] }.filter { $0.contains(".") } + ["nowhere.example"]
    let texts = reference.terrain.texts.values.flatMap { $0 }
    let isText = chance.below(3) == 0 && !texts.isEmpty
    let all = isText ? texts : names
    let type = isText ? "TXT" : chance.below(2) == 0 ? "A" : "AAAA"
    let name = all[Int(chance.below(UInt32(all.count)))]
    return Probe(client: client, program: .dig(type, overTCP: chance.below(4) == 0), goal: .name(name, .v4))
  }
}
