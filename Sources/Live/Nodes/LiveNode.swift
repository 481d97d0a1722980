import Access
import Base
import Cipher
import Lab
import Portal
import Wire
import WireGuard

/// A client or gateway as a process: the lab's machine between real sockets and a real tunnel device.
///
/// One thread runs it; everything it waits for is a descriptor or a deadline of the machine. What one turn of the loop
/// takes in is bounded, and nothing is taken in while what is to be sent waits.
package final class LiveNode<Machine: NodeMachine> {
  var machine: Machine
  var out = Outbox<AccessOutput>(nextPacket: 1)
  /// The outbox that was obeyed last; its room is used again.
  var obeyed = Outbox<AccessOutput>()
  var dates: ClockWatch
  let poller: Poller
  var sockets: NodeSockets
  let tunnel: TunnelInterface
  let portal: any PortalTransport
  let names: NodeNames
  let surroundings: Surroundings
  package let control: NodeControl<Machine>
  let witness: NodeWitness
  private var life = Life.running

  package var clock: LiveClock { dates.clock }
  var intake: DatagramIntake { sockets.intake }
  var outlet: DatagramOutlet { sockets.outlet }

  private enum Life { case running, blocked, over }

  /// Opens what it needs; `run` begins.
  ///
  /// - Parameters:
  ///   - recording: where what the machine is told is written.
  ///   - observe: told of what happens, on the node's thread.
  package init(
    _ settings: NodeSettings, portal: any PortalTransport, control: NodeControl<Machine>,
    recording: RecordingFile? = nil, observe: @escaping (LiveEvent, Instant) -> Void = { _, _ in }
  ) throws(SystemError) {
    let clock = LiveClock(settings.pace)
    dates = ClockWatch(clock)
    poller = try Poller()
    tunnel = try TunnelInterface(named: settings.interface)
    sockets = try NodeSockets(port: settings.port, mark: .nodes)
    names = try NodeNames(poller)
    surroundings = try Surroundings(settings.nameControl, interface: tunnel.device.name)
    (self.portal, self.control) = (portal, control)
    var chance = try Chance.drawnFromKernel()
    let local = LocalNode(
      keys: StaticKeys(PrivateKey(drawnFrom: &chance)), sockets: sockets.endpoints, wall: clock.wall,
      chance: chance.stream("access"))
    machine = Machine(local, flags: settings.flags)
    let birth = BundleBirth(
      Machine.role, name: settings.name, program: settings.program, local, flags: settings.flags,
      addresses: LocalAddresses.all())
    witness = NodeWitness(recording.map { NodeRecorder($0, birth, at: .zero) }, observe)
    for wish in Machine.wishes(usesInternet: settings.usesInternet) { tell(wish, at: clock.now) }
    for (token, descriptor) in sources { try poller.watch(descriptor, token.token) }
  }

  var desk: ControlDesk? { control.desk }

  private var sources: [(NodeSource, Descriptor)] {
    var sources: [(NodeSource, Descriptor)] = [
      (.tunnel, tunnel.device.descriptor), (.portal, portal.signal), (.control, control.bell.descriptor),
      (.roads, surroundings.roads.descriptor),
    ]
    if let desk { sources.append((.desk, desk.bell.descriptor)) }
    return sources + sockets.bySource.map { ($0, $1.descriptor) }
  }

  /// Runs until it is told to stop, or the kernel fails it.
  package func run() throws(SystemError) {
    // The compiler makes the loop anew for a machine that it is told by name; a loop for whatever comes looks up types and
    // goes through tables for every packet.
    if let client = self as? LiveNode<AccessClient> { return try client.live() }
    if let gateway = self as? LiveNode<AccessGateway> { return try gateway.live() }
    try live()
  }

  private func live() throws(SystemError) {
    defer {
      surroundings.names.restore()
      tunnel.close()
    }
    let now = clock.now
    tell(.systemResolvers(surroundings.names.servers), at: now)
    tell(.start, at: now)
    obey(at: now)
    flush(at: now)
    while life != .over { try turn() }
    leave()
    witness.recorder?.finish("the node ended", at: clock.now)
  }

  private func turn() throws(SystemError) {
    let deadline = Instant.earlier(
      Instant.earlier(surroundings.nextDeadline, witness.recorder?.due),
      Instant.earlier(Self.due(&machine), names.nextDeadline))
    let ready = try poller.wait(for: deadline.map { clock.wait(until: $0) })
    let now = clock.now
    watchClock(at: now)
    for one in ready { serve(one, at: now) }
    for answer in names.takeOverdue(at: now) { hear(answer, at: now) }
    lookAround(at: now)
    if let due = Self.due(&machine), due <= now {
      observe(.began(.nobody), now)
      wake(at: now)
    }
    obey(at: now)
    flush(at: now)
    witness.settle(at: now)
  }

  /// When the machine is to be woken. It is looked at where it stands: who reads it from here is given a copy of all of it.
  private static func due(_ machine: inout Machine) -> Instant? { machine.timers.next }

  private func serve(_ ready: Poller.Ready, at now: Instant) {
    switch NodeSource(rawValue: ready.token.number) {
    // What is written to again is flushed at the end of every turn.
    case .v4: if ready.canRead { receive(from: sockets.v4, at: now) }
    case .v6: if ready.canRead { receive(from: sockets.v6, at: now) }
    case .tunnel: readTunnel(at: now)
    case .portal: for link in portal.takeEvents() { hear(link, at: now) }
    case .control: obeyControl(at: now)
    case .roads: surroundings.roads.hear(at: now)
    case .desk: for asked in desk?.takeAll() ?? [] { obey(asked, at: now) }
    case nil: if let answer = names.serve(ready) { hear(answer, at: now) }
    }
    obey(at: now)
  }

  private func obeyControl(at now: Instant) {
    let (inputs, isStopping) = control.takeInputs()
    for input in inputs { tell(input, at: now) }
    if control.takeRoaming() { roam(at: now) }
    if isStopping { life = .over }
  }

  private func hear(_ link: PortalLink, at now: Instant) {
    observe(.began(.nobody), now)
    if case .text(let text) = link { observe(.message(text, sent: false), now) }
    tell(.portal(link), at: now)
    // What follows from one message is told before the next.
    obey(at: now)
  }

  private func hear(_ answer: NodeNames.Answer, at now: Instant) {
    switch answer {
    case .upstream(let id, let answer, let packet):
      if let packet { tell(ofNames: packet, out: false, at: now) }
      tell(.answered(id, answer), at: now)
    case .system(let answers):
      for (id, answer) in answers {
        if let input = Machine.resolved(id, answer) { tell(input, at: now) }
      }
    }
  }

  /// Sends what waits. What the kernel does not take now keeps the node from taking in more.
  private func flush(at now: Instant) {
    flushTunnel(at: now)
    flushOutlet(at: now)
    guard life != .over, (life == .blocked) != (outlet.blocked != nil) else { return }
    life = outlet.blocked == nil ? .running : .blocked
    for (source, socket) in sockets.bySource {
      let interest: Poller.Interest = socket === outlet.blocked ? .write : life == .blocked ? [] : .read
      poller.change(socket.descriptor, source.token, to: interest)
    }
    poller.change(tunnel.device.descriptor, NodeSource.tunnel.token, to: life == .blocked ? [] : .read)
  }
}

/// What the loop of a node waits for; the descriptors of questions have numbers above.
enum NodeSource: UInt64 {
  case v4 = 0
  case v6, tunnel, portal, control, desk, roads

  var token: Poller.Token { Poller.Token(rawValue) }
}
