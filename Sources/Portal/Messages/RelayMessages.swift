/// What the portal tells a relay.
package enum ToRelay: Hashable, Sendable {
  /// `init`: after the join, and before anybody hears of the relay.
  case initial
}

/// `{}`
private struct Nothing: Codable {}

extension ToRelay: ControlMessage {
  package static var topic: String { "relay" }
  package var event: String { "init" }
  package var payload: any Encodable { Nothing() }
  package var fields: [MessageField] { [] }

  package static func decode(event: String, from payload: any Decoder) throws -> ToRelay? {
    guard event == "init" else { return nil }
    _ = try Nothing(from: payload)
    return .initial
  }
}

/// What a relay tells the portal: nothing but its join and its heartbeats.
package enum FromRelay: Hashable, Sendable {}

extension FromRelay: ControlMessage {
  package static var topic: String { "relay" }
  package var event: String { switch self {} }
  package var payload: any Encodable { switch self {} }
  package var fields: [MessageField] { switch self {} }

  package static func decode(event: String, from payload: any Decoder) throws -> FromRelay? { nil }
}
