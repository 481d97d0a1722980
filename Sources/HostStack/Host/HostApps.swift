import Base
import Wire

/// The applications' lives: opened, and ended once.
extension Host {
  /// The applications that are open, in the order of their numbers.
  package var applications: [OpenApplication] {
    apps.map {
      OpenApplication(
        id: $0.key, request: $0.value.request, opened: $0.value.opened, progress: $0.value.exchange?.soFar)
    }
  }

  /// How far a download is that is under way; nil when there is none, or no response yet.
  package func progress(of id: AppID) -> AppProgress? { apps[id]?.exchange?.soFar }

  mutating func open(_ id: AppID, _ request: AppRequest, at now: Instant, into out: inout Outbox<Output>) {
    guard apps[id] == nil else { return }
    report(.opened(request), id, .none, into: &out)
    do throws(AppFailure) {
      guard apps.count < HostLimits.applications else { throw AppFailure(errno: .emfile, cause: .exhausted) }
    } catch {
      report(.failed(error), id, .none, into: &out)
      report(.ended(AppResult(App(request, opened: now), .failed(error), at: now)), id, .none, into: &out)
      return
    }
    apps[id] = App(request, opened: now)
    switch (request, request.destination) {
    case (.dig(let dig), _): self.dig(id, dig, at: now, into: &out)
    case (_, .address(let address)?): begin(id, [address], .none, at: now, into: &out)
    case (_, .name(let name, let family)?): find(id, name, family, at: now, into: &out)
    case (_, nil): break
    }
  }

  /// getaddrinfo reads an address itself.
  private mutating func find(
    _ id: AppID, _ name: String, _ family: IPFamily?, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let address = IPAddress(name) else { return lookUp(id, name, family, at: now, into: &out) }
    if let family, family != address.family { return fail(id, .name(.notKnown), .none, at: now, into: &out) }
    begin(id, [address], .none, at: now, into: &out)
  }

  /// There is an address to go to: the first of those given, or for TCP each until one answers.
  mutating func begin(
    _ id: AppID, _ addresses: [IPAddress], _ cause: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let request = apps[id]?.request, let first = addresses.first else { return }
    apps.update(id) { $0.begun = now }
    do throws(AppFailure) {
      switch request {
      case .ping(_, let identifier, let sequence, let size, _):
        try openEcho(id, identifier, sequence, size: size, to: first, into: &out)
      case .udp(_, let port, let payload, let errors, _):
        try openDatagram(id, payload, errors: errors, to: Endpoint(first, port), into: &out)
      case .connect, .http: attempt(id, addresses, cause, at: now, into: &out)
      case .resolve: end(id, .resolved(addresses), cause, at: now, into: &out)
      case .dig: break
      }
    } catch {
      fail(id, error, cause, at: now, into: &out)
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
    for family in IPFamily.allCases { abandon(QuestionKey(app: id, family: family), cause, at: now, into: &out) }
    switch app.wait {
    case .names: break
    case .echo(let key): echoes[key] = nil
    case .datagram(let flow, _): datagrams[flow] = nil
    case .connection:
      for flow in app.attempts.open { release(flow, of: id, hangsUp: outcome.hangsUp, cause, at: now, into: &out) }
    }
    report(.ended(AppResult(app, outcome, at: now)), id, cause, into: &out)
  }

  /// An application that has what it wanted closes in order; the others hang up.
  mutating func release(
    _ flow: Flow, of id: AppID, hangsUp: CloseReason?, _ cause: PacketID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    connections.update(flow) { $0.role = .orphan(id) }
    drive(flow, cause, at: now, into: &out) { tcp, effects in
      if let reason = hangsUp { tcp.abort(reason, into: &effects) } else { tcp.finish() }
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
