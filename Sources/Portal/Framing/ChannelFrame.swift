/// One text frame of a Phoenix channel, serializer V1: a JSON object.
///
/// ```
/// {"topic": "client", "event": "create_flow", "payload": {…}, "ref": 3}
/// ```
package struct ChannelFrame<Message: ControlMessage>: Hashable, Sendable {
  package var topic: String
  package var content: Content
  /// The sender's number, echoed by replies; what the server pushes has none.
  package var ref: Int?

  package init(topic: String, content: Content, ref: Int?) {
    self.topic = topic
    self.content = content
    self.ref = ref
  }

  package enum Content: Hashable, Sendable {
    /// `phx_join`, with a null payload.
    case join
    /// `phx_join` of a relay: its payload is what the relay made up when it started.
    case relayJoin(stampSecret: String)
    /// `heartbeat`, on topic `phoenix`.
    case heartbeat
    case reply(ChannelReply)
    /// `phx_error`: the channel's process crashed.
    case error
    /// `phx_close`
    case close
    /// `disconnect`
    case disconnect(reason: String)
    case message(Message)
  }
}

/// The answer of a `phx_reply`.
package enum ChannelReply: Hashable, Sendable {
  case ok
  case error(reason: String)

  /// The channel does not know the topic: it was never joined, or crashed since.
  package static var unmatchedTopic: ChannelReply { .error(reason: "unmatched topic") }
  package static var unknownMessage: ChannelReply { .error(reason: "unknown_message") }
  package static var invalidRef: ChannelReply { .error(reason: "invalid_ref") }
}

/// Why a text is no frame, with what could be read of it.
package struct MalformedFrame: Error, Hashable, Sendable {
  package var event: String?
  package var ref: Int?
  package var fault: Fault

  package enum Fault: Hashable, Sendable {
    /// Longer than a frame may be, in bytes.
    case tooLong(Int)
    case envelope(PayloadProblem)
    case unknownEvent
    /// An event of versions before 1.4, which nobody sends any more.
    case legacyEvent
    case payload(PayloadProblem)
  }
}

extension MalformedFrame: CustomStringConvertible {
  package var description: String {
    switch fault {
    case .tooLong(let bytes): "\(bytes) bytes are too long for a frame"
    case .envelope(let problem): "no channel frame: \(problem)"
    case .legacyEvent: "\((event ?? "").prefix(64)) belongs to versions before 1.4"
    case .unknownEvent: "unknown event \"\((event ?? "").prefix(64))\""
    case .payload(let problem): "\((event ?? "").prefix(64)): \(problem)"
    }
  }
}
