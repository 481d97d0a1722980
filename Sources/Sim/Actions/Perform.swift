import Access
import Base
import HostStack
import Lab
import Portal
import Wire

/// What an operator does to the simulated world.
extension Simulation {
  package mutating func perform(_ action: Action) throws(LabError) -> ActionResult {
    events.follow(command)
    if action.disturbs { world.watch.beliefs.disturb(at: now) }
    if case .edit(let ahead, let edits, let text) = action { return edit(ahead: ahead, edits, text) }
    world.rules.byHand.begin(after: events.records.count)
    defer { world.rules.byHand.end() }
    switch action {
    case .command(let text):
      events.follow(0)
      events.record(.command(text), at: now, node: "operator")
      command = events.cause
      return .done
    case .open(let request, let node, let isBeside): return .app(try open(request, on: node, besideTunnel: isBeside))
    case .close(let app, let node):
      let hasOpenSide = try client(node).openSide != nil
      world.drive(hostOfClient: node, .close(app), into: &events)
      if hasOpenSide { world.drive(openSideOf: node, .close(app), into: &events) }
      return .done
    case .inject(let packet, let tap): return .packet(try inject(packet, at: tap))
    case .revoke(let resource, let client, let gateway):
      return try revoke(resource: resource, client: client, gateway: gateway)
    case .setFilters(let resource, let filters):
      world.drivePortal(.operate(.setFilters(try self.resource(resource), filters)), into: &events)
      return .done
    case .setFlag(let flag, let node, let on): return try set(flag, on: node, to: on)
    case .shape(let link, let shape): return try apply(shape, to: link)
    case .unshape(let link): return try apply(nil, to: link)
    case .nat(let node, let behaviour): return try place(node, behind: behaviour)
    case .addRule(let rule): return try add(rule)
    case .removeRule(let number): return try removeRule(number)
    case .release(let release): return try self.release(release)
    case .setQuirk(let quirk, let node, let on): return try set(quirk: quirk, on: node, to: on)
    case .node(let node, let action): return try perform(action, on: node)
    case .partition(let a, let b): return try partition(a, b)
    case .heal(let a, let b): return try heal(a, b)
    case .change(let change): return try perform(change)
    case .edit: return .done
    }
  }

  private mutating func open(
    _ request: AppRequest, on node: String, besideTunnel isBeside: Bool
  ) throws(LabError) -> AppID {
    let app = AppID(try client(node).nextApp)
    world.clients.update(node) { $0.nextApp += 1 }
    if isBeside {
      world.open(beside: app, request, on: node, into: &events)
      return app
    }
    world.drive(hostOfClient: node, .open(app, request), into: &events)
    return app
  }

  /// Client side: a packet as an application would have sent it, through the tunnel or beside it. Gateway side: as a host behind it would have. On the
  /// wire: a UDP datagram that arrives if it is for the node, whoever seems to have sent it, and leaves otherwise, with
  /// the node's own source address or any other.
  private mutating func inject(_ packet: IPPacket, at tap: Tap) throws(LabError) -> PacketID {
    let id = PacketID(world.nextPacket)
    switch tap.face {
    case .app where world.clients.contains(tap.node), .tun where world.clients.contains(tap.node):
      world.nextPacket += 1
      world.pass(packet, id, at: Tap(tap.node, .tun), out: true, into: &events)
    case .net where world.clients.contains(tap.node):
      world.nextPacket += 1
      world.pass(packet, id, at: tap, out: true, into: &events)
    case .tun where world.gateways.contains(tap.node), .lan where world.gateways.contains(tap.node):
      world.nextPacket += 1
      world.pass(packet, id, at: Tap(tap.node, tap.face), out: false, into: &events)
    case .wire where world.links.contains(tap.node):
      guard case .udp(let udp) = packet.transport else {
        throw .invalid(what: "\(packet.proto) at \(tap)", reason: "only UDP crosses the wire")
      }
      world.nextPacket += 1
      events.excuse(id)
      let ends = (Endpoint(packet.source, udp.sourcePort), Endpoint(packet.destination, udp.destinationPort))
      let receiver = world.receiver(of: ends.1, from: ends.0, by: tap.node) ?? packet.destination.description
      let sender =
        receiver == tap.node
        ? world.receiver(of: ends.0, from: ends.1, by: tap.node) ?? packet.source.description : tap.node
      let datagram = Datagram(
        source: ends.0, destination: ends.1, payload: Array(packet.bytes[udp.payload]), from: sender, to: receiver,
        ecn: packet.ecn)
      if !packet.checksumsAreValid {
        refuse(datagram, id, at: tap, isHere: receiver == tap.node)
      } else if receiver == tap.node {
        world.deliver(datagram, id, into: &events)
      } else {
        world.carry(datagram, id, into: &events)
      }
    default:
      let known = names(of: .tap)
      guard known.contains(tap.description) else { throw .unknown(.tap, name: tap.description, known: known) }
      throw .invalid(what: "a packet at \(tap)", reason: "messages pass there, and no packets")
    }
    return id
  }

  /// What its checksum gives away no kernel hands over; and a datagram has none that could go on with it.
  private mutating func refuse(_ datagram: Datagram, _ id: PacketID, at tap: Tap, isHere: Bool) {
    events.record(isHere ? .wireDelivered(datagram) : .wireSent(datagram), at: now, node: tap.node, packet: id)
    let drop = RuleReport.broken(rule: nil, tap, reason: "bad-checksum", detail: "of the datagram")
    events.record(.reported(drop), at: now, node: tap.node, packet: id, place: .dropped)
  }

  private mutating func revoke(resource: String, client: String, gateway: String) throws(LabError) -> ActionResult {
    let (resourceID, clientID) = (try self.resource(resource), try clientID(client))
    let gatewayID = try self.gatewayID(gateway)
    let grants = try self.gateway(gateway).access.clients[clientID]?.grants
    world.drivePortal(.operate(.rejectAccess(gatewayID, clientID, resourceID)), into: &events)
    guard let grants, grants[resourceID] != nil else {
      return .warning(.notAuthorized(resource: resource, client: client, gateway: gateway))
    }
    return grants.count == 1
      ? .warning(.lastAuthorization(resource: resource, client: client, gateway: gateway)) : .done
  }

  private mutating func set(_ name: String, on node: String, to on: Bool) throws(LabError) -> ActionResult {
    _ = try machine(node)
    guard let flag = FeatureFlag(rawValue: name.replacing("_", with: "-")) else {
      throw .unknown(.flag, name: name, known: names(of: .flag))
    }
    events.record(.flag(name: flag.rawValue, on: on), at: now, node: node)
    world.drive(node, .setFlag(flag, on), into: &events)
    return .done
  }

  private mutating func set(quirk name: String, on node: String, to on: Bool) throws(LabError) -> ActionResult {
    if let quirk = PortalQuirk(rawValue: name) {
      guard quirk.isOfChannel != (node == world.portal.name) else {
        throw .invalid(
          what: "`\(name)` at \(node)",
          reason: quirk.isOfChannel ? "it is a client's or gateway's" : "it is the portal's")
      }
      if quirk.isOfChannel {
        _ = try machine(node)
        events.record(.reported(QuirkReport(name: name, on: on)), at: now, node: node)
        world.drive(node, .setChannelQuirk(quirk, on), into: &events)
        return .done
      }
      events.record(.reported(QuirkReport(name: name, on: on)), at: now, node: node)
      try operate(.setQuirk(quirk, on))
      return .done
    }
    _ = try machine(node)
    guard let quirk = AccessQuirk(rawValue: name) else {
      throw .unknown(.quirk, name: name, known: names(of: .quirk))
    }
    events.record(.reported(QuirkReport(name: quirk.rawValue, on: on)), at: now, node: node)
    world.drive(node, .setQuirk(quirk, on), into: &events)
    return .done
  }

  /// - Parameter shape: nil for what the lab says of the link.
  private mutating func apply(_ shape: LinkShape?, to link: String) throws(LabError) -> ActionResult {
    guard world.links[link] != nil else { throw .unknown(.link, name: link, known: names(of: .link)) }
    world.links.update(link) { if let shape { $0.apply(shape) } else { $0.restore() } }
    events.record(.fault(link: link, change: shape?.words ?? "none"), at: now, node: link)
    return .done
  }
}
