import Access
import Base
import Lab
import Portal

// What befalls machines and the networks between them.

extension Simulation {
  /// A machine that sleeps for longer is better stopped.
  private static let longestSleep = Topology.tokenLifetime

  mutating func perform(_ action: NodeAction, on node: String) throws(LabError) -> ActionResult {
    if node == world.portal.name { return try perform(onPortal: action) }
    // Whoever has gone back to before they began does not have them begin twice.
    world.beginMachines(into: &events)
    let life = world.life(of: try process(node))
    switch action {
    case .start:
      guard life == .stopped else {
        throw .invalid(what: "start \(node)", reason: "it is \(life?.word ?? "no machine")")
      }
      world.start(node, into: &events)
    case .stop(let gracefully):
      try require(node, isNot: .stopped, life, "stop")
      world.stop(node, gracefully: gracefully, into: &events)
    case .restart(let gracefully):
      if life != .stopped { world.stop(node, gracefully: gracefully, into: &events) }
      world.start(node, into: &events)
    case .sleep(let span):
      guard span > .zero, span <= Self.longestSleep else {
        throw .invalid(what: "sleep", reason: "more than 0s, and at most \(Self.longestSleep.text)")
      }
      guard life == .running else {
        throw .invalid(what: "sleep \(node)", reason: "it is \(life?.word ?? "no machine")")
      }
      world.sleep(node, span, into: &events)
    case .roam(let addresses): try roam(node, to: addresses)
    case .setInternetResource(let on):
      _ = try client(node)
      world.clients.update(node) { $0.usesInternet = on }
      world.drive(client: node, .setInternetResource(on), into: &events)
    case .setResolvers(let servers):
      _ = try client(node)
      world.set(resolvers: servers, of: node, into: &events)
    }
    return .done
  }

  private func require(
    _ node: String, isNot wrong: NodeState.Life, _ life: NodeState.Life?, _ verb: String
  ) throws(LabError) {
    if life == wrong { throw .invalid(what: "\(verb) \(node)", reason: "it is \(wrong.word) already") }
  }

  private mutating func perform(onPortal action: NodeAction) throws(LabError) -> ActionResult {
    let isRunning = world.portal.isRunning
    switch action {
    case .start where !isRunning: world.startPortal(into: &events)
    case .stop where isRunning: world.stopPortal(into: &events)
    case .restart:
      if isRunning { world.stopPortal(into: &events) }
      world.startPortal(into: &events)
    case .start, .stop:
      throw .invalid(what: "the portal", reason: isRunning ? "it is running already" : "it is stopped already")
    case .sleep, .roam, .setInternetResource, .setResolvers:
      throw .notSupported(what: "this with the portal", reason: "only a client or a gateway can")
    }
    return .done
  }

  private mutating func roam(_ node: String, to addresses: [IPAddress]) throws(LabError) {
    _ = try client(node)
    for (i, address) in addresses.enumerated() {
      if let owner = world.owners[address], owner != node {
        throw .invalid(what: "\(address)", reason: "`\(owner)` has it")
      }
      if addresses[..<i].contains(where: { $0.family == address.family }) {
        throw .invalid(what: "\(address)", reason: "one address of each family")
      }
    }
    world.roam(node, to: addresses.isEmpty ? world.nextAddresses(of: node) : addresses, into: &events)
  }

  mutating func partition(_ a: String, _ b: String?) throws(LabError) -> ActionResult {
    for (a, b) in try pairs(a, b) { world.partition(a, b, into: &events) }
    return .done
  }

  mutating func heal(_ a: String?, _ b: String?) throws(LabError) -> ActionResult {
    let wanted = try a.map { name throws(LabError) in try pairs(name, b) }
    let meant = wanted.map { $0.map { Partitions.Pair($0.0, $0.1) } } ?? world.partitions.pairs
    for pair in meant { world.heal(pair, into: &events) }
    return .done
  }

  /// Nodes that stand at a link.
  private func pairs(_ a: String, _ b: String?) throws(LabError) -> [(String, String)] {
    let known = world.links.keys
    for name in [a] + (b.map { [$0] } ?? []) where !known.contains(name) {
      throw .unknown(.node, name: name, known: known)
    }
    if a == b { throw .invalid(what: "`\(a)` and itself", reason: "two nodes are needed") }
    return b.map { [(a, $0)] } ?? known.filter { $0 != a }.map { (a, $0) }
  }
}
