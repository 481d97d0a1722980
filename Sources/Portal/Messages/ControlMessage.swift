/// An application message on a portal channel, in one direction for one role.
package protocol ControlMessage: Hashable, Sendable {
  /// The channel's topic: `client` or `gateway`.
  static var topic: String { get }

  /// The name on the wire: `create_flow`.
  var event: String { get }
  var payload: any Encodable { get }

  /// Reads the payload of `event`; nil when the event is none of this direction's.
  static func decode(event: String, from payload: any Decoder) throws -> Self?

  /// What a trace tells of the message, in order; names are the wire's.
  var fields: [MessageField] { get }

  /// Events of versions before 1.4 in this direction: told apart from what nobody ever said.
  static var legacyEvents: [String] { get }
}

extension ControlMessage {
  package static var legacyEvents: [String] { [] }
}

/// One told fact of a message.
package struct MessageField: Hashable, Sendable {
  package var name: String
  package var value: FieldValue

  package init(_ name: String, _ value: FieldValue) {
    self.name = name
    self.value = value
  }
}

/// A told value: identifiers stay identifiers, so that whoever prints can put names in their place.
package enum FieldValue: Hashable, Sendable {
  case client(ClientID)
  case gateway(GatewayID)
  case resource(ResourceID)
  case site(SiteID)
  case relay(RelayID)
  case text(String)
  case number(Int64)
  case list([FieldValue])
}

/// A message of any direction and role, for records of what was sent.
package enum PortalMessage: Hashable, Sendable {
  case toClient(ToClient)
  case fromClient(FromClient)
  case toGateway(ToGateway)
  case fromGateway(FromGateway)
  case toRelay(ToRelay)

  package var event: String {
    switch self {
    case .toClient(let message): message.event
    case .fromClient(let message): message.event
    case .toGateway(let message): message.event
    case .fromGateway(let message): message.event
    case .toRelay(let message): message.event
    }
  }

  package var fields: [MessageField] {
    switch self {
    case .toClient(let message): message.fields
    case .fromClient(let message): message.fields
    case .toGateway(let message): message.fields
    case .fromGateway(let message): message.fields
    case .toRelay(let message): message.fields
    }
  }
}
