import Access
import Base
import Lab
import Traversal
import Wire

// What a relay does when the shell asks; on the relay's own thread.

extension LiveRelay {
  func obey(_ asked: ControlDesk.Asked, at now: Instant) {
    observe(.began(asked.origin), now)
    let answer = ControlAnswer { () throws(LabError) in try self.answer(asked.wish, asked.origin, at: now) }
    observe(.began(.nobody), now)
    asked.answer(answer)
  }

  private func answer(
    _ wish: ControlWish, _ origin: ControlOrigin, at now: Instant
  ) throws(LabError) -> ControlAnswer {
    switch wish {
    case .state(let path): return .state(try parts(at: now).state(at: path[...]))
    case .names: return .names([])
    // What it carries it cannot open.
    case .keys: return .keys([])
    case .inject(let packet, let face, _):
      guard face == .wire else {
        throw .invalid(what: "a packet at \(face.rawValue)", reason: "a relay has no such tap")
      }
      return .packet(try cross(wire: packet, origin, at: now).number)
    case .listen, .sync: return .done
    default: throw .notSupported(what: "this with a relay", reason: "it carries datagrams, and decides nothing")
    }
  }

  private func parts(at now: Instant) -> [StatePart] {
    var process = ProcessState()
    if isOver { process.life = "stopped" }
    return machine.parts(StateLook(names: machine.book, wall: dates.wall, now: now), process)
  }

  /// A datagram that arrives if it is for one of the relay's own sockets, and leaves from one otherwise.
  private func cross(wire packet: IPPacket, _ origin: ControlOrigin, at now: Instant) throws(LabError) -> PacketID {
    let (payload, from, to) = try packet.crossing
    if sockets.socket(at: to) != nil { return take(payload, from: from, to: to, by: origin, at: now) }
    guard sockets.socket(at: from) != nil else {
      throw .invalid(what: "a datagram from \(from)", reason: "a relay sends from its own sockets alone")
    }
    let id = out.mint()
    let sent = RecordedCall.WireArrival(payload, from: from, to: to, id, .notECT)
    witness.recorder?.note(.sent(sent), at: now, nextPacket: out.nextPacket)
    out.put(.datagram(Transmission(payload, from: from, to: to, id)))
    obey(at: now)
    return id
  }
}
