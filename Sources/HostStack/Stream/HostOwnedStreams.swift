import Base

/// TCP connections for the host's owner: another machine that speaks a protocol of its own over them.
extension Host {
  mutating func act(_ action: StreamAction, on id: StreamID, at now: Instant, into out: inout Outbox<Output>) {
    if case .open(let remote, let local) = action { return open(id, to: remote, from: local, at: now, into: &out) }
    guard let flow = streams.flow(id) else { return }
    switch action {
    case .open: break
    case .write(let bytes): write(bytes, to: id, flow, at: now, into: &out)
    case .finish: drive(flow, .none, at: now, into: &out) { tcp, _ in tcp.finish() }
    case .abort: drive(flow, .none, at: now, into: &out) { $0.abort(.aborted, into: &$1) }
    }
  }

  private mutating func open(
    _ id: StreamID, to remote: Endpoint, from local: IPAddress?, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard case .opened = id, streams.flow(id) == nil else { return }
    do throws(AppFailure) {
      let source = if let local { local } else { try localAddress(for: remote.address) }
      guard addresses.contains(source), source.family == remote.address.family else {
        throw AppFailure(errno: .eaddrnotavail, cause: .noRoute)
      }
      let flow = try openConnection(.stream(id), from: source, to: remote)
      streams.open(id, flow)
      drive(flow, .none, at: now, into: &out)
    } catch {
      out.put(.stream(id, .closed(error)))
    }
  }

  private mutating func write(
    _ bytes: [UInt8], to id: StreamID, _ flow: Flow, at now: Instant, into out: inout Outbox<Output>
  ) {
    let owed = connections.update(flow) { $0.tcp.stream.backlog } ?? 0
    guard owed + bytes.count <= StreamLimits.unsent else { return out.put(.stream(id, .writeRefused(bytes.count))) }
    drive(flow, .none, at: now, into: &out) { tcp, _ in tcp.write(bytes) }
  }

  /// Says so if the peer has all that was written.
  mutating func tellDrained(_ flow: Flow, into out: inout Outbox<Output>) {
    let drained = connections.update(flow) { ($0.role, $0.tcp.stream.backlog == 0) }
    if case (.stream(let id), true)? = drained { out.put(.stream(id, .drained)) }
  }

  /// A handshake that an ICMP error ended.
  mutating func end(
    _ id: StreamID, _ failure: AppFailure, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let stream = streams.remove(id) else { return }
    drive(stream.flow, cause, at: now, into: &out) { $0.end(.unreachable, into: &$1) }
    out.put(.stream(id, .closed(failure)))
  }

  /// The connection is gone.
  mutating func closed(_ id: StreamID, _ reason: CloseReason, _ cause: PacketID, into out: inout Outbox<Output>) {
    guard let stream = streams.remove(id) else { return }
    let failure: AppFailure? =
      switch reason {
      case .reset: AppFailure(errno: stream.isConnected ? .econnreset : .econnrefused, cause: .reset(cause))
      case .timedOut: AppFailure(errno: .etimedout, cause: .timeout)
      case .unreachable: AppFailure(errno: .ehostunreach, cause: .noRoute)
      case .finished, .aborted: nil
      }
    out.put(.stream(id, .closed(failure)))
  }
}
