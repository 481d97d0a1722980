import Lab
import Script
import Wire

/// Names that are fixed before any lab exists.
package enum Vocabulary {
  static let words: [String: [String]] = ["event-kind": eventKinds, "message": messages]

  /// Every kind of event that this version records.
  package static let eventKinds: [String] = eventMeanings.map(\.kind)
  package static let messages: [String] = messageMeanings.map(\.message)

  /// For `explain KIND`.
  static let eventMeanings: [(kind: String, meaning: String)] = [
    ("command", "The operator's command, as typed. It is the cause of all that it set off; its own cause is 0."),
    ("app.opened", "An application was started on a client."),
    ("app.sent", "An application handed something to its network stack."),
    ("app.received", "An application got what it was waiting for."),
    ("app.connected", "A TCP handshake of an application is complete."),
    ("app.retransmitted", "A TCP segment went out again because no answer came (RFC 6298)."),
    ("app.soft-error", "An ICMP error about an established connection was noted; it does not end the connection."),
    ("app.failed", "An application's system call failed; `errno` is what Linux would say."),
    ("app.ended", "An application is done."),
    ("app.closed", "A TCP connection is gone."),
    ("app.out", "A packet left an application's network stack."),
    ("app.in", "A packet reached an application's network stack."),
    ("tun.out", "A packet on its way out crossed a tunnel device, unencrypted."),
    ("tun.in", "A packet on its way back crossed a tunnel device, unencrypted."),
    ("lan.out", "A gateway put a packet onto the resource network."),
    ("lan.in", "A packet from the resource network reached a gateway."),
    ("wire.sent", "An encrypted datagram left a node."),
    ("wire.delivered", "An encrypted datagram reached a node."),
    ("wire.lost", "An encrypted datagram was lost on its way; `reason` says why."),
    ("drop", "A packet was discarded; `reason` says why. Every discarded packet has exactly one reason."),
    (
      "intent",
      """
      The client wants access to a resource. `trigger` is what made it: `packet` (traffic without an \
      authorization), `dns-query`, or `icmp-prohibited` (a gateway's ICMP error said that the authorization is gone).
      """
    ),
    ("portal.sent", "A message was put onto a portal connection."),
    ("portal.received", "A message of a portal connection reached the other side."),
    ("authorization.added", "A gateway (or the portal) holds an authorization from now on."),
    (
      "authorization.removed",
      "An authorization was taken away: by `reject_access`, or because policy or resource changed."
    ),
    ("authorization.updated", "An authorization was asked for again and refreshed."),
    ("authorization.expired", "An authorization reached its end."),
    (
      "filtered",
      """
      A gateway refused a client's packet: `not-authorized` (no resource of this client covers the destination), \
      `filter` (the resource does not allow this protocol and port) or `foreign-source`. It answers with ICMP \
      "administratively prohibited": v4 3/13 (RFC 1812 §5.2.7.1), v6 1/1 (RFC 4443 §3.1).
      """
    ),
    (
      "icmp.prohibited",
      """
      A client received ICMP "administratively prohibited" through the tunnel. `verdict` says what it made of it: \
      `re-authorize`, or why not (the feature flag is off, no resource covers the quoted destination, a request \
      is under way).
      """
    ),
    ("connection", "The connection between a client and a gateway changed its state."),
    ("ice.candidate", "An address under which a node can perhaps be reached became known."),
    ("ice.pair", "A pair of candidates was tried."),
    ("ice.nominated", "A pair of candidates was chosen."),
    ("turn.allocated", "A relay gave an address away."),
    ("turn.refreshed", "A relay's allocation was prolonged."),
    ("turn.bound", "A channel was bound on a relay."),
    ("turn.failed", "A relay refused."),
    ("wg.handshake", "A WireGuard handshake message was made or taken."),
    ("wg.session", "A WireGuard session is established or gone."),
    ("nat.created", "A NAT made a mapping."),
    ("nat.expired", "A NAT's mapping timed out."),
    ("dns.query", "A DNS query was made."),
    ("dns.answered", "A DNS query was answered."),
    ("flag", "A feature flag was set."),
    ("fault", "The operator changed how a link treats what crosses it."),
    ("break", "A breakpoint stopped the world."),
  ]

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
