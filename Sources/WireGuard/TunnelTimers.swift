import Base

/// §6: what starts and stops the waits, and what their ends do.
extension Tunnel {
  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.expiry, at: now) { expire(into: &out) }
    if timers.fires(.sessionEnd, at: now) { endSessions(at: now, into: &out) }
    if timers.fires(.handshakeEnd, at: now) { abandonSeries(into: &out) }
    if timers.fires(.retransmission, at: now) { sendInitiation(at: now, into: &out) }
    if timers.fires(.noResponse, at: now) { beginSeries(at: now, into: &out) }
    if timers.fires(.rekey, at: now) { beginSeries(at: now, into: &out) }
    if timers.fires(.keepalive, at: now) { sendKeepalive(at: now, into: &out) }
    if timers.fires(.persistentKeepalive, at: now) { keepAlivePersistently(at: now, into: &out) }
  }

  private mutating func expire(into out: inout Outbox<Output>) {
    endSeries()
    series.forget()
    for name in [TunnelTimer.rekey, .noResponse, .keepalive] { timers[name] = nil }
    changeSessions(into: &out) { $0.removeAll() }
    for (_, id) in queue.takeAll() { drop(.tunnelExpired, id, into: &out) }
    out.put(.event(.tunnelExpired))
  }

  private mutating func endSessions(at now: Instant, into out: inout Outbox<Output>) {
    let role = sessions.current?.keys.role
    changeSessions(into: &out) { $0.removeEnded(at: now) }
    if policy.renewsEndedSessions, role == .initiator, sessions.current == nil {
      timers.start(.rekey, at: now + jitter())
    }
  }

  private mutating func keepAlivePersistently(at now: Instant, into out: inout Outbox<Output>) {
    if canSend(at: now) { sendKeepalive(at: now, into: &out) } else { beginSeries(at: now, into: &out) }
    restartPersistentKeepalive(at: now)
  }

  /// Changes the sessions, says which are gone, and waits for the next one's end.
  mutating func changeSessions(into out: inout Outbox<Output>, _ change: (inout Sessions) -> Void) {
    let before = sessions.locals
    change(&sessions)
    let after = sessions.locals
    for local in before where !after.contains(local) { out.put(.event(.sessionEnded(local: local))) }
    timers[.sessionEnd] = sessions.firstEnd
  }

  mutating func established(_ keys: SessionKeys, at now: Instant, into out: inout Outbox<Output>) {
    endSeries()
    timers[.rekey] = nil
    timers[.noResponse] = nil
    timers[.expiry] = now + Limits.expireAfterTime
    out.put(.event(.sessionEstablished(local: keys.local, remote: keys.remote, keys.role)))
  }

  mutating func sentAnything(at now: Instant) {
    timers[.keepalive] = nil
    restartPersistentKeepalive(at: now)
  }

  mutating func sentData(at now: Instant, into out: inout Outbox<Output>) {
    guard let session = sessions.current else { return }
    if timers[.noResponse] == nil { timers[.noResponse] = now + Limits.noResponse + jitter() }
    if session.sendCounter > Limits.rekeyAfterMessages { return beginSeries(at: now, into: &out) }
    rekey(session, after: Limits.rekeyAfterTime, at: now)
  }

  mutating func receivedAnything(at now: Instant) {
    timers[.noResponse] = nil
    restartPersistentKeepalive(at: now)
  }

  mutating func receivedData(on local: UInt32, at now: Instant) {
    timers.start(.keepalive, at: now + Limits.keepaliveTimeout)
    guard let session = sessions.current, session.local == local else { return }
    rekey(session, after: Limits.rekeyOnReceive, at: now)
  }

  /// Only the initiator renews a session by age, so that the two do not begin at once.
  private mutating func rekey(_ session: Session, after age: Duration, at now: Instant) {
    guard session.keys.role == .initiator, timers[.retransmission] == nil else { return }
    let due = max(session.began + age, now)
    if let planned = timers[.rekey], planned <= due + Limits.initiationJitter { return }
    timers[.rekey] = due + jitter()
  }

  private mutating func restartPersistentKeepalive(at now: Instant) {
    guard let interval = policy.persistentKeepalive else { return }
    timers[.persistentKeepalive] = now + interval
  }
}
