import Access
import Base
import Glibc
import Lab
import Portal
import Traversal
import Wire

/// A relay as a process: the lab's machine on real sockets, one of each family to listen at, and one for each relayed
/// address.
package final class LiveRelay {
  private(set) var machine: AccessRelay
  var out = Outbox<AccessRelay.Output>(nextPacket: 1)
  /// The outbox that was obeyed last; its room is used again.
  private var obeyed = Outbox<AccessRelay.Output>()
  private(set) var dates: ClockWatch
  private let poller: Poller
  private(set) var sockets: RelaySockets
  private let portal: (any PortalTransport)?
  private let intake = DatagramIntake()
  private let outlet = DatagramOutlet()
  private let bell: Bell
  private let desk: ControlDesk?
  let witness: NodeWitness
  private(set) var isOver = false

  package var clock: LiveClock { dates.clock }

  private static let portalToken = Poller.Token(1)
  private static let bellToken = Poller.Token(2)
  /// Beyond what sockets are numbered with.
  private static let deskToken = Poller.Token(.max)

  /// - Parameters:
  ///   - portal: without one the relay serves whoever has credentials, and is known to nobody.
  ///   - recording: where what the machine is told is written.
  package init(
    _ settings: RelaySettings, portal: (any PortalTransport)?, bell: Bell, desk: ControlDesk? = nil,
    recording: RecordingFile? = nil, observe: @escaping (LiveEvent, Instant) -> Void = { _, _ in }
  ) throws(SystemError) {
    var policy = settings.policy
    policy.confirmsSockets = true
    let clock = LiveClock(settings.pace)
    dates = ClockWatch(clock)
    poller = try Poller()
    sockets = try RelaySockets(policy, poller)
    (self.portal, self.bell, self.desk) = (portal, bell, desk)
    let local = LocalRelay(
      policy, secret: settings.secret, wall: clock.wall, chance: try .drawnFromKernel(),
      patience: ChannelConstants.servantsPatience)
    machine = AccessRelay(local)
    let birth = BundleBirth(name: settings.name, program: settings.program, local)
    witness = NodeWitness(recording.map { NodeRecorder($0, birth, at: .zero) }, observe)
    try poller.watch(bell.descriptor, Self.bellToken)
    if let portal { try poller.watch(portal.signal, Self.portalToken) }
    if let desk { try poller.watch(desk.bell.descriptor, Self.deskToken) }
  }

  /// Runs until its bell rings: a relay takes leave of nobody.
  package func run() throws(SystemError) {
    if portal != nil { tell(.start, at: clock.now) }
    obey(at: clock.now)
    while !isOver { try turn() }
    portal?.close()
    witness.recorder?.finish("the node ended", at: clock.now)
  }

  private func turn() throws(SystemError) {
    let deadline = Instant.earlier(machine.nextDeadline, witness.recorder?.due)
    // What a full queue keeps back is tried again soon; meanwhile what comes in is served, as far as there is room.
    let span = outlet.isEmpty ? deadline.map { clock.wait(until: $0) } : .milliseconds(1)
    let ready = try poller.wait(for: span)
    let now = clock.now
    if let span = dates.look() {
      observe(.clockSet(by: span), now)
      tell(.clockSet(dates.wall), at: now)
      obey(at: now)
    }
    for one in ready { serve(one, at: now) }
    if let due = machine.nextDeadline, due <= now {
      observe(.began(.nobody), now)
      wake(at: now)
      obey(at: now)
    }
    flush(at: now)
    witness.settle(at: now)
  }

  private func serve(_ ready: Poller.Ready, at now: Instant) {
    switch ready.token {
    case Self.bellToken: isOver = true
    case Self.deskToken: for asked in desk?.takeAll() ?? [] { obey(asked, at: now) }
    case Self.portalToken: for link in portal?.takeEvents() ?? [] { hear(link, at: now) }
    default:
      guard let socket = sockets[ready.token] else { return }
      _ = intake.take(from: socket.socket) { take($0.bytes, from: $0.from, to: socket.endpoint, at: now) }
    }
  }

  private func hear(_ link: PortalLink, at now: Instant) {
    observe(.began(.nobody), now)
    if case .text(let text) = link { observe(.message(text, sent: false), now) }
    tell(.portal(link), at: now)
    obey(at: now)
  }

  /// A datagram that arrived.
  ///
  /// - Returns: its number.
  @discardableResult
  func take(
    _ bytes: [UInt8], from source: Endpoint, to destination: Endpoint, by origin: ControlOrigin = .nobody,
    at now: Instant
  ) -> PacketID {
    let id = out.mint()
    observe(.began(origin), now)
    if isWatched {
      observe(.arrived(Datagram(source: source, destination: destination, payload: bytes, from: "", to: ""), id), now)
    }
    tell(.datagram(bytes, from: source, to: destination, id), at: now)
    obey(at: now)
    return id
  }

  /// Somebody wants to know of every datagram.
  private var isWatched: Bool { desk?.journal.wantsPackets == true }

  // MARK: What the machine wants

  /// Does it, in its order, and what it wants because of that.
  func obey(at now: Instant) {
    while !out.outputs.isEmpty {
      out.exchange(with: &obeyed)
      obeyed.drain { obey($0, at: now) }
    }
    witness.recorder?.check(at: now)
  }

  private func obey(_ output: AccessRelay.Output, at now: Instant) {
    if let recorder = witness.recorder, let deed = output.deed { recorder.note(deed) }
    switch output {
    case .portal(let wish): obey(wish, at: now)
    case .datagram(let datagram): send(datagram, at: now)
    case .open(let endpoint): tell(sockets.open(endpoint, poller) ? .opened(endpoint) : .occupied(endpoint), at: now)
    case .close(let endpoint):
      // What still waits to be sent from it goes first.
      flush(at: now)
      sockets.close(endpoint, poller)
    case .event(let event): observe(.relay(event), now)
    case .channel(let fact):
      observe(.portal(fact), now)
      // Nobody is told of this relay any more: whoever supervises the process starts another.
      if case .refused = fact { isOver = true }
    }
  }

  private func obey(_ wish: PortalWish, at now: Instant) {
    switch wish {
    case .open: portal?.open(as: nil)
    case .close: portal?.close()
    case .text(let text):
      observe(.message(text, sent: true), now)
      portal?.send(text)
    }
  }

  func send(_ datagram: Transmission, at now: Instant) {
    let (from, to) = (datagram.source, datagram.destination)
    if isWatched {
      let seen = Datagram(source: from, destination: to, payload: datagram.payload, from: "", to: "")
      observe(.departed(seen, datagram.packet), now)
    }
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

// What it is told, and what it tells.
extension LiveRelay {
  func observe(_ event: LiveEvent, _ now: Instant) { witness.observe(event, now) }

  private func tell(_ input: AccessRelay.Input, at now: Instant) {
    witness.recorder?.note(input.call, at: now, nextPacket: out.nextPacket)
    machine.handle(input, at: now, into: &out)
  }

  private func wake(at now: Instant) {
    witness.recorder?.note(.wake, at: now, nextPacket: out.nextPacket)
    machine.wake(at: now, into: &out)
  }
}

/// What whoever starts a relay decides.
package struct RelaySettings: Sendable {
  package var policy: RelayPolicy
  /// What the portal, or whoever makes credentials, has to know.
  package var secret: StampSecret
  /// What a recording calls the node, and the program that it is.
  package var name = "relay"
  package var program = "fzsh"
  package var pace = Pace.real

  package init(_ policy: RelayPolicy, secret: StampSecret) { (self.policy, self.secret) = (policy, secret) }
}
