import Base
import Wire

/// Echo messages (RFC 792, RFC 4443 §4), asked and answered.
extension Host {
  func answerEcho(_ header: ICMPHeader, _ packet: IPPacket, into out: inout Outbox<Output>) -> DropReason? {
    emit(
      .echo(
        request: false, from: packet.destination, to: packet.source, identifier: header.identifier,
        sequence: header.sequence, Array(packet.bytes[header.payload])), into: &out)
    return nil
  }

  mutating func receiveEcho(
    _ header: ICMPHeader, _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    let key = EchoKey(
      local: packet.destination, remote: packet.source, identifier: header.identifier, sequence: header.sequence)
    guard let app = echoes[key], let begun = apps[app]?.begun else { return .noSuchEcho }
    let reply = EchoReply(
      source: packet.source, sequence: header.sequence, size: packet.payload.count, hopLimit: packet.hopLimit,
      roundTrip: now - begun)
    report(.received(.echoReply(sequence: reply.sequence, roundTrip: reply.roundTrip)), app, id, into: &out)
    end(app, .echoed(reply), id, at: now, into: &out)
    return nil
  }

  /// Sends the one request of a ping.
  mutating func openEcho(
    _ app: AppID, _ identifier: UInt16?, _ sequence: UInt16, size: Int, to remote: IPAddress,
    into out: inout Outbox<Output>
  ) throws(AppFailure) {
    let local = try localAddress(for: remote)
    let limit = mtu(to: remote)
    let headers = (local.family == .v4 ? 20 : 40) + 8
    guard size >= 0, headers + size <= limit else {
      throw AppFailure(errno: .emsgsize, cause: .tooLong(mtu: limit))
    }
    let key = EchoKey(
      local: local, remote: remote, identifier: identifier ?? freeIdentifier(local, remote, sequence),
      sequence: sequence)
    guard echoes[key] == nil else { throw AppFailure(errno: .eaddrnotavail, cause: .exhausted) }
    echoes[key] = app
    apps.update(app) { $0.wait = .echo(key) }
    // The bytes after the time stamp that ping sends: each its own offset.
    let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    emit(
      .echo(request: true, from: local, to: remote, identifier: key.identifier, sequence: sequence, payload),
      as: .sent(.echoRequest(sequence: sequence)), of: app, into: &out)
  }

  /// One draw, then the next free one. Applications are fewer than identifiers.
  private mutating func freeIdentifier(_ local: IPAddress, _ remote: IPAddress, _ sequence: UInt16) -> UInt16 {
    var identifier = UInt16(truncatingIfNeeded: chance.nextUInt32())
    while echoes[EchoKey(local: local, remote: remote, identifier: identifier, sequence: sequence)] != nil {
      identifier &+= 1
    }
    return identifier
  }
}
