import Base
import Wire

/// The applications' lives: opened, and ended once.
extension Host {
  mutating func open(_ id: AppID, _ request: AppRequest, at now: Instant, into out: inout Outbox<Output>) {
    guard apps[id] == nil else { return }
    report(.opened(request), id, .none, into: &out)
    do throws(AppFailure) {
      guard apps.count < HostLimits.applications else { throw AppFailure(errno: .emfile, cause: .exhausted) }
      guard let local = source(for: request.destination) else {
        throw AppFailure(errno: .enetunreach, cause: .noRoute)
      }
      let wait = try start(id, request, from: local, into: &out)
      apps[id] = App(request: request, opened: now, wait: wait, exchange: request.exchange)
      if case .connection(let flow) = wait { drive(flow, .none, at: now, into: &out) }
    } catch {
      report(.failed(error), id, .none, into: &out)
      report(
        .ended(AppResult(request: request, outcome: .failed(error), connected: nil, duration: .zero)), id, .none,
        into: &out)
    }
  }

  private mutating func start(_ id: AppID, _ request: AppRequest, from local: IPAddress, into out: inout Outbox<Output>)
    throws(AppFailure) -> App.Wait
  {
    switch request {
    case .ping(let remote, let identifier, let sequence, let size, _):
      try openEcho(id, identifier, sequence, size: size, from: local, to: remote, into: &out)
    case .udp(let remote, let payload, let errors, _):
      try openDatagram(id, payload, errors: errors, from: local, to: remote, into: &out)
    case .connect(let remote, _), .http(let remote, _, _, _):
      .connection(try openConnection(id, from: local, to: remote))
    }
  }

  /// The handshake is done.
  mutating func connected(
    _ id: AppID, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    apps.update(id) { $0.connected = now }
    guard case .http(_, let path, let host, _)? = apps[id]?.request else {
      return end(id, .connected(flow.local), cause, at: now, into: &out)
    }
    connections.update(flow) { $0.tcp.write(HTTPExchange.request(path: path, host: host)) }
  }

  /// The connection is gone under an application that still needs it.
  mutating func closed(
    _ id: AppID, _ reason: CloseReason, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let refused = apps[id]?.connected == nil
    switch reason {
    case .reset:
      fail(
        id, AppFailure(errno: refused ? .econnrefused : .econnreset, cause: .reset(cause)), cause, at: now, into: &out)
    case .timedOut: fail(id, AppFailure(errno: .etimedout, cause: .timeout), cause, at: now, into: &out)
    case .finished, .unreachable, .aborted: break
    }
  }

  mutating func endImpatientApps(at now: Instant, into out: inout Outbox<Output>) {
    for (id, app) in apps where app.deadline <= now {
      fail(id, AppFailure(errno: .etimedout, cause: .timeout), .none, at: now, into: &out)
    }
  }

  mutating func fail(
    _ id: AppID, _ failure: AppFailure, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard apps[id] != nil else { return }
    report(.failed(failure), id, cause, into: &out)
    end(id, .failed(failure), cause, at: now, into: &out)
  }

  /// Ends an application, if it is open, and gives up what it held.
  mutating func end(
    _ id: AppID, _ outcome: AppOutcome, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let app = apps[id] else { return }
    apps[id] = nil
    switch app.wait {
    case .echo(let key): echoes[key] = nil
    case .datagram(let flow, _): datagrams[flow] = nil
    case .connection(let flow): release(flow, of: id, outcome, cause, at: now, into: &out)
    }
    let result = AppResult(
      request: app.request, outcome: outcome, connected: app.connected.map { $0 - app.opened },
      duration: now - app.opened)
    report(.ended(result), id, cause, into: &out)
  }

  /// An application that has what it wanted closes in order; the others hang up.
  private mutating func release(
    _ flow: Flow, of id: AppID, _ outcome: AppOutcome, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    connections.update(flow) { $0.role = .orphan(id) }
    drive(flow, cause, at: now, into: &out) { tcp, effects in
      if let reason = outcome.hangsUp { tcp.abort(reason, into: &effects) } else { tcp.finish() }
    }
  }
}

extension AppOutcome {
  /// Why the connection is torn down; nil if it closes in order.
  fileprivate var hangsUp: CloseReason? {
    guard case .failed(let failure) = self else { return self == .stopped ? .aborted : nil }
    return switch failure.cause {
    case .reported: .unreachable
    case .timeout: .timedOut
    case .closedEarly: nil
    default: .aborted
    }
  }
}

extension AppRequest {
  fileprivate var exchange: HTTPExchange? {
    if case .http = self { HTTPExchange() } else { nil }
  }
}
