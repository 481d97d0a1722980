import Access
import Base
import Glibc
import Lab
import Wire

// What goes through a live node.

/// One turn takes no more than so many packets, some of them large, out of the tunnel device: sockets and timers have
/// their turn.
private let readsATurn = 64
/// One turn takes no more than so many calls' worth of datagrams from one socket.
private let intakesATurn = 2

extension LiveNode {
  func receive(from socket: UDPSocket?, at now: Instant) {
    guard let socket else { return }
    for _ in 0..<intakesATurn {
      let isMore = intake.take(from: socket) { arrival in
        let id = out.mint()
        if isWatched { observe(.arrived(Datagram(arrival), id), now) }
        tell(.datagram(arrival.bytes, from: arrival.from, to: arrival.to, id, ecn: arrival.ecn), at: now)
        // One after the other: what follows from each can be told apart.
        if isWatched { obey(at: now) }
      }
      obey(at: now)
      guard isMore, outlet.blocked == nil else { return }
    }
  }

  func readTunnel(at now: Instant) {
    for _ in 0..<readsATurn {
      let taken = tunnel.device.take { bytes in
        do throws(MalformedPacket) {
          take(try IPPacket(bytes), at: now)
        } catch {
          observe(.dropped(.notAPacket(error)), now)
        }
      }
      if taken == .garbage { observe(.dropped(.notFromADevice), now) }
      guard taken != .nothing else { return }
      obey(at: now)
      guard outlet.blocked == nil else { return }
    }
  }

  /// A packet that came out of the tunnel device, or from somebody who asked for it.
  ///
  /// - Returns: its number.
  @discardableResult
  func take(_ packet: IPPacket, by origin: ControlOrigin = .nobody, at now: Instant) -> PacketID {
    let id = out.mint()
    guard isWatched else {
      tell(.packet(packet, id), at: now)
      return id
    }
    observe(.began(origin), now)
    observe(.seen(packet, id, out: Machine.role == .client), now)
    tell(.packet(packet, id), at: now)
    obey(at: now)
    return id
  }

  /// What a client itself asks a name server beside its tunnel, and what it hears.
  func tell(ofNames packet: IPPacket, out isLeaving: Bool, at now: Instant) {
    guard isWatched, Machine.role == .client else { return }
    observe(.beside(packet, out.mint(), out: isLeaving), now)
  }

  /// Somebody wants to know of every packet.
  var isWatched: Bool { desk?.journal.wantsPackets == true }

  /// Does what the machine wants, in its order.
  func obey(at now: Instant) {
    while !out.outputs.isEmpty {
      out.exchange(with: &obeyed)
      obeyed.drain { obey($0, at: now) }
    }
    witness.recorder?.check(at: now)
  }

  private func obey(_ output: AccessOutput, at now: Instant) {
    if let recorder = witness.recorder, let deed = output.deed { recorder.note(deed) }
    switch output {
    case .datagram(let bytes, let from, let to, let id, let ecn):
      if isWatched { observe(.departed(Datagram(bytes, from: from, to: to, ecn), id), now) }
      send(bytes, from: from, to: to, ecn, at: now)
    case .deliver(let packet, let id):
      if isWatched { observe(.seen(packet, id, out: Machine.role == .gateway), now) }
      if desk?.claims.take(packet, id) == true { return }
      tunnel.device.put(packet, id) { observe(.dropped(.notDelivered($0, code: $1)), now) }
    case .portal(let wish):
      if case .text(let text) = wish { observe(.message(text, sent: true), now) }
      portal.obey(wish, as: machine.publicKey)
    case .interface(let configuration): configure(configuration, at: now)
    case .resolve(let lookup): names.resolve(lookup)
    case .ask(let query):
      let answer = names.ask(query, at: now) { tell(ofNames: $0, out: true, at: now) }
      if let answer { tell(.answered(query.id, answer), at: now) }
    case .secret(let secret): observe(.secret(secret), now)
    case .event(let event): observe(.access(event), now)
    }
  }

  private func send(_ bytes: [UInt8], from: Endpoint, to: Endpoint, _ ecn: ECN, at now: Instant) {
    guard let socket = sockets[to.address.family] else { return observe(.dropped(.noSocket(to: to)), now) }
    surroundings.roads.note(to)
    guard !outlet.put(bytes, from: from, to: to, ecn: ecn, by: socket) else { return }
    flushOutlet(at: now)
    if !outlet.put(bytes, from: from, to: to, ecn: ecn, by: socket) {
      observe(.dropped(.notSent(to: to, code: EAGAIN, count: 1)), now)
    }
  }

  private func configure(_ configuration: TunConfiguration, at now: Instant) {
    do throws(SystemError) {
      try tunnel.configure(configuration)
      observe(.interface(configuration), now)
      try surroundings.names.use(configuration)
    } catch {
      observe(.interfaceFailed(error), now)
    }
  }

  func flushOutlet(at now: Instant) {
    outlet.flush { observe(.dropped(.notSent(to: $0.destination, code: $0.code, count: $0.datagrams)), now) }
  }

  func flushTunnel(at now: Instant) {
    tunnel.device.flush { observe(.dropped(.notDelivered($0, code: $1)), now) }
  }
}

extension Datagram {
  /// Who is at its ends, others know.
  fileprivate init(_ arrival: DatagramIntake.Arrival) {
    self.init(
      source: arrival.from, destination: arrival.to, payload: arrival.bytes, from: "", to: "", ecn: arrival.ecn)
  }

  fileprivate init(_ bytes: [UInt8], from: Endpoint, to: Endpoint, _ ecn: ECN) {
    self.init(source: from, destination: to, payload: bytes, from: "", to: "", ecn: ecn)
  }
}
