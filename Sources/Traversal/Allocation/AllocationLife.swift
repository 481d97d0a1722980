import Base
import Wire

/// How an allocation begins, is kept, and ends.
extension Allocation {
  mutating func start(at now: Instant, into out: inout Outbox<Output>) {
    switch phase {
    case .new, .freed: choose(.usual(at: now), at: now, into: &out)
    default: break
    }
  }

  /// BINDING to every address of the server; what is there keeps working meanwhile.
  mutating func choose(_ retransmission: Retransmission, at now: Instant, into out: inout Outbox<Output>) {
    phase = .choosing
    timers[.retry] = nil
    requests.removeAll { $0.purpose == .binding }
    for server in servers.all { request(.binding, to: server, retransmission, at: now, into: &out) }
  }

  mutating func refresh(at now: Instant, into out: inout Outbox<Output>) {
    switch phase {
    case .allocated, .suspended: choose(.single(at: now), at: now, into: &out)
    // What is under way finds out by itself.
    case .new, .choosing, .allocating, .releasing, .freed: break
    }
  }

  mutating func replace(_ credentials: TURNCredentials, at now: Instant, into out: inout Outbox<Output>) {
    guard credentials != self.credentials else { return refresh(at: now, into: &out) }
    // Given back under the old name, once: a server that knows it still would not have us under the new one.
    if grant != nil, let active { request(.release(.forGood), to: active, .single(at: now), at: now, into: &out) }
    invalidate(into: &out)
    backlog.forgetRefusals()
    authentication = TURNAuthentication(credentials)
    mismatches = 0
    choose(.usual(at: now), at: now, into: &out)
  }

  mutating func release(at now: Instant, into out: inout Outbox<Output>) {
    guard let active, grant != nil else {
      return free(.released, into: &out)
    }
    invalidate(into: &out)
    phase = .releasing
    request(.release(.forGood), to: active, .usual(at: now), at: now, into: &out)
  }

  /// The server's address is known: whatever comes next goes there.
  mutating func chosen(_ server: Endpoint, at now: Instant, into out: inout Outbox<Output>) {
    active = server
    out.put(.event(.serverChosen(server)))
    timers[.keepalive] = now + AllocationConstants.keepalive
    if grant == nil {
      allocate(at: now, into: &out)
    } else {
      phase = .allocated
      askForRefresh(.usual(at: now), at: now, into: &out)
    }
  }

  mutating func allocate(at now: Instant, into out: inout Outbox<Output>) {
    guard let active else { return }
    phase = .allocating
    request(.allocate, to: active, .usual(at: now), at: now, into: &out)
  }

  /// One at a time.
  mutating func askForRefresh(_ retransmission: Retransmission, at now: Instant, into out: inout Outbox<Output>) {
    guard let active, grant != nil, !requests.contains(where: { $0.purpose == .refresh }) else { return }
    request(.refresh, to: active, retransmission, at: now, into: &out)
  }

  mutating func keepAlive(at now: Instant, into out: inout Outbox<Output>) {
    timers[.keepalive] = now + AllocationConstants.keepalive
    guard let active, grant != nil, !requests.contains(where: { $0.purpose == .binding }) else { return }
    request(.binding, to: active, .usual(at: now), at: now, into: &out)
  }

  /// REFRESH, because BINDING is answered even by a server that has forgotten us.
  mutating func probe(at now: Instant, into out: inout Outbox<Output>) {
    silence.probed(at: now)
    askForRefresh(.probe(at: now), at: now, into: &out)
  }

  mutating func granted(
    _ relayed: [Endpoint], lifetime: Duration, at now: Instant, into out: inout Outbox<Output>
  ) {
    phase = .allocated
    mismatches = 0
    grant = AllocationGrant(relayed: relayed, end: now + lifetime)
    wait(lifetime, at: now)
    out.put(.event(.allocated(relayed, lifetime: lifetime)))
    for endpoint in relayed { out.put(.event(.candidateFound(.relayed, endpoint, base: endpoint))) }
    for peer in backlog.takeAll() { bind(peer, at: now, into: &out) }
  }

  mutating func refreshed(lifetime: Duration, at now: Instant, into out: inout Outbox<Output>) {
    grant?.end = now + lifetime
    wait(lifetime, at: now)
    out.put(.event(.refreshed(lifetime: lifetime)))
  }

  private mutating func wait(_ lifetime: Duration, at now: Instant) {
    timers[.refresh] = now + lifetime / 2
    timers[.expiry] = now + lifetime
  }

  mutating func expire(at now: Instant, into out: inout Outbox<Output>) {
    invalidate(into: &out)
    choose(.usual(at: now), at: now, into: &out)
  }

  /// Nothing that the relay gave us holds any more.
  mutating func invalidate(into out: inout Outbox<Output>) {
    for endpoint in relayed { out.put(.event(.candidateLost(.relayed, endpoint))) }
    grant = nil
    channels = Channels()
    requests.removeAll { $0.purpose != .release(.forGood) }
    silence.heard()
    for timer in [AllocationTimer.refresh, .expiry, .probe, .retry] { timers[timer] = nil }
  }

  mutating func suspend(_ error: STUNError, at now: Instant, into out: inout Outbox<Output>) {
    phase = .suspended
    _ = backlog.takeAll()
    timers[.retry] = now + AllocationConstants.retry
    out.put(.event(.suspended(error)))
  }

  mutating func free(_ reason: FreeReason, into out: inout Outbox<Output>) {
    invalidate(into: &out)
    requests.removeAll()
    timers.cancelAll()
    active = nil
    phase = .freed(reason)
    out.put(.event(.freed(reason)))
  }
}
