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
      let owed = connections.update(flow) { $0.tcp.stream.backlog } ?? 0
      drive(flow, id, at: now, into: &out) { tcp, effects in
        reason = tcp.receive(arrival, at: now, into: &effects)
      }
      if owed > 0 { tellDrained(flow, into: &out) }
      return reason
    }
    guard header.flags.intersection([.syn, .ack, .rst]) == .syn, let service = listener(flow.local.port) else {
      refuse(flow, header, into: &out)
      return .noSuchTCPPort
    }
    guard connections.count < HostLimits.connections else { return .tooManySockets }
    guard let role = role(of: service, flow) else {
      refuse(flow, header, into: &out)
      return .tooManySockets
    }
    let tcp = TCPConnection.accept(
      flow, arrival, initial: chance.nextUInt32(), mtu: mtu(to: flow.remote.address), at: now)
    connections[flow] = Socket(tcp: tcp, role: role)
    drive(flow, id, at: now, into: &out)
    return nil
  }

  /// Whom an accepted connection serves; nil if its service has as many as it may.
  private mutating func role(of service: Service, _ flow: Flow) -> Socket.Role? {
    switch service {
    case .http: return .http
    case .tcpEcho: return .echo
    case .dns: return .dns
    case .stream(_, let limit): return streams.accept(flow, limit: limit).map(Socket.Role.stream)
    case .udpEcho: return nil
    }
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

  mutating func openConnection(
    _ role: Socket.Role, from local: IPAddress, to remote: Endpoint, buffer: Int = TCPConnection.buffer
  ) throws(AppFailure) -> Flow {
    guard connections.count < HostLimits.connections else { throw AppFailure(errno: .emfile, cause: .exhausted) }
    let flow = try freeFlow(from: local, to: remote, besides: connections.keys)
    var tcp = TCPConnection.open(flow, initial: chance.nextUInt32(), mtu: mtu(to: remote.address))
    tcp.receive.buffer = buffer
    connections[flow] = Socket(tcp: tcp, role: role)
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
      report(
        .connected(local: flow.local, remote: flow.remote, accepted: role.isAccepted), role.owner, cause, into: &out)
      established(role, flow, cause, at: now, into: &out)
    case .data(let bytes): hear(bytes, role, flow, cause, at: now, into: &out)
    case .peerFinished: hearEnd(role, flow, cause, at: now, into: &out)
    case .closed(let reason):
      connections[flow] = nil
      report(.closed(local: flow.local, remote: flow.remote, reason), role.owner, cause, into: &out)
      closed(role, flow, reason, cause, at: now, into: &out)
    }
  }

  private mutating func established(
    _ role: Socket.Role, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app): connected(app, flow, cause, at: now, into: &out)
    case .question(let key): connected(key, flow, cause, into: &out)
    case .stream(let id):
      streams.connect(id)
      out.put(.stream(id, .connected(local: flow.local, remote: flow.remote)))
    case .http, .echo, .dns, .orphan: break
    }
  }

  /// A connection is gone; says so to whoever still needed it.
  private mutating func closed(
    _ role: Socket.Role, _ flow: Flow, _ reason: CloseReason, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app): closed(app, flow, reason, cause, at: now, into: &out)
    case .question(let key):
      guard questions[key]?.flow == flow else { return }
      let why: QueryFailure.Reason = reason == .reset ? .reset(.econnrefused, cause) : .timedOut
      attemptFailed(key, why, cause, at: now, into: &out)
    case .stream(let id): closed(id, reason, cause, into: &out)
    case .http, .echo, .dns, .orphan: break
    }
  }

  /// Of all segments, those that an application would say it sent, and those sent again.
  private func sending(_ segment: TCPSegment, _ again: Int?, _ role: Socket.Role, _ flow: Flow) -> HostFact? {
    if let again { return .retransmitted(sequence: segment.sequence, attempt: again) }
    if segment.flags == .syn { return .sent(.connect) }
    guard case .app(let app) = role, case .http(_, _, let path, _, _, _)? = apps[app]?.request,
      !segment.payload.isEmpty,
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
