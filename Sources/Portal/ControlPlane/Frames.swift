import Base

// Frames that arrive: the channel's own are answered here, messages are handed on.

extension ControlPlane {
  mutating func receive(_ text: String, from socket: SocketID, at now: Instant, into out: inout Outbox<Output>) {
    guard let session = presence[socket] else { return }
    var isAffordable = true
    presence.update(socket) { session in
      session.lastHeard = now
      isAffordable = session.budget.spend(at: now)
    }
    guard isAffordable else {
      out.put(.event(.ignored(session.participant, .flood)))
      return
    }
    switch session.participant {
    case .client(let id):
      guard let (message, _) = message(of: FromClient.self, in: text, on: socket, at: now, into: &out) else { return }
      out.put(.event(.received(session.participant, .fromClient(message))))
      receive(message, from: id, on: socket, at: now, into: &out)
    case .gateway(let id):
      guard let (message, ref) = message(of: FromGateway.self, in: text, on: socket, at: now, into: &out) else {
        return
      }
      out.put(.event(.received(session.participant, .fromGateway(message))))
      receive(message, ref: ref, from: id, on: socket, at: now, into: &out)
    case .relay: _ = message(of: FromRelay.self, in: text, on: socket, at: now, into: &out)
    }
  }

  /// The application message of a frame; any other frame is dealt with.
  private mutating func message<Message: ControlMessage>(
    of _: Message.Type, in text: String, on socket: SocketID, at now: Instant, into out: inout Outbox<Output>
  ) -> (Message, ref: Int?)? {
    guard let session = presence[socket] else { return nil }
    let frame: ChannelFrame<Message>
    do {
      frame = try ChannelFrame(parsing: text)
    } catch {
      out.put(.event(.ignored(session.participant, .malformed(error))))
      // Without an envelope there is nothing to answer.
      if error.event != nil { reply(.unknownMessage, to: error.ref, on: socket, session.topic, into: &out) }
      return nil
    }
    switch frame.content {
    case .heartbeat:
      reply(.ok, to: frame.ref, on: socket, frame.topic, into: &out)
    case .join where frame.topic == session.topic:
      join(socket, session, stampSecret: nil, ref: frame.ref, at: now, into: &out)
    case .relayJoin(let secret) where frame.topic == session.topic:
      join(socket, session, stampSecret: secret, ref: frame.ref, at: now, into: &out)
    case .message(let message) where session.isJoined && frame.topic == session.topic:
      return (message, frame.ref)
    case .message(let message):
      out.put(.event(.ignored(session.participant, .notJoined(event: message.event))))
      reply(.unmatchedTopic, to: frame.ref, on: socket, frame.topic, into: &out)
    case .join, .relayJoin, .reply, .error, .close, .disconnect:
      out.put(.event(.ignored(session.participant, .unexpected(event: frame.content.event))))
      reply(.unmatchedTopic, to: frame.ref, on: socket, frame.topic, into: &out)
    }
    return nil
  }

  private mutating func join(
    _ socket: SocketID, _ session: PortalSession, stampSecret: String?, ref: Int?, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    if case .relay = session.participant {
      guard let stampSecret, !stampSecret.isEmpty else {
        out.put(.event(.ignored(session.participant, .noStampSecret)))
        reply(.error(reason: "invalid stamp_secret"), to: ref, on: socket, session.topic, into: &out)
        return
      }
      presence.update(socket) { $0.stampSecret = stampSecret }
    }
    reply(.ok, to: ref, on: socket, session.topic, into: &out)
    joined(socket, at: now, into: &out)
  }

  func reply(
    _ reply: ChannelReply, to ref: Int?, on socket: SocketID, _ topic: String, into out: inout Outbox<Output>
  ) {
    // Either role's frame: a reply looks the same to both.
    out.put(.text(socket, ChannelFrame<ToClient>(topic: topic, content: .reply(reply), ref: ref).text))
  }
}
