import FoundationEssentials

/// Our own bound on an untrusted frame, in bytes; the `init` of a lab with 100,000 authorizations stays below it.
private let longestFrame = 1 << 24

extension ChannelFrame {
  package init(parsing text: String) throws(MalformedFrame) {
    guard text.utf8.count <= longestFrame else {
      throw MalformedFrame(event: nil, ref: nil, fault: .tooLong(text.utf8.count))
    }
    let envelope: Envelope
    do {
      envelope = try JSONDecoder().decode(Envelope.self, from: Data(text.utf8))
    } catch {
      throw MalformedFrame(event: nil, ref: nil, fault: .envelope(PayloadProblem(error)))
    }
    switch envelope.content {
    case .success(let content): self.init(topic: envelope.topic, content: content, ref: envelope.ref)
    case .failure(let fault): throw MalformedFrame(event: envelope.event, ref: envelope.ref, fault: fault.fault)
    }
  }

  /// The frame as JSON with sorted keys.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in a message can refuse to be encoded: no floating-point numbers, no throwing of our own.
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// A frame whose outside could be read.
  private struct Envelope: Decodable {
    var topic: String
    var event: String
    var ref: Int?
    var content: Result<Content, ContentFault>

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: FrameKeys.self)
      topic = try container.decode(String.self, forKey: .topic)
      event = try container.decode(String.self, forKey: .event)
      ref = try container.decodeIfPresent(Int.self, forKey: .ref)
      do {
        let content = try Content.decode(event: event, from: container)
        let isLegacy = Message.legacyEvents.contains(event)
        self.content = content.map { .success($0) } ?? .failure(.init(fault: isLegacy ? .legacyEvent : .unknownEvent))
      } catch {
        content = .failure(ContentFault(fault: .payload(PayloadProblem(error))))
      }
    }
  }

  private struct ContentFault: Error { var fault: MalformedFrame.Fault }
}

private enum FrameKeys: String, CodingKey { case topic, event, payload, ref }
private enum ReplyKeys: String, CodingKey { case status, response }
private enum ReasonKeys: String, CodingKey { case reason }
private enum JoinKeys: String, CodingKey { case stampSecret = "stamp_secret" }
private enum ReplyStatus: String, WireWord {
  case ok, error
  static var wireName: String { "status" }
}

extension ChannelFrame.Content {
  fileprivate static func decode(event: String, from frame: KeyedDecodingContainer<FrameKeys>) throws -> Self? {
    switch event {
    case "phx_join":
      guard try frame.contains(.payload) && !frame.decodeNil(forKey: .payload) else { return .join }
      let payload = try frame.nestedContainer(keyedBy: JoinKeys.self, forKey: .payload)
      return try payload.decodeIfPresent(String.self, forKey: .stampSecret).map { .relayJoin(stampSecret: $0) } ?? .join
    case "heartbeat": return .heartbeat
    case "phx_error": return .error
    case "phx_close": return .close
    case "phx_reply": return .reply(try frame.decode(ChannelReply.self, forKey: .payload))
    case "disconnect":
      let payload = try frame.nestedContainer(keyedBy: ReasonKeys.self, forKey: .payload)
      return .disconnect(reason: try payload.decode(String.self, forKey: .reason))
    default:
      return try Message.decode(event: event, from: try frame.superDecoder(forKey: .payload)).map { .message($0) }
    }
  }

  var event: String {
    switch self {
    case .join, .relayJoin: "phx_join"
    case .heartbeat: "heartbeat"
    case .reply: "phx_reply"
    case .error: "phx_error"
    case .close: "phx_close"
    case .disconnect: "disconnect"
    case .message(let message): message.event
    }
  }
}

extension ChannelFrame: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var frame = encoder.container(keyedBy: FrameKeys.self)
    try frame.encode(topic, forKey: .topic)
    try frame.encode(content.event, forKey: .event)
    try frame.encode(ref, forKey: .ref)
    switch content {
    case .join: try frame.encodeNil(forKey: .payload)
    case .relayJoin(let stampSecret):
      var payload = frame.nestedContainer(keyedBy: JoinKeys.self, forKey: .payload)
      try payload.encode(stampSecret, forKey: .stampSecret)
    case .heartbeat, .error, .close: _ = frame.nestedContainer(keyedBy: ReasonKeys.self, forKey: .payload)
    case .reply(let reply): try frame.encode(reply, forKey: .payload)
    case .disconnect(let reason):
      var payload = frame.nestedContainer(keyedBy: ReasonKeys.self, forKey: .payload)
      try payload.encode(reason, forKey: .reason)
    case .message(let message): try frame.encode(message.payload, forKey: .payload)
    }
  }
}

/// `{"status": "ok", "response": {}}` or `{"status": "error", "response": {"reason": "unmatched topic"}}`
extension ChannelReply: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ReplyKeys.self)
    switch try container.decode(ReplyStatus.self, forKey: .status) {
    case .ok: self = .ok
    case .error:
      let response = try container.nestedContainer(keyedBy: ReasonKeys.self, forKey: .response)
      self = .error(reason: try response.decode(String.self, forKey: .reason))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ReplyKeys.self)
    var response = container.nestedContainer(keyedBy: ReasonKeys.self, forKey: .response)
    switch self {
    case .ok: try container.encode(ReplyStatus.ok, forKey: .status)
    case .error(let reason):
      try container.encode(ReplyStatus.error, forKey: .status)
      try response.encode(reason, forKey: .reason)
    }
  }
}
