import Base
import WireGuard

/// WireGuard's events, sorted into kinds of the trace.
extension TunnelEvent {
  var kind: String {
    switch self {
    case .initiationSent, .initiationReceived, .responseSent, .responseReceived, .cookieReceived, .handshakeAbandoned:
      "wg.handshake"
    case .sessionEstablished, .sessionEnded, .tunnelExpired: "wg.session"
    case .keepaliveSent, .keepaliveReceived: "wg.keepalive"
    case .messageRejected, .packetDropped: "drop"
    case .packetQueued: "queued"
    }
  }

  var packet: PacketID {
    switch self {
    case .messageRejected(_, let id), .packetQueued(let id), .packetDropped(_, let id): id
    default: .none
    }
  }

  var details: [Field] {
    switch self {
    case .messageRejected(let rejection, _): [Field("reason", rejection.name)]
    case .packetDropped(let drop, _): [Field("reason", drop.name)]
    case .packetQueued: [Field("state", name)]
    case .initiationSent(let local, let attempt):
      [Field("step", name), Field("local", index(local)), Field("attempt", .number(Int64(attempt)))]
    case .initiationReceived(let remote): [Field("step", name), Field("remote", index(remote))]
    case .responseSent(let local, let remote), .responseReceived(let local, let remote):
      [Field("step", name), Field("local", index(local)), Field("remote", index(remote))]
    case .sessionEstablished(let local, let remote, let role):
      [
        Field("state", "established"), Field("local", index(local)), Field("remote", index(remote)),
        Field("role", role == .initiator ? "initiator" : "responder"),
      ]
    case .sessionEnded(let local): [Field("state", "ended"), Field("local", index(local))]
    case .tunnelExpired: [Field("state", "expired")]
    case .keepaliveSent(let local), .keepaliveReceived(let local), .cookieReceived(let local):
      [Field("step", name), Field("local", index(local))]
    case .handshakeAbandoned(let attempts): [Field("step", name), Field("attempts", .number(Int64(attempts)))]
    }
  }

  /// A session index as it is usually read: eight hexadecimal digits.
  private func index(_ value: UInt32) -> Fact {
    let digits = String(value, radix: 16)
    return .text("0x" + String(repeating: "0", count: 8 - digits.count) + digits)
  }
}
