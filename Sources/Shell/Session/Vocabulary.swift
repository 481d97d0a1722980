import Lab
import Script
import Wire

/// Names that are fixed before any lab exists.
package enum Vocabulary {
  package static let eventKinds: [String] = EventKind.all.map(\.name)
  package static let messages: [String] = messageMeanings.map(\.message)
  package static func isVerb(_ word: String) -> Bool { VerbTable.verb(word) != nil }

  static let messageMeanings: [(message: String, meaning: String)] = [
    ("phx_join", "Opens the channel of a client or gateway on its portal connection."),
    ("phx_reply", "The answer to a message that asked for one."),
    ("phx_error", "A channel broke."),
    ("phx_close", "A channel was closed."),
    ("heartbeat", "Keeps an idle portal connection open."),
    ("disconnect", "The portal closes a connection and says why."),
    ("init", "The first message to a client or gateway: addresses, resources, relays."),
    ("config_changed", "The settings of an interface changed."),
    ("resource_created_or_updated", "A client may see a resource, or it changed."),
    ("resource_deleted", "A client sees a resource no more."),
    ("resource_updated", "The filters of a resource changed."),
    ("relays_presence", "Relays came or went."),
    ("create_flow", "A client asks for access to a resource."),
    ("authorize_flow", "The portal tells a gateway that a client may reach a resource."),
    ("flow_authorized", "A gateway has installed an authorization."),
    ("flow_created", "The portal tells the client that its access is set up, and at which gateway."),
    ("flow_creation_failed", "The portal refuses access and says why."),
    ("reject_access", "The portal takes one authorization of one client away from a gateway."),
    ("access_authorization_expiry_updated", "An authorization ends at another time."),
    ("ice_candidates", "Candidates for the other side."),
    ("broadcast_ice_candidates", "Candidates for several nodes."),
    ("invalidate_ice_candidates", "Candidates of the other side are gone."),
    ("broadcast_invalidated_ice_candidates", "Candidates are gone, for several nodes."),
  ]
}
