import Access
import Base
import Lab
import Portal
import Wire

/// The portal, and the WebSocket connections to it.
struct PortalNode: Sendable {
  let name: String
  var plane: ControlPlane
  var armed: Instant?
  /// The node at the far end of each socket.
  var nodes = SortedTable<SocketID, String>()
  var nextSocket: UInt32 = 1
  /// A portal that does not run accepts no socket; what it keeps it keeps in its database.
  var isRunning = true
}

/// A node's end of its portal connection.
struct PortalSocket: Sendable {
  var id: SocketID?
  /// When the last frame of each direction arrives: a stream keeps its order.
  var lastToPortal = Instant.zero
  var lastToNode = Instant.zero
}

/// WebSocket connections are streams: in order, and what a link loses is sent again after a timeout.
enum StreamDelivery {
  /// RFC 6298 §2.4 asks for 1 s, Linux and most others use 200 ms as the least retransmission timeout.
  static let retransmissionTimeout: Duration = .milliseconds(200)
  /// Doubled until it is a minute: nine times, and a second more for the way.
  static let longestDelay: Duration = .seconds(104)
  /// TCP's handshake and the HTTP upgrade: two round trips less the last half, which is the answer's.
  static let handshakeLegs = 3
}

extension World {
  mutating func obey(_ wish: PortalWish, of node: String, into trace: inout Trace) {
    switch wish {
    case .open:
      let id = SocketID(portal.nextSocket)
      portal.nextSocket += 1
      // What the old stream still repeats keeps nothing back on the new one.
      update(socketOf: node) { $0 = PortalSocket(id: id) }
      guard passes(stream: id, of: node, .syn, into: &trace) else { return }
      travel(
        .socketRequested(node: node, id), between: node,
        at: now + streamLatency(node) * StreamDelivery.handshakeLegs, trace)
    case .close:
      guard let id = socket(of: node)?.id else { return }
      update(socketOf: node) { $0.id = nil }
      guard passes(stream: id, of: node, [.fin, .ack], into: &trace) else { return }
      travel(.socketClosed(node: portal.name, id), between: node, at: now + streamLatency(node), trace)
    case .text(let text):
      guard let socket = socket(of: node), let id = socket.id else { return }
      let message = describe(text, from: node, to: portal.name)
      trace.record(.portalSent(message), at: now, node: node)
      guard let message = touched(message, id, out: true, at: node, into: &trace) else { return }
      guard passes(stream: id, of: node, .ack, into: &trace) else { return }
      let at = max(now + streamDelay(node), socket.lastToPortal)
      update(socketOf: node) { $0.lastToPortal = at }
      travel(.frame(message, id), between: node, at: at, trace)
    }
  }

  /// A message at a node, as the operator's hand leaves it; rules are for the portal's end.
  private func touched(
    _ message: Lab.PortalMessage, _ id: SocketID, out: Bool, at node: String, into trace: inout Trace
  ) -> Lab.PortalMessage? {
    guard !rules.byHand.isEmpty else { return message }
    return touched(Passing(tap: Tap(node, .ws), out: out, load: .message(message, id), id: .none), into: &trace)?
      .message
  }

  mutating func obey(_ output: ControlPlane.Output, into trace: inout Trace) {
    switch output {
    case .text(let id, let text):
      guard let node = portal.nodes[id], socket(of: node) != nil else { return }
      let message = describe(text, from: portal.name, to: node)
      pass(Passing(tap: Tap(portal.name, .ws), out: true, load: .message(message, id), id: .none), into: &trace)
    case .close(let id):
      guard let node = portal.nodes[id] else { return }
      travel(.socketClosed(node: node, id), between: node, at: now + streamLatency(node), trace)
    case .event(let event):
      if case .authorizationEnded(let row) = event { watch.beliefs.expectEnd(of: row.access, at: now) }
      guard let report = PortalReport(event, names) else { return }
      trace.record(.reported(report), at: now, node: portal.name)
    }
  }

  mutating func drivePortal(_ input: ControlPlane.Input, into trace: inout Trace) {
    let outputs = outputs { $0.portal.plane.handle(input, at: $0.now, into: &$1) }
    for output in outputs { obey(output, into: &trace) }
    portal.armed = arm(portal.name, portal.armed, next: portal.plane.timers.next, trace)
  }

  mutating func wakePortal(into trace: inout Trace) {
    guard portal.armed.comes(at: now) else { return }
    let outputs = outputs { $0.portal.plane.wake(at: $0.now, into: &$1) }
    for output in outputs { obey(output, into: &trace) }
    portal.armed = arm(portal.name, portal.armed, next: portal.plane.timers.next, trace)
  }

  mutating func deliver(_ message: Lab.PortalMessage, on id: SocketID, into trace: inout Trace) {
    if message.to == portal.name {
      pass(Passing(tap: Tap(portal.name, .ws), out: false, load: .message(message, id), id: .none), into: &trace)
    } else {
      // What was on its way when the socket closed arrives nowhere.
      guard socket(of: message.to)?.id == id else { return }
      if let waking = waking(of: message.to) { return schedule(.frame(message, id), at: waking, trace) }
      trace.record(.portalReceived(message), at: now, node: message.to)
      guard let message = touched(message, id, out: false, at: message.to, into: &trace) else { return }
      tell(message.to, .text(message.text), into: &trace)
    }
  }

  /// From the portal to a node, in the stream's order.
  mutating func cross(stream message: Lab.PortalMessage, _ id: SocketID, into trace: inout Trace) {
    let node = message.to
    guard let socket = socket(of: node), passes(stream: id, of: node, .ack, into: &trace) else { return }
    let at = max(now + streamDelay(node), socket.lastToNode)
    update(socketOf: node) { $0.lastToNode = at }
    travel(.frame(message, id), between: node, at: at, trace)
  }

  mutating func acceptSocket(of node: String, _ id: SocketID, into trace: inout Trace) {
    guard socket(of: node)?.id == id, let login = login(of: node) else { return }
    guard portal.isRunning else {
      return travel(.socketClosed(node: node, id), between: node, at: now + streamLatency(node), trace)
    }
    portal.nodes[id] = node
    let outputs = outputs { $0.portal.plane.handle(.opened(id, login), at: $0.now, into: &$1) }
    let refusal = outputs.lazy.compactMap { $0.loginRefusal(of: id) }.first
    // Who is not let in has no socket: the upgrade itself is answered.
    if refusal != nil { portal.nodes[id] = nil }
    let answer = refusal.map { Arrival.socketRefused(node: node, id, status: $0.status) }
    travel(answer ?? .socketOpened(node: node, id), between: node, at: now + streamLatency(node), trace)
    for output in outputs { obey(output, into: &trace) }
    portal.armed = arm(portal.name, portal.armed, next: portal.plane.timers.next, trace)
  }

  mutating func refuseSocket(of node: String, _ id: SocketID, status: Int, into trace: inout Trace) {
    guard socket(of: node)?.id == id else { return }
    if let waking = waking(of: node) {
      return schedule(.socketRefused(node: node, id, status: status), at: waking, trace)
    }
    update(socketOf: node) { $0.id = nil }
    tell(node, .refused(status: status), into: &trace)
  }

  mutating func openSocket(of node: String, _ id: SocketID, into trace: inout Trace) {
    guard socket(of: node)?.id == id else { return }
    if let waking = waking(of: node) { return schedule(.socketOpened(node: node, id), at: waking, trace) }
    tell(node, .opened, into: &trace)
  }

  mutating func closeSocket(of node: String, _ id: SocketID, into trace: inout Trace) {
    if node == portal.name {
      portal.nodes[id] = nil
      drivePortal(.closed(id), into: &trace)
    } else if socket(of: node)?.id == id {
      if let waking = waking(of: node) { return schedule(.socketClosed(node: node, id), at: waking, trace) }
      update(socketOf: node) { $0.id = nil }
      tell(node, .closed(reason: "closed by the portal"), into: &trace)
    }
  }

  /// When a suspended machine goes on: its system takes in nothing before.
  private func waking(of node: String) -> Instant? {
    if case .asleep(let until)? = life(of: node) { until } else { nil }
  }

  /// What became of a node's socket.
  private mutating func tell(_ node: String, _ link: PortalLink, into trace: inout Trace) {
    if relays.contains(node) {
      drive(relay: node, .portal(link), into: &trace)
    } else {
      drive(node, .portal(link), into: &trace)
    }
  }

  func socket(of node: String) -> PortalSocket? {
    clients[node]?.socket ?? gateways[node]?.socket ?? relays[node]?.socket
  }

  private mutating func update(socketOf node: String, _ body: (inout PortalSocket) -> Void) {
    if clients.update(node, { body(&$0.socket) }) != nil { return }
    if gateways.update(node, { body(&$0.socket) }) == nil { relays.update(node) { body(&$0.socket) } }
  }

  private func login(of node: String) -> Login? {
    if let client = clients[node], let id = client.id { return .client(id, client.access.publicKey, origin(of: node)) }
    if let gateway = gateways[node], let id = gateway.id {
      return .gateway(id, gateway.access.publicKey, origin(of: node))
    }
    if let relay = relays[node] { return .relay(relay.id, origin(of: node)) }
    return nil
  }

  /// What the portal sees of a node: its first address.
  private func origin(of node: String) -> Origin {
    let client = topology.clients.first { $0.node.name == node }
    let machine = client?.node ?? topology.machine(node)
    let sockets = clients[node]?.access.local.sockets ?? gateways[node]?.access.local.sockets ?? []
    let remote = origin(of: node, socket(of: node)?.id) ?? sockets.first?.address ?? relays[node]?.addresses.first
    return Origin(
      remoteIP: remote, region: client?.region, location: machine?.location, version: machine?.version)
  }

  func streamLatency(_ node: String) -> Duration {
    (links[node]?.latency ?? .zero) + (links[portal.name]?.latency ?? .zero)
  }

  private mutating func streamDelay(_ node: String) -> Duration {
    var delay = streamLatency(node)
    for end in [node, portal.name] { delay += links.update(end) { $0.wait() } ?? .zero }
    var timeout = StreamDelivery.retransmissionTimeout
    for end in [node, portal.name] {
      while links.update(end, { $0.loses() }) == true, timeout < .seconds(60) {
        delay += timeout
        timeout = timeout * 2
      }
    }
    return delay
  }

  /// Reads a frame for the trace: whoever sent it, its own machine wrote it.
  func describe(_ text: String, from: String, to: String) -> Lab.PortalMessage {
    let (name, fields) = from == portal.name ? contents(text, to: to) : contents(text, from: from)
    return Lab.PortalMessage(
      message: name, from: from, to: to, fields: fields.map { Field($0.name, names.fact($0.value)) }, text: text)
  }

  private func contents(_ text: String, from node: String) -> (String, [MessageField]) {
    if clients.contains(node) { return Lab.PortalMessage.contents(text, FromClient.self) }
    return relays.contains(node)
      ? Lab.PortalMessage.contents(text, FromRelay.self) : Lab.PortalMessage.contents(text, FromGateway.self)
  }

  private func contents(_ text: String, to node: String) -> (String, [MessageField]) {
    if clients.contains(node) { return Lab.PortalMessage.contents(text, ToClient.self) }
    return relays.contains(node)
      ? Lab.PortalMessage.contents(text, ToRelay.self) : Lab.PortalMessage.contents(text, ToGateway.self)
  }
}

extension ControlPlane.Output {
  /// Why whoever stood at the door of this socket was not let in.
  fileprivate func loginRefusal(of socket: SocketID) -> LoginRefusal? {
    if case .event(.loginRefused(socket, _, let refusal)) = self { refusal } else { nil }
  }
}
