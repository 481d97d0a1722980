import Base

enum TCPTimes {
  /// RFC 9293 §3.6.1 asks for twice two minutes; shortened, since virtual time would only wait for it.
  static let timeWait: Duration = .seconds(2)
  /// Linux's tcp_fin_timeout: how long to wait for the peer's FIN.
  static let finWait2: Duration = .seconds(60)
  /// Our own: a service hangs up on a silent peer.
  static let idle: Duration = .seconds(300)
  /// Linux's tcp_syn_retries, tcp_synack_retries, tcp_retries2.
  static let synRetries = 6
  static let synAckRetries = 5
  static let retries = 15
}

extension TCPConnection {
  /// Does what is due. The owner flushes afterwards.
  mutating func wake(at now: Instant, into out: inout Outbox<TCPEffect>) {
    if timers.fires(.timeWait, at: now) { return end(.finished, into: &out) }
    if timers.fires(.idle, at: now) { return abort(.timedOut, into: &out) }
    if timers.fires(.retransmission, at: now) { retransmit(into: &out) }
  }

  /// RFC 6298 §5.4 to §5.7: back off and begin again with what is not acknowledged.
  private mutating func retransmit(into out: inout Outbox<TCPEffect>) {
    guard timeout.attempts < retriesAllowed else { return end(.timedOut, into: &out) }
    if state.isSynchronized, send.window > 0 {
      congestion.timedOut(
        una: send.una, sent: send.max, segment: send.segmentSize, first: timeout.attempts == 0)
    }
    timeout.expired()
    send.nxt = send.una
  }

  private var retriesAllowed: Int {
    switch state {
    case .synSent: TCPTimes.synRetries
    case .synReceived: TCPTimes.synAckRetries
    default: TCPTimes.retries
    }
  }

  mutating func enterTimeWait(at now: Instant) {
    state = .timeWait
    timers.cancelAll()
    timers[.timeWait] = now + TCPTimes.timeWait
  }
}
