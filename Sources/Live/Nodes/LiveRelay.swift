import Access
import Base
import Lab
import Portal
import Traversal
import Wire

/// A relay as a process: the lab's machine on real sockets, one of each family to listen at, and one for each relayed
/// address.
package final class LiveRelay {
  private var server: RelayServer
  private var channel: Channel<ToRelay, FromRelay>
  private var dates: ClockWatch
  private let poller: Poller
  private var sockets: RelaySockets
  /// Where it is reached from the internet.
  private let addresses: [IPAddress]
  private let portal: (any PortalTransport)?
  private let intake = DatagramIntake()
  private let outlet = DatagramOutlet()
  private let bell: Bell
  private let desk: ControlDesk?
  private let observe: (LiveEvent, Instant) -> Void
  private var isOver = false
  private var nextPacket: UInt32 = 1

  package var clock: LiveClock { dates.clock }

  private static let portalToken = Poller.Token(1)
  private static let bellToken = Poller.Token(2)
  /// Beyond what sockets are numbered with.
  private static let deskToken = Poller.Token(.max)

  /// - Parameters:
  ///   - secret: what the portal, or whoever makes credentials, has to know.
  ///   - portal: without one the relay serves whoever has credentials, and is known to nobody.
  package init(
    _ policy: RelayPolicy, secret: StampSecret, portal: (any PortalTransport)?, bell: Bell,
    desk: ControlDesk? = nil, pace: Pace = .real, observe: @escaping (LiveEvent, Instant) -> Void = { _, _ in }
  ) throws(SystemError) {
    var policy = policy
    policy.confirmsSockets = true
    let clock = LiveClock(pace)
    dates = ClockWatch(clock)
    poller = try Poller()
    sockets = try RelaySockets(policy, poller)
    addresses = policy.addresses.flatMap { lent in [IPFamily.v4, .v6].compactMap { lent[$0] } }
    (self.portal, self.bell, self.desk, self.observe) = (portal, bell, desk, observe)
    let chance = try Chance.drawnFromKernel()
    server = RelayServer(policy, secret: secret, chance: chance.stream("server"), wall: clock.wall)
    channel = Channel(
      chance: chance.stream("channel"), login: .relayJoin(stampSecret: secret.revealed),
      patience: ChannelConstants.servantsPatience)
    try poller.watch(bell.descriptor, Self.bellToken)
    if let portal { try poller.watch(portal.signal, Self.portalToken) }
    if let desk { try poller.watch(desk.bell.descriptor, Self.deskToken) }
  }

  /// Runs until its bell rings: a relay takes leave of nobody.
  package func run() throws(SystemError) {
    if portal != nil { drive(.connect, at: clock.now) }
    while !isOver { try turn() }
    portal?.close()
  }

  private func turn() throws(SystemError) {
    let deadline = Instant.earlier(server.timers.next, channel.timers.next)
    // What a full queue keeps back is tried again soon; meanwhile what comes in is served, as far as there is room.
    let span = outlet.isEmpty ? deadline.map { clock.wait(until: $0) } : .milliseconds(1)
    let ready = try poller.wait(for: span)
    let now = clock.now
    if let span = dates.look() {
      observe(.clockSet(by: span), now)
      run(at: now) { [wall = dates.wall] in $0.handle(.clockSet(wall), at: now, into: &$1) }
    }
    for one in ready { serve(one, at: now) }
    if let due = server.timers.next, due <= now { run(at: now) { $0.wake(at: now, into: &$1) } }
    if let due = channel.timers.next, due <= now { driveChannel(at: now) { $0.wake(at: now, into: &$1) } }
    flush(at: now)
  }

  private func serve(_ ready: Poller.Ready, at now: Instant) {
    switch ready.token {
    case Self.bellToken: isOver = true
    case Self.deskToken: for asked in desk?.takeAll() ?? [] { asked.answer(answer(asked.wish, at: now)) }
    case Self.portalToken: for link in portal?.takeEvents() ?? [] { hear(link, at: now) }
    default:
      guard let socket = sockets[ready.token] else { return }
      _ = intake.take(from: socket.socket) { arrival in
        let id = PacketID(nextPacket)
        nextPacket &+= 1
        observe(.began(.nobody), now)
        run(at: now) {
          $0.handle(.datagram(arrival.bytes, from: arrival.from, to: socket.endpoint, id), at: now, into: &$1)
        }
      }
    }
  }

  /// Does what the relay wants, and what it wants because of that.
  private func run(at now: Instant, _ body: (inout RelayServer, inout Outbox<RelayServer.Output>) -> Void) {
    var out = Outbox<RelayServer.Output>(nextPacket: nextPacket)
    body(&server, &out)
    var at = 0
    while at < out.outputs.count {
      let output = out.outputs[at]
      at += 1
      switch output {
      case .send(let datagram): send(datagram, at: now)
      case .open(let endpoint):
        server.handle(sockets.open(endpoint, poller) ? .opened(endpoint) : .occupied(endpoint), at: now, into: &out)
      case .close(let endpoint):
        // What still waits to be sent from it goes first.
        flush(at: now)
        sockets.close(endpoint, poller)
      case .event(let event): observe(.relay(event), now)
      }
    }
    nextPacket = out.nextPacket
  }

  private func send(_ datagram: Transmission, at now: Instant) {
    let (from, to) = (datagram.source, datagram.destination)
    guard let socket = sockets.socket(at: from) else { return observe(.dropped(.noSocket(to: to)), now) }
    // The socket is bound to where it sends from, or stands behind somebody's translation.
    let unspecified = Endpoint(sockets.unspecified(to.address.family), from.port)
    func put() -> Bool {
      outlet.put(datagram.payload, from: unspecified, to: to, mayFragment: datagram.mayFragment, by: socket)
    }
    if put() { return }
    flush(at: now)
    if !put() { observe(.dropped(.notSent(to: to, code: RelaySockets.wouldBlock, count: 1)), now) }
  }

  private func flush(at now: Instant) {
    outlet.flush { observe(.dropped(.notSent(to: $0.destination, code: $0.code, count: $0.datagrams)), now) }
  }
}

// The relay's own connection to the portal.
extension LiveRelay {
  private func hear(_ link: PortalLink, at now: Instant) {
    switch link {
    case .opened: drive(.opened, at: now)
    case .refused(let status): drive(.upgradeRefused(status: status), at: now)
    case .closed(let reason): drive(.closed(reason: reason), at: now)
    case .text(let text): drive(.text(text), at: now)
    }
  }

  private func drive(_ input: Channel<ToRelay, FromRelay>.Input, at now: Instant) {
    driveChannel(at: now) { $0.handle(input, at: now, into: &$1) }
  }

  private func driveChannel(
    at now: Instant,
    _ body: (inout Channel<ToRelay, FromRelay>, inout Outbox<Channel<ToRelay, FromRelay>.Output>) -> Void
  ) {
    var out = Outbox<Channel<ToRelay, FromRelay>.Output>()
    body(&channel, &out)
    for output in out.outputs {
      switch output {
      case .open: portal?.open(as: nil)
      case .close: portal?.close()
      case .text(let text): portal?.send(text)
      case .joined: observe(.portal(.joined), now)
      case .lost(let loss, _): observe(.portal(.lost(loss)), now)
      case .refused(let reason):
        observe(.portal(.refused(reason: reason)), now)
        // Nobody is told of this relay any more: whoever supervises the process starts another.
        isOver = true
      case .ignored(let why): observe(.portal(.ignored(why)), now)
      case .received, .sent: break
      }
    }
  }
}

// What the shell asks of it.
extension LiveRelay {
  private func answer(_ wish: ControlWish, at now: Instant) -> ControlAnswer {
    do throws(LabError) {
      switch wish {
      case .state(let path): return .state(try parts.state(at: path[...]))
      case .names: return .names([])
      case .listen, .sync: return .done
      default: throw .notSupported(what: "this with a relay", reason: "it carries datagrams, and decides nothing")
      }
    } catch {
      return .refused(ControlRefusal(error))
    }
  }

  private var parts: [StatePart] {
    let (life, isJoined, addresses) = (isOver ? "stopped" : "running", channel.phase == .joined, addresses)
    return [
      StatePart("kind", text: "relay"), StatePart("life", text: life),
      StatePart("addresses", fact: .addresses(addresses)),
      StatePart("portal", text: isJoined ? "connected" : "disconnected"),
    ]
  }
}
