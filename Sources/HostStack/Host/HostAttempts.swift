import Base
import Wire

/// Handshakes of applications: to one address after the other, or to two at a time.
extension Host {
  mutating func attempt(
    _ id: AppID, _ addresses: [IPAddress], _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let app = apps[id] else { return }
    let racing = if case .http = app.request { true } else { false }
    apps.update(id) {
      $0.attempts = Attempts(addresses, racing: racing)
      $0.wait = .connection
    }
    attemptNext(id, in: 0, cause, at: now, into: &out)
  }

  /// Tries the next address of a list that can be tried; when there is none, the other list joins.
  private mutating func attemptNext(
    _ id: AppID, in list: Int, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    while let address = apps.update(id, { $0.attempts.next(in: list) }) ?? nil {
      do throws(AppFailure) {
        try attempt(id, address, at: now, into: &out)
        apps.update(id) { if list == 0, $0.attempts.canJoin { $0.attempts.joins = now + Attempts.head } }
        return
      } catch {
        apps.update(id) { $0.attempts.fail(address, error) }
      }
    }
    guard let attempts = apps[id]?.attempts else { return }
    if attempts.canJoin, list == 0 {
      join(id, cause, at: now, into: &out)
    } else if attempts.open.isEmpty, attempts.isSpent, let last = attempts.failed.last {
      fail(id, last.failure, cause, at: now, into: &out)
    }
  }

  private mutating func attempt(_ id: AppID, _ address: IPAddress, at now: Instant, into out: inout Outbox<Output>)
    throws(AppFailure)
  {
    guard let app = apps[id], let port = app.request.port else { return }
    let local = try localAddress(for: address)
    let flow = try openConnection(
      .app(id), from: local, to: Endpoint(address, port), buffer: app.reading?.buffer ?? TCPConnection.buffer)
    apps.update(id) { $0.attempts.open.append(flow) }
    drive(flow, .none, at: now, into: &out)
  }

  private mutating func join(_ id: AppID, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>) {
    apps.update(id) { $0.attempts.join() }
    attemptNext(id, in: 1, cause, at: now, into: &out)
  }

  mutating func joinLists(at now: Instant, into out: inout Outbox<Output>) {
    for (id, app) in apps {
      guard let joins = app.attempts.joins, joins <= now else { continue }
      join(id, .none, at: now, into: &out)
    }
  }

  /// A handshake has failed. The application fails with the last of them.
  mutating func attemptFailed(
    _ id: AppID, _ flow: Flow, _ failure: AppFailure, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let attempts = apps[id]?.attempts, attempts.open.contains(flow) else { return }
    apps.update(id) { $0.attempts.fail(flow.remote.address, failure) }
    guard attempts.open.count > 1 || !attempts.isSpent else { return fail(id, failure, cause, at: now, into: &out) }
    apps.update(id) { $0.attempts.open.removeAll { $0 == flow } }
    release(flow, of: id, hangsUp: .unreachable, cause, at: now, into: &out)
    let list = attempts.list(of: flow.remote.address)
    if list == 0 { apps.update(id) { $0.attempts.joins = nil } }
    attemptNext(id, in: list, cause, at: now, into: &out)
  }

  /// A handshake is done; the others are given up.
  mutating func connected(
    _ id: AppID, _ flow: Flow, _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let others = apps.update(id) { app in
      defer {
        app.connected = now
        app.attempts.open = [flow]
        app.attempts.joins = nil
      }
      return app.attempts.open.filter { $0 != flow }
    }
    for other in others ?? [] { release(other, of: id, hangsUp: .aborted, cause, at: now, into: &out) }
    guard case .http(_, _, let path, let host, _, _)? = apps[id]?.request else {
      return end(id, .connected(flow.local), cause, at: now, into: &out)
    }
    connections.update(flow) { $0.tcp.write(HTTPExchange.request(path: path, host: host)) }
  }

  /// The connection is gone under an application that still needs it.
  mutating func closed(
    _ id: AppID, _ flow: Flow, _ reason: CloseReason, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    let isConnected = apps[id]?.connected != nil
    let failure: AppFailure
    switch reason {
    case .reset: failure = AppFailure(errno: isConnected ? .econnreset : .econnrefused, cause: .reset(cause))
    case .timedOut: failure = AppFailure(errno: .etimedout, cause: .timeout)
    case .finished, .unreachable, .aborted: return
    }
    if isConnected {
      fail(id, failure, cause, at: now, into: &out)
    } else {
      attemptFailed(id, flow, failure, cause, at: now, into: &out)
    }
  }
}

extension AppRequest {
  fileprivate var port: UInt16? {
    switch self {
    case .udp(_, let port, _, _, _), .connect(_, let port, _), .http(_, let port, _, _, _, _): port
    case .ping, .resolve, .dig: nil
    }
  }
}
