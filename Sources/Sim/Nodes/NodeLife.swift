import Access
import Base
import Cipher
import HostStack
import Lab
import Portal
import WireGuard

// Machines that stop, start, sleep and wake.

extension World {
  mutating func stop(_ name: String, gracefully: Bool, into trace: inout Trace) {
    if relays.contains(name) {
      stop(relay: name, into: &trace)
    } else if clients.contains(name) {
      stop(AccessClient.self, name, gracefully: gracefully, into: &trace)
    } else {
      stop(AccessGateway.self, name, gracefully: gracefully, into: &trace)
    }
  }

  mutating func start(_ name: String, into trace: inout Trace) {
    if relays.contains(name) { return start(relay: name, into: &trace) }
    update(stateOf: name) { $0.life = .running }
    trace.record(.reported(NodeReport.started), at: now, node: name)
    begin(name, into: &trace)
  }

  /// Ends a process: what it knew is gone, its socket is closed by its system, and its tunnel device with it.
  private mutating func stop<Access: AccessMachine>(
    _: Access.Type, _ name: String, gracefully: Bool, into trace: inout Trace
  ) {
    if gracefully { drive(Access.self, name, .shutDown, into: &trace) }
    obey(.close, of: name, into: &trace)
    trace.record(.reported(NodeReport.stopped(goodbye: gracefully)), at: now, node: name)
    drop(Access.modify(&self, name) { $0.access.heldPackets } ?? [], with: name, into: &trace)
    renew(Access.self, name)
    drive(hostOf: Access.self, name, .addresses([]), into: &trace)
    if Access.side == .client { drive(hostOf: Access.self, name, .resolver(systemResolver(of: name)), into: &trace) }
  }

  /// What a process kept is gone with it.
  private mutating func drop(_ packets: [PacketID], with name: String, into trace: inout Trace) {
    for id in packets.sorted() where id != .none {
      let report = AccessReport(.dropped(id, .notRunning), names)
      trace.record(.reported(report), at: now, node: name, packet: id, place: .dropped)
    }
  }

  /// A new process that has not begun: new keys, the same sockets, and the switches as they are.
  private mutating func renew<Access: AccessMachine>(_: Access.Type, _ name: String) {
    let (root, wall, now) = (chance, wall, now)
    let sockets = addresses(of: name).map { Endpoint($0, LocalNode.preferredPort) }
    let wasConfigured = Access.modify(&self, name) { node in
      node.state.generation += 1
      node.tape?.end(at: now)
      node.state.life = .stopped
      defer { node.state.isConfigured = false }
      let local = LocalNode(
        name, generation: node.state.generation, sockets: sockets, wall: wall, root)
      let (flags, quirks, channelQuirks) = (node.access.flags, node.access.quirks, node.access.channelQuirks)
      node.access = Access(local, flags: flags)
      var out = Outbox<AccessOutput>(nextPacket: 1)
      for quirk in AccessQuirk.allCases where quirks[quirk] {
        node.access.handle(.setQuirk(quirk, true), at: .zero, into: &out)
      }
      for quirk in PortalQuirk.allCases where channelQuirks[quirk] {
        node.access.handle(.setChannelQuirk(quirk, true), at: .zero, into: &out)
      }
      return node.state.isConfigured
    }
    if wasConfigured == true { setUp.unconfigured += 1 }
  }

  mutating func sleep(_ name: String, _ span: Duration, into trace: inout Trace) {
    trace.record(.reported(NodeReport.slept(span)), at: now, node: name)
    let end = now + span
    update(stateOf: name) { $0.life = .asleep(until: end) }
    schedule(.awake(node: name), at: end, trace)
  }

  /// What was due meanwhile is due now.
  mutating func awake(_ name: String, into trace: inout Trace) {
    guard life(of: name) == .asleep(until: now) else { return }
    if relays.contains(name) { return awake(relay: name, into: &trace) }
    update(stateOf: name) { $0.life = .running }
    trace.record(.reported(NodeReport.woke), at: now, node: name)
    watch.beliefs.disturb(at: now)
    if clients.update(name, { $0.armed = nil }) != nil {
      rearm(AccessClient.self, name, trace)
    } else {
      gateways.update(name) { $0.armed = nil }
      rearm(AccessGateway.self, name, trace)
    }
  }
}

extension World {
  /// Every socket is cut; rows stay in the database.
  mutating func stopPortal(into trace: inout Trace) {
    portal.isRunning = false
    trace.record(.reported(NodeReport.stopped(goodbye: false)), at: now, node: portal.name)
    for (id, node) in portal.nodes {
      portal.nodes[id] = nil
      drivePortal(.closed(id), into: &trace)
      travel(.socketClosed(node: node, id), between: node, at: now + streamLatency(node), trace)
    }
  }

  mutating func startPortal(into trace: inout Trace) {
    portal.isRunning = true
    trace.record(.reported(NodeReport.started), at: now, node: portal.name)
  }
}

extension LocalNode {
  /// Draws a process's keys and chance: each generation has its own.
  init(_ name: String, generation: Int, sockets: [Endpoint], wall: WallClock, _ root: Chance) {
    let chance = generation == 0 ? root.stream(name) : root.stream(name).stream("generation \(generation)")
    var keys = chance.stream("key")
    self.init(
      keys: StaticKeys(PrivateKey(drawnFrom: &keys)), sockets: sockets, wall: wall, chance: chance.stream("access"))
  }
}
