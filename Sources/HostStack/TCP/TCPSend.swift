import Base
import Wire

extension TCPConnection {
  /// Sends what the windows allow, or at least the acknowledgment that is due.
  mutating func flush(at now: Instant, into out: inout Outbox<TCPEffect>) {
    guard state != .closed else { return }
    reopenWindow()
    if send.nxt == 0 { sendSYN(at: now, into: &out) }
    if state.isSynchronized {
      let probing = send.window == 0 && timeout.attempts > 0
      while let segment = nextSegment(probing: probing) { emit(segment, at: now, into: &out) }
      // RFC 9293 §3.8.6.1: with a closed window and nothing in flight, the same timer paces the probes.
      if hasUnsent, timers[.retransmission] == nil { timers[.retransmission] = now + timeout.current }
    }
    if receive.acknowledgmentDue { put(segment(at: send.nxt, flags: .ack), again: nil, into: &out) }
  }

  /// Sends the oldest segment again at once (RFC 5681 §3.2), the sending position unmoved.
  mutating func retransmitFirst(at now: Instant, into out: inout Outbox<TCPEffect>) {
    let resumed = send.nxt
    send.nxt = send.una
    if let segment = nextSegment(probing: false) { emit(segment, at: now, into: &out) }
    send.nxt = max(send.nxt, resumed)
  }

  /// RFC 1191 §6.4: smaller segments from the oldest on; not a sign of congestion.
  mutating func shrink(toMTU mtu: Int) {
    send.segmentSize = min(send.segmentSize, TCPOptions.segmentSize(mtu: mtu, family))
    if state.isSynchronized { send.nxt = send.una }
    timeout.retransmitted()
  }

  /// A segment without data. Its acknowledgment is what we have received in order.
  func segment(at position: Int, flags: TCPFlags, options: [UInt8] = [], payload: [UInt8] = []) -> TCPSegment {
    TCPSegment(
      sequence: send.space.number(at: position),
      acknowledgment: flags.contains(.ack) ? receive.space.number(at: receive.nxt) : 0, flags: flags,
      window: UInt16(clamping: receiveWindow), options: options, payload: payload)
  }

  /// What is stored for sending counts against what may come: an echo cannot be made to hold more than this.
  var receiveWindow: Int { max(0, receive.buffer - receive.unread - stream.backlog) }

  /// The position of our FIN.
  var finPosition: Int { stream.end + 1 }

  private var hasUnsent: Bool { send.una < (send.finishes ? finPosition + 1 : finPosition) }

  private mutating func sendSYN(at now: Instant, into out: inout Outbox<TCPEffect>) {
    let size = TCPOptions.segmentSize(mtu: HostLimits.mtu, family)
    let flags: TCPFlags = state == .synSent ? .syn : [.syn, .ack]
    emit(segment(at: 0, flags: flags, options: TCPOptions.maximumSegmentSize(size)), at: now, into: &out)
  }

  /// The segment at the sending position, if there is something and room for it.
  private func nextSegment(probing: Bool) -> TCPSegment? {
    let room = send.una + max(min(send.window, congestion.window), probing ? 1 : 0) - send.nxt
    let left = finPosition - send.nxt
    guard room > 0, left >= 0 else { return nil }
    let count = min(left, room, send.segmentSize)
    // RFC 9293 §3.8.6.2.1: no small segment while others are in flight, except for the last.
    if count < left, count < send.segmentSize, send.nxt > send.una { return nil }
    let finishes = send.finishes && count == left && (room > count || count == 0)
    guard count > 0 || finishes else { return nil }
    var flags: TCPFlags = .ack
    if count == left { flags.insert(.psh) }
    if finishes { flags.insert(.fin) }
    return segment(at: send.nxt, flags: flags, payload: stream.read(at: send.nxt - 1, count: count))
  }

  /// Lets a segment out that occupies sequence space, and waits for its acknowledgment.
  private mutating func emit(_ segment: TCPSegment, at now: Instant, into out: inout Outbox<TCPEffect>) {
    let occupies = segment.payload.count + (segment.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
    let again = send.nxt < send.max
    send.nxt += occupies
    send.max = max(send.max, send.nxt)
    if again { timeout.retransmitted() } else { timeout.sent(upTo: send.nxt, at: now) }
    timers.start(.retransmission, at: now + timeout.current)
    put(segment, again: again ? timeout.attempts : nil, into: &out)
  }

  private mutating func put(_ segment: TCPSegment, again: Int?, into out: inout Outbox<TCPEffect>) {
    receive.acknowledgmentDue = false
    receive.advertised = Int(segment.window)
    out.put(.transmit(segment, again: again))
  }

  /// RFC 9293 §3.8.6.2.2: tells of a window that was nearly closed once it is worth telling.
  private mutating func reopenWindow() {
    if state.isSynchronized, receive.advertised < 2 * send.segmentSize, receiveWindow >= (receive.buffer + 1) / 2 {
      receive.acknowledgmentDue = true
    }
  }
}
