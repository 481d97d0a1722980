import Base
import Cipher

/// Handshakes that we begin.
extension Tunnel {
  mutating func initiateProactively(at now: Instant, into out: inout Outbox<Output>) {
    if let last = series.lastProactive, now - last < Limits.proactiveInterval { return }
    guard timers[.retransmission] == nil else { return }
    series.lastProactive = now
    beginSeries(at: now, into: &out)
  }

  /// Starts initiating unless we do already.
  mutating func beginSeries(at now: Instant, into out: inout Outbox<Output>) {
    guard timers[.retransmission] == nil else { return }
    series.begin()
    timers[.handshakeEnd] = now + policy.rekeyAttemptTime
    timers[.rekey] = nil
    timers[.noResponse] = nil
    timers.start(.expiry, at: now + Limits.expireAfterTime)
    sendInitiation(at: now, into: &out)
  }

  /// Each attempt is a handshake of its own. With a peer whose key is of low order none can be begun, and time runs out.
  mutating func sendInitiation(at now: Instant, into out: inout Outbox<Output>) {
    series.countAttempt()
    timers[.retransmission] = now + Limits.rekeyTimeout + jitter()
    let ephemeral = PrivateKey(drawnFrom: &chance)
    let began = try? InitiatorHandshake.begin(
      peering, local: indices.next(), ephemeral: ephemeral, timestamp: clock.timestamp(at: now))
    guard let (handshake, unstamped) = began else { return }
    var message = unstamped
    cookies.stamp(&message, for: peering.remoteMACs, at: now)
    series.add(handshake)
    out.put(.secret(.handshake(HandshakeSecret(.initiator, local: handshake.local, ephemeral: ephemeral, peering))))
    out.put(.send(message.bytes, .none))
    out.put(.event(.initiationSent(local: handshake.local, attempt: series.attempts)))
  }

  /// Nobody answered. A session that still stands stays in use.
  mutating func abandonSeries(into out: inout Outbox<Output>) {
    endSeries()
    series.forget()
    timers[.noResponse] = nil
    out.put(.event(.handshakeAbandoned(attempts: series.attempts)))
    for (_, id) in queue.takeAll() { drop(.handshakeAbandoned, id, into: &out) }
  }

  mutating func endSeries() {
    timers[.retransmission] = nil
    timers[.handshakeEnd] = nil
  }

  mutating func jitter() -> Duration { chance.duration(upTo: Limits.initiationJitter) }
}
