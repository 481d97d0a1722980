import Access
import Base
import HostStack
import Lab
import Portal
import Wire

// How a world runs the machines of its nodes.

extension World {
  mutating func drive<Access: AccessMachine>(
    _: Access.Type, _ name: String, _ input: Access.Input, into trace: inout Trace
  ) {
    let outputs = outputs { world, out in
      let now = world.now
      _ = Access.modify(&world, name) { node in
        node.run(input.call, at: now, into: &out) { $0.handle(input, at: now, into: &$1) }
      }
    }
    obey(outputs, of: name, Access.self, into: &trace)
    rearm(Access.self, name, trace)
  }

  mutating func drive(client name: String, _ input: AccessClient.Input, into trace: inout Trace) {
    drive(AccessClient.self, name, input, into: &trace)
  }

  mutating func drive(gateway name: String, _ input: AccessGateway.Input, into trace: inout Trace) {
    drive(AccessGateway.self, name, input, into: &trace)
  }

  mutating func drive<Access: AccessMachine>(
    hostOf _: Access.Type, _ name: String, _ input: Host.Input, into trace: inout Trace
  ) {
    let outputs = outputs { world, out in
      let now = world.now
      _ = Access.modify(&world, name) { $0.host.handle(input, at: now, into: &out) }
    }
    obey(outputs, ofHostOf: name, Access.side, into: &trace)
    rearm(Access.self, name, trace)
  }

  mutating func drive(hostOfClient name: String, _ input: Host.Input, into trace: inout Trace) {
    drive(hostOf: AccessClient.self, name, input, into: &trace)
  }

  mutating func wake<Access: AccessMachine>(_: Access.Type, _ name: String, into trace: inout Trace) {
    let now = now
    guard Access.modify(&self, name, { $0.armed.comes(at: now) && $0.state.life == .running }) == true else { return }
    let ofAccess: [Access.Output] = outputs { world, out in
      _ = Access.modify(&world, name) { node in
        node.run(.wake, at: now, into: &out) { $0.wake(at: now, into: &$1) }
      }
    }
    obey(ofAccess, of: name, Access.self, into: &trace)
    let ofHost: [Host.Output] = outputs { world, out in
      _ = Access.modify(&world, name) { $0.host.wake(at: now, into: &out) }
    }
    obey(ofHost, ofHostOf: name, Access.side, into: &trace)
    if Access.side == .client { wakeOpenSide(of: name, into: &trace) }
    rearm(Access.self, name, trace)
  }

  mutating func rearm<Access: AccessMachine>(_: Access.Type, _ name: String, _ trace: Trace) {
    guard let (armed, next, life) = Access.modify(&self, name, { ($0.armed, $0.nextDeadline(), $0.state.life) }),
      life == .running
    else { return }
    let rearmed = arm(name, armed, next: next, trace)
    if rearmed != armed { _ = Access.modify(&self, name) { $0.armed = rearmed } }
  }

  private mutating func obey(
    _ outputs: [Host.Output], ofHostOf name: String, _ side: NodeSide, into trace: inout Trace
  ) {
    for output in outputs {
      switch output {
      case .packet(let packet, let id): pass(packet, id, at: Tap(name, .tun), out: side == .client, into: &trace)
      // Nobody in a lab owns a stream of a host.
      case .stream: break
      case .event(let event): note(event, of: name, side, into: &trace)
      }
    }
  }

  mutating func note(_ event: HostEvent, of name: String, _ side: NodeSide, into trace: inout Trace) {
    if side == .client, let app = event.app, case .ended(let result) = event.fact {
      clients.update(name) { $0.results[app] = result }
    }
    trace.record(.reported(HostReport(event)), at: now, node: name, packet: event.packet)
  }
}

extension World {
  /// What is told to a node of either kind.
  enum NodeInput: Sendable {
    case portal(PortalLink)
    case datagram(Datagram, PacketID)
    case packet(IPPacket, PacketID)
    case setFlag(FeatureFlag, Bool)
    case setQuirk(AccessQuirk, Bool)
    case setChannelQuirk(PortalQuirk, Bool)
    case answered(LookupID, UpstreamAnswer)
    case systemResolvers([Endpoint])
    case start
  }

  mutating func drive(_ name: String, _ input: NodeInput, into trace: inout Trace) {
    if clients.contains(name) {
      drive(AccessClient.self, name, Self.input(input), into: &trace)
    } else {
      drive(AccessGateway.self, name, Self.input(input), into: &trace)
    }
  }

  private static func input<Input: AccessInput>(_ input: NodeInput) -> Input {
    switch input {
    case .portal(let link): .portal(link)
    case .datagram(let datagram, let id):
      .datagram(datagram.payload, from: datagram.source, to: datagram.destination, id, ecn: datagram.ecn)
    case .packet(let packet, let id): .packet(packet, id)
    case .setFlag(let flag, let on): .setFlag(flag, on)
    case .setQuirk(let quirk, let on): .setQuirk(quirk, on)
    case .setChannelQuirk(let quirk, let on): .setChannelQuirk(quirk, on)
    case .answered(let id, let answer): .answered(id, answer)
    case .systemResolvers(let servers): .systemResolvers(servers)
    case .start: .start
    }
  }

  mutating func hear(_ answer: UpstreamAnswer, _ id: LookupID, at node: String, into trace: inout Trace) {
    guard life(of: node) == .running else { return }
    drive(node, .answered(id, answer), into: &trace)
  }

  mutating func hear(_ outcome: LookupAnswer, _ id: LookupID, at node: String, into trace: inout Trace) {
    guard life(of: node) == .running else { return }
    drive(gateway: node, .resolved(id, outcome), into: &trace)
  }

  /// Whether a machine of this name runs; nil for what is none.
  func life(of name: String) -> NodeState.Life? {
    clients.read(name) { $0.state.life } ?? gateways.read(name) { $0.state.life }
      ?? relays.read(name) { $0.state.life }
  }

  /// Changes what all kinds of nodes have.
  mutating func update(stateOf name: String, _ body: (inout NodeState) -> Void) {
    if clients.update(name, { body(&$0.state) }) != nil { return }
    if gateways.update(name, { body(&$0.state) }) == nil { relays.update(name) { body(&$0.state) } }
  }
}
