import Base

extension Channel {
  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {
    switch input {
    case .connect: connect(at: now, into: &out)
    case .opened: opened(at: now, into: &out)
    case .closed(let reason):
      if phase != .idle, phase != .waiting { lose(.socket(reason: reason), at: now, into: &out) }
    case .text(let text): receive(text, at: now, into: &out)
    case .send(let message): send(message, at: now, into: &out)
    case .upgradeRefused(let status): upgradeRefused(status, at: now, into: &out)
    case .distrusted(let reason): distrusted(reason, into: &out)
    }
  }

  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {
    if timers.fires(.open, at: now) { giveUp(.connectTimeout, at: now, into: &out) }
    if timers.fires(.join, at: now) { giveUp(.joinTimeout, at: now, into: &out) }
    if timers.fires(.heartbeat, at: now) { beat(at: now, into: &out) }
    if timers.fires(.reconnect, at: now) { open(at: now, into: &out) }
  }

  private mutating func open(at now: Instant, into out: inout Outbox<Output>) {
    phase = .connecting
    if !quirks[.connectWithoutLimit] { timers[.open] = now + ChannelConstants.connectTimeout }
    out.put(.open)
  }

  private mutating func connect(at now: Instant, into out: inout Outbox<Output>) {
    if phase != .idle, phase != .waiting { out.put(.close) }
    backoff.reset()
    joinedSince = nil
    // An explicit new start makes what was waiting stale.
    if !quirks[.keepQueueOnConnect] { queue.removeAll() }
    timers.cancelAll()
    lostSince = nil
    open(at: now, into: &out)
  }

  /// 401 says that the token is no good. Whatever else stands in the way may go: a proxy, a deployment, an overload.
  private mutating func upgradeRefused(_ status: Int, at now: Instant, into out: inout Outbox<Output>) {
    guard phase == .connecting else { return }
    let isFinal = quirks[.anyClientErrorIsFatal] ? (400..<500).contains(status) : status == 401
    if isFinal {
      timers.cancelAll()
      phase = .idle
      out.put(.refused(reason: "HTTP \(status)"))
    } else {
      lose(.upgradeRefused(status: status), at: now, into: &out)
    }
  }

  private mutating func distrusted(_ reason: String, into out: inout Outbox<Output>) {
    guard phase == .connecting else { return }
    timers.cancelAll()
    phase = .idle
    out.put(.refused(reason: reason))
  }

  private mutating func opened(at now: Instant, into out: inout Outbox<Output>) {
    guard phase == .connecting else { return }
    unanswered.removeAll()
    timers[.open] = nil
    if quirks[.backoffEndsOnOpen] { backoff.reset() }
    let ref = put(login, on: Outgoing.topic, into: &out)
    phase = .joining(ref: ref)
    timers[.join] = now + ChannelConstants.joinTimeout
    timers[.heartbeat] = now + ChannelConstants.heartbeat
  }

  private mutating func beat(at now: Instant, into out: inout Outbox<Output>) {
    guard quirks[.unansweredHeartbeats] || unanswered.count <= ChannelConstants.unansweredHeartbeats else {
      giveUp(.heartbeatsUnanswered(unanswered.count), at: now, into: &out)
      return
    }
    timers[.heartbeat] = now + ChannelConstants.heartbeat
    // A join's timeout is shorter than the wait for the next beat.
    guard phase == .joined else { return }
    unanswered.append(put(.heartbeat, on: "phoenix", into: &out))
    // Only whoever does not mind gets here with so many.
    if unanswered.count > ChannelConstants.unansweredHeartbeats + 1 { unanswered.removeFirst() }
  }

  private mutating func send(_ message: Outgoing, at now: Instant, into out: inout Outbox<Output>) {
    guard phase != .joined else {
      write(message, at: now, into: &out)
      return
    }
    if queue.count > ChannelConstants.queueBound {
      out.put(.ignored(.queueOverflow(dropped: queue.count)))
      queue.removeAll()
    }
    queue.append(message)
  }

  private mutating func write(_ message: Outgoing, at now: Instant, into out: inout Outbox<Output>) {
    if quirks[.heartbeatAfterSilence] { timers[.heartbeat] = now + ChannelConstants.heartbeat }
    put(.message(message), on: Outgoing.topic, into: &out)
    out.put(.sent(message))
  }

  /// - Returns: the frame's number, which is never given twice, not even to another socket's frames.
  @discardableResult
  private mutating func put(
    _ content: ChannelFrame<Outgoing>.Content, on topic: String, into out: inout Outbox<Output>
  ) -> Int {
    defer { nextRef &+= 1 }
    out.put(.text(ChannelFrame(topic: topic, content: content, ref: nextRef).text))
    return nextRef
  }

  private mutating func giveUp(_ loss: ChannelLoss, at now: Instant, into out: inout Outbox<Output>) {
    out.put(.close)
    lose(loss, at: now, into: &out)
  }

  private mutating func lose(_ loss: ChannelLoss, at now: Instant, into out: inout Outbox<Output>) {
    timers.cancelAll()
    if let joined = joinedSince, now - joined >= ChannelConstants.settled { backoff.reset() }
    joinedSince = nil
    let since = lostSince ?? now
    lostSince = since
    if let limit = endurance, now - since >= limit {
      phase = .idle
      out.put(.refused(reason: ChannelConstants.maxRetries))
      return
    }
    phase = .waiting
    let retry = backoff.next(using: &chance)
    timers[.reconnect] = now + retry
    out.put(.lost(loss, retry: retry))
  }

  private var endurance: Duration? {
    patience.map { quirks[.impatientServants] ? min($0, ChannelConstants.servantsPatienceAtSeed) : $0 }
  }

  private mutating func receive(_ text: String, at now: Instant, into out: inout Outbox<Output>) {
    let frame: ChannelFrame<Incoming>
    do {
      frame = try ChannelFrame(parsing: text)
    } catch {
      out.put(.ignored(.malformed(error)))
      return
    }
    switch (phase, frame.content) {
    case (.idle, _), (.waiting, _), (.connecting, _), (_, .join), (_, .relayJoin), (_, .heartbeat):
      out.put(.ignored(.unexpected(event: frame.content.event)))
    case (_, .message(let message)): out.put(.received(message))
    case (_, .error): out.put(.ignored(.channelCrashed))
    case (_, .close): giveUp(.closedByPortal, at: now, into: &out)
    case (_, .disconnect(let reason)): refuse(reason, into: &out)
    case (_, .reply(let reply)): receive(reply, to: frame.ref, at: now, into: &out)
    }
  }

  private mutating func receive(
    _ reply: ChannelReply, to ref: Int?, at now: Instant, into out: inout Outbox<Output>
  ) {
    if case .joining(let join) = phase, ref == join {
      switch reply {
      case .ok: joined(at: now, into: &out)
      case .error(let reason): refuse(reason, into: &out)
      }
    } else if let ref, let at = unanswered.firstIndex(of: ref) {
      // Who answers a later beat lives, whatever became of the earlier ones.
      unanswered.removeFirst(at + 1)
    } else if reply == .unmatchedTopic, phase == .joined {
      // The channel crashed since it was joined; the message that found out is lost.
      out.put(.ignored(.reply(reply, ref: ref)))
      phase = .joining(ref: put(login, on: Outgoing.topic, into: &out))
      timers[.join] = now + ChannelConstants.joinTimeout
    } else if reply == .ok, let ref, phase == .joined, (0..<nextRef).contains(ref) {
      // A portal may acknowledge any message; what comes of one comes as a message of its own.
    } else {
      out.put(.ignored(.reply(reply, ref: ref)))
    }
  }

  private mutating func joined(at now: Instant, into out: inout Outbox<Output>) {
    timers[.join] = nil
    lostSince = nil
    phase = .joined
    joinedSince = now
    out.put(.joined)
    let waiting = queue
    queue.removeAll()
    for message in waiting { write(message, at: now, into: &out) }
  }

  private mutating func refuse(_ reason: String, into out: inout Outbox<Output>) {
    timers.cancelAll()
    phase = .idle
    out.put(.close)
    out.put(.refused(reason: reason))
  }
}
