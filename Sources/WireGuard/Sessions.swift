import Base

/// The sessions of a tunnel (§6.1): one to send on, one that may still receive, one that waits for its first message.
struct Sessions: Sendable {
  private(set) var previous: Session?
  var current: Session?
  private(set) var next: Session?

  /// A session of our own handshake may be used at once. The peer's unconfirmed one, if any, stays to receive.
  mutating func establish(_ session: Session) {
    previous = next ?? current
    next = nil
    current = session
  }

  /// A session that the peer began waits until the peer has used it.
  mutating func await(_ session: Session) { next = session }

  /// The peer has used the waiting session.
  mutating func confirm() {
    previous = current
    current = next
    next = nil
  }

  mutating func removeAll() {
    previous = nil
    current = nil
    next = nil
  }

  mutating func removeEnded(at now: Instant) {
    if let end = previous?.end, end <= now { previous = nil }
    if let end = current?.end, end <= now { current = nil }
    if let end = next?.end, end <= now { next = nil }
  }

  /// A message that carries `packet`; nil without a session that may send.
  mutating func seal(_ packet: [UInt8], _ padding: TunnelPolicy.Padding, at now: Instant) -> [UInt8]? {
    guard current?.canSend(at: now) == true else { return nil }
    return current?.seal(packet, padding: padding)
  }

  /// What the message carries, and whether it is the first of the session that waited for it.
  mutating func open(
    _ message: TransportData, at now: Instant
  ) throws(MessageRejection) -> (packet: [UInt8], local: UInt32, confirms: Bool) {
    let receiver = message.receiver
    if current?.local == receiver, let packet = try current?.open(message, at: now) {
      return (packet, receiver, false)
    }
    if next?.local == receiver, let packet = try next?.open(message, at: now) { return (packet, receiver, true) }
    if previous?.local == receiver, let packet = try previous?.open(message, at: now) {
      return (packet, receiver, false)
    }
    throw .unknownSession(receiver: receiver)
  }

  var locals: [UInt32] { [previous, current, next].compactMap { $0?.local } }
  var firstEnd: Instant? { [previous, current, next].compactMap { $0?.end }.min() }
}
