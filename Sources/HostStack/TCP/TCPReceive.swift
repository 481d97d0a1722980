import Base
import Wire

extension TCPConnection {
  /// RFC 9293 §3.10.7. Gives the reason if the segment was discarded; an answer may leave all the same.
  mutating func receive(_ arrival: TCPArrival, at now: Instant, into out: inout Outbox<TCPEffect>) -> DropReason? {
    if timers[.idle] != nil { timers[.idle] = now + TCPTimes.idle }
    if state == .synSent { return receiveInSynSent(arrival, at: now, into: &out) }
    if let refused = checkSequence(arrival, at: now) { return refused }
    if arrival.header.flags.contains(.rst) { return receiveReset(arrival.header, into: &out) }
    if arrival.header.flags.contains(.syn) { return challenge() }
    if let refused = checkAcknowledgment(arrival, at: now, into: &out) { return refused }
    guard state != .closed else { return nil }
    return receiveData(arrival, at: now, into: &out)
  }

  /// §3.10.7.3.
  private mutating func receiveInSynSent(_ arrival: TCPArrival, at now: Instant, into out: inout Outbox<TCPEffect>)
    -> DropReason?
  {
    let header = arrival.header
    let acknowledges = header.flags.contains(.ack)
    if acknowledges, send.position(of: header.acknowledgment) != 1 {
      if !header.flags.contains(.rst) {
        let reset = TCPSegment(sequence: header.acknowledgment, flags: .rst, window: 0)
        out.put(.transmit(reset, again: nil))
      }
      return .tcpAcknowledgesUnsent
    }
    guard acknowledges else { return .tcpNoAcknowledgment }
    if header.flags.contains(.rst) {
      end(.reset, into: &out)
      return nil
    }
    guard header.flags.contains(.syn) else { return .tcpUnacceptable }
    learn(from: arrival)
    establish(at: now, into: &out)
    receive.acknowledgmentDue = true
    return nil
  }

  private mutating func establish(at now: Instant, into out: inout Outbox<TCPEffect>) {
    send.una = 1
    send.nxt = max(send.nxt, 1)
    timeout.acknowledged(upTo: 1, at: now)
    timers[.retransmission] = nil
    state = .established
    out.put(.established)
    if send.finishes { state = .finWait1 }
  }

  /// §3.10.7.4, first: does any of it lie in the window?
  private mutating func checkSequence(_ arrival: TCPArrival, at now: Instant) -> DropReason? {
    let header = arrival.header
    let start = receive.position(of: header.sequence)
    let end = start + header.payload.count + (header.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
    let window = receive.nxt..<receive.nxt + receiveWindow
    if start == receive.nxt, start == end { return nil }
    if window.contains(start) || (start < window.upperBound && end > window.lowerBound) { return nil }
    if header.flags.contains(.rst) { return .tcpResetOutOfWindow }
    if state == .synReceived, header.flags.contains(.syn), start == 0 {
      send.nxt = 0  // our answer to the SYN was lost
      return .tcpDuplicate
    }
    receive.acknowledgmentDue = true
    if state == .timeWait { enterTimeWait(at: now) }
    return start < receive.nxt ? .tcpDuplicate : .tcpUnacceptable
  }

  /// Second: RST. RFC 5961 §3.2: one that is not exactly where we are is asked about.
  private mutating func receiveReset(_ header: TCPHeader, into out: inout Outbox<TCPEffect>) -> DropReason? {
    guard receive.position(of: header.sequence) == receive.nxt else { return challenge() }
    end(.reset, into: &out)
    return nil
  }

  /// RFC 5961 §3.2 and §4.2: an acknowledgment that makes an honest peer say again what it meant.
  private mutating func challenge() -> DropReason {
    receive.acknowledgmentDue = true
    return .tcpChallenged
  }

  /// Fifth: the ACK field.
  private mutating func checkAcknowledgment(
    _ arrival: TCPArrival, at now: Instant, into out: inout Outbox<TCPEffect>
  ) -> DropReason? {
    let header = arrival.header
    guard header.flags.contains(.ack) else { return .tcpNoAcknowledgment }
    let position = send.position(of: header.acknowledgment)
    if state == .synReceived {
      guard position == 1 else {
        out.put(.transmit(TCPSegment(sequence: header.acknowledgment, flags: .rst, window: 0), again: nil))
        return .tcpAcknowledgesUnsent
      }
      send.window = Int(header.window)
      establish(at: now, into: &out)
    }
    guard position <= send.max else {
      receive.acknowledgmentDue = true
      return .tcpAcknowledgesUnsent
    }
    let opened = updateWindow(arrival, acknowledging: position)
    if position > send.una {
      advance(to: position, at: now, into: &out)
    } else if position == send.una, send.una < send.max, arrival.payload.isEmpty, !opened,
      !header.flags.contains(.fin)
    {
      duplicated(at: now, into: &out)
    }
    return nil
  }

  /// True if the window changed.
  private mutating func updateWindow(_ arrival: TCPArrival, acknowledging position: Int) -> Bool {
    let sequence = receive.position(of: arrival.header.sequence)
    guard position >= send.una,
      send.updatedBySequence < sequence
        || (send.updatedBySequence == sequence && send.updatedByAcknowledgment <= position)
    else { return false }
    let changed = send.window != Int(arrival.header.window)
    // A probe met a closed window: it goes again with the rest, not after a timeout.
    if send.window == 0, changed { send.nxt = max(send.una, 1) }
    send.window = Int(arrival.header.window)
    send.updatedBySequence = sequence
    send.updatedByAcknowledgment = position
    return changed
  }

  private mutating func duplicated(at now: Instant, into out: inout Outbox<TCPEffect>) {
    if send.window == 0 { return timeout.probeAnswered() }
    let advice = congestion.duplicate(una: send.una, sent: send.max, segment: send.segmentSize)
    if advice == .retransmitFirst { retransmitFirst(at: now, into: &out) }
  }

  private mutating func advance(to position: Int, at now: Instant, into out: inout Outbox<TCPEffect>) {
    let bytes = position - send.una
    send.una = position
    send.nxt = max(send.nxt, position)
    stream.release(upTo: position - 1)
    timeout.acknowledged(upTo: position, at: now)
    timers[.retransmission] = send.una < send.max ? now + timeout.current : nil
    let advice = congestion.acknowledged(
      bytes, una: send.una, flight: send.max - send.una, segment: send.segmentSize)
    if advice == .retransmitFirst { retransmitFirst(at: now, into: &out) }
    if send.finishes, position > finPosition { finAcknowledged(at: now, into: &out) }
  }

  private mutating func finAcknowledged(at now: Instant, into out: inout Outbox<TCPEffect>) {
    switch state {
    case .finWait1:
      state = .finWait2
      timers[.timeWait] = now + TCPTimes.finWait2
    case .closing: enterTimeWait(at: now)
    case .lastAck: end(.finished, into: &out)
    default: break
    }
  }
}
