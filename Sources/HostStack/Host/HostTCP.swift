import Base
import Wire

/// TCP connections: who gets a segment, and what becomes of a connection's wishes.
extension Host {
  mutating func receiveSegment(
    _ header: TCPHeader, _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    let flow = Flow(
      local: Endpoint(packet.destination, header.destinationPort), remote: Endpoint(packet.source, header.sourcePort))
    let arrival = TCPArrival(header: header, bytes: packet.bytes)
    var reason: DropReason?
    if connections[flow] != nil {
      drive(flow, id, at: now, into: &out) { tcp, effects in
        reason = tcp.receive(arrival, at: now, into: &effects)
      }
      return reason
    }
    guard header.flags.intersection([.syn, .ack, .rst]) == .syn, let role = listener(flow.local.port) else {
      refuse(flow, header, into: &out)
      return .noSuchTCPPort
    }
    guard connections.count < HostLimits.connections else { return .tooManySockets }
    let tcp = TCPConnection.accept(
      flow, arrival, initial: chance.nextUInt32(), mtu: mtu(to: flow.remote.address), at: now)
    connections[flow] = Socket(tcp: tcp, role: role)
    drive(flow, id, at: now, into: &out)
    return nil
  }

  private func listener(_ port: UInt16) -> Socket.Role? {
    if services.contains(.http(port)) { return .http }
    return services.contains(.tcpEcho(port)) ? .echo : nil
  }

  /// RFC 9293 §3.10.7.1: a reset that the peer will believe, unless it sent one itself.
  private func refuse(_ flow: Flow, _ header: TCPHeader, into out: inout Outbox<Output>) {
    guard !header.flags.contains(.rst) else { return }
    let length = header.payload.count + (header.flags.contains(.syn) ? 1 : 0) + (header.flags.contains(.fin) ? 1 : 0)
    let reset =
      header.flags.contains(.ack)
      ? TCPSegment(sequence: header.acknowledgment, flags: .rst, window: 0)
      : TCPSegment(
        sequence: 0, acknowledgment: header.sequence &+ UInt32(truncatingIfNeeded: length), flags: [.rst, .ack],
        window: 0)
    emit(.tcp(from: flow.local, to: flow.remote, reset), into: &out)
  }

  mutating func openConnection(_ app: AppID, from local: IPAddress, to remote: Endpoint) throws(AppFailure) -> Flow {
    guard connections.count < HostLimits.connections else { throw AppFailure(errno: .emfile, cause: .exhausted) }
    let flow = try freeFlow(from: local, to: remote, besides: connections.keys)
    let tcp = TCPConnection.open(flow, initial: chance.nextUInt32(), mtu: mtu(to: remote.address))
    connections[flow] = Socket(tcp: tcp, role: .app(app))
    return flow
  }

  /// Lets a connection act, performs what it wants, and lets it send what then is to be sent.
  ///
  /// - Parameter cause: the packet that is behind it.
  mutating func drive(
    _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>,
    _ body: (inout TCPConnection, inout Outbox<TCPEffect>) -> Void = { _, _ in }
  ) {
    var effects = Outbox<TCPEffect>()
    connections.update(flow) { body(&$0.tcp, &effects) }
    for effect in effects.outputs { perform(effect, flow, cause, at: now, into: &out) }
    effects = Outbox<TCPEffect>()
    connections.update(flow) { $0.tcp.flush(at: now, into: &effects) }
    for effect in effects.outputs { perform(effect, flow, cause, at: now, into: &out) }
  }

  private mutating func perform(
    _ effect: TCPEffect, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let role = connections.update(flow, { $0.role }) else { return }
    switch effect {
    case .transmit(let segment, let again):
      emit(
        .tcp(from: flow.local, to: flow.remote, segment), as: sending(segment, again, role, flow), of: role.owner,
        into: &out)
    case .established:
      let accepted = role == .http || role == .echo
      report(.connected(local: flow.local, remote: flow.remote, accepted: accepted), role.owner, cause, into: &out)
      if case .app(let app) = role { connected(app, flow, cause, at: now, into: &out) }
    case .data(let bytes): hear(bytes, role, flow, cause, at: now, into: &out)
    case .peerFinished: hearEnd(role, flow, cause, at: now, into: &out)
    case .closed(let reason):
      connections[flow] = nil
      report(.closed(local: flow.local, remote: flow.remote, reason), role.owner, cause, into: &out)
      if case .app(let app) = role { closed(app, reason, cause, at: now, into: &out) }
    }
  }

  /// Of all segments, those that an application would say it sent, and those sent again.
  private func sending(_ segment: TCPSegment, _ again: Int?, _ role: Socket.Role, _ flow: Flow) -> HostFact? {
    if let again { return .retransmitted(sequence: segment.sequence, attempt: again) }
    if segment.flags == .syn { return .sent(.connect) }
    guard case .app(let app) = role, case .http(_, let path, _, _)? = apps[app]?.request, !segment.payload.isEmpty,
      segment.sequence == connections[flow]?.tcp.send.space.number(at: 1)
    else { return nil }
    return .sent(.httpRequest(path: path))
  }

  mutating func wakeConnections(at now: Instant, into out: inout Outbox<Output>) {
    for (flow, socket) in zip(connections.keys, connections.values) {
      guard let next = socket.tcp.timers.next, next <= now else { continue }
      drive(flow, .none, at: now, into: &out) { $0.wake(at: now, into: &$1) }
    }
  }
}
