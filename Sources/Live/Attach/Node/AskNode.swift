import Access
import Base
import Lab
import Wire

// What a client or gateway does when the shell asks; on the node's own thread.

extension LiveNode {
  func obey(_ asked: ControlDesk.Asked, at now: Instant) {
    observe(.began(asked.origin), now)
    let answer = ControlAnswer { () throws(LabError) in try self.answer(asked.wish, asked.origin, at: now) }
    obey(at: now)
    observe(.began(.nobody), now)
    asked.answer(answer)
  }

  private func answer(
    _ wish: ControlWish, _ origin: ControlOrigin, at now: Instant
  ) throws(LabError) -> ControlAnswer {
    switch wish {
    case .state(let path): return .state(try parts(at: now).state(at: path[...]))
    case .names: return .names(machine.book.byIdentifier)
    case .flag(let name, let on):
      guard let flag = FeatureFlag(rawValue: name) else {
        throw .unknown(.flag, name: name, known: FeatureFlag.allCases.map(\.rawValue))
      }
      observe(.flag(flag, on), now)
      tell(.setFlag(flag, on), at: now)
      return .done
    case .internetResource(let on):
      guard let input = Machine.internet(on) else { throw notMine("the Internet resource", "a client") }
      tell(input, at: now)
      return .done
    case .inject(let packet, let face, _): return .packet(try inject(packet, at: face, origin, at: now).number)
    case .keys:
      let lines = desk?.journal.keyLog ?? []
      observe(.keysTold(lines.count { $0.hasPrefix(Self.handshake) }), now)
      return .keys(lines)
    case .revoke, .filters, .change, .refusal: throw notMine("changing access", "the portal")
    case .listen, .sync: return .done
    }
  }

  /// The line of a key log that every handshake has once.
  private static var handshake: String { "LOCAL_EPHEMERAL_PRIVATE_KEY" }

  private func notMine(_ what: String, _ whose: String) -> LabError {
    .notSupported(what: what, reason: "\(whose) does that")
  }

  private func parts(at now: Instant) -> [StatePart] {
    let look = StateLook(names: machine.book, wall: dates.wall, now: now)
    var process = ProcessState()
    process.sockets = .list(sockets.endpoints.map { .endpoint($0) })
    return machine.parts(look, process)
  }

  private func inject(
    _ packet: IPPacket, at face: Tap.Face, _ origin: ControlOrigin, at now: Instant
  ) throws(LabError) -> PacketID {
    switch face {
    case .tun: return take(packet, by: origin, at: now)
    case .app where Machine.role == .client, .lan where Machine.role == .gateway:
      return take(packet, by: origin, at: now)
    case .wire: return try cross(wire: packet, at: now)
    default: throw .invalid(what: "a packet at \(face.rawValue)", reason: "a \(Machine.role.rawValue) has no such tap")
    }
  }

  /// A datagram that arrives if it is for one of the node's own ports, and leaves from its own socket otherwise.
  private func cross(wire packet: IPPacket, at now: Instant) throws(LabError) -> PacketID {
    let (payload, from, to) = try packet.crossing
    let id = out.mint()
    let own = LocalAddresses.all()
    if own.contains(to.address), sockets[to.address.family]?.port == to.port {
      observe(.arrived(Datagram(source: from, destination: to, payload: payload, from: "", to: ""), id), now)
      tell(.datagram(payload, from: from, to: to, id, ecn: packet.ecn), at: now)
      return id
    }
    guard own.contains(from.address), sockets[from.address.family]?.port == from.port else {
      throw .invalid(what: "a datagram from \(from)", reason: "a live node sends from its own socket alone")
    }
    let sent = RecordedCall.WireArrival(payload, from: from, to: to, id, packet.ecn)
    witness.recorder?.note(.sent(sent), at: now, nextPacket: out.nextPacket)
    out.put(.datagram(payload, from: from, to: to, id, ecn: packet.ecn))
    return id
  }
}

extension NameBook {
  /// All names, as a control socket tells them.
  var byIdentifier: [ControlName] {
    clients.map { ControlName("\($0.key)", $0.value) } + gateways.map { ControlName("\($0.key)", $0.value) }
      + resources.map { ControlName("\($0.key)", $0.value) } + sites.map { ControlName("\($0.key)", $0.value) }
      + relays.map { ControlName("\($0.key)", $0.value) }
  }
}
