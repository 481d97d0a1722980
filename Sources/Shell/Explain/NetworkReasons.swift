// Why something got lost between nodes, and why the portal refuses and ends.

extension Reason {
  static let ofNetworks: [Reason] = [
    Reason(
      "nat-blocked", "What may leave the router is restricted, and this is nothing of it.",
      "the router's `allows`; RFC 2979"),
    Reason(
      "nat-no-mapping", "Nobody behind the router has this outside endpoint, or no more.", "RFC 4787 §4.1 and REQ-5"),
    Reason(
      "nat-filtered", "There is a mapping, and the sender is none to which its owner spoke.", "RFC 4787 §5, REQ-8"),
    Reason(
      "nat-no-session", "In the middle of a connection that the router does not know.", "RFC 5382 REQ-3, RFC 7857"),
    Reason(
      "nat-no-hairpin",
      "Two behind one router speak by their outside addresses, and the router does not turn them round.",
      "RFC 4787 §6, REQ-9"),
    Reason("nat-no-port", "Every port of the router's addresses is in use.", "RFC 4787 §4.2"),
    Reason("nat-limit", "The address inside has as many mappings as it may have.", "RFC 6888 REQ-4"),
    Reason("nat-full", "The router's table is full.", "RFC 6888 REQ-3"),
    Reason("nat-unsupported", "Neither TCP, UDP nor an echo, nor an error about one.", "RFC 3022 §2, RFC 5508"),
    Reason("nat-fragment", "A later fragment whose first one never came, or too many at once.", "RFC 4787 §11, REQ-14"),
    Reason("no-such-host", "No host of the network has the address.", "RFC 1122 §3.2.2.1 (host unreachable)"),
    Reason("no-such-address", "No node of the lab has the address.", "RFC 792 (host unreachable)"),
    Reason(
      "node-stopped", "What came for a machine that is stopped ends there.", "a machine that does not run hears nothing"
    ),
    Reason(
      "node-asleep", "What came for a machine that is suspended ends there.",
      "a machine that is suspended hears nothing"),
    Reason("no-such-node", "No machine stands behind the address any more.", "RFC 792 (host unreachable)"),
    Reason("no-socket", "The node has no socket there.", "RFC 1122 §4.1.3.1"),
    Reason(
      "loss on the link of",
      "The link loses a share of what crosses it, and this was part of it. `fault LINK none` ends it.",
      "`fault LINK loss=…`"),
    Reason(
      "the queue of the link of", "More came than the link's rate carries, and its queue was full.",
      "`fault LINK rate=… queue=…`; RFC 7567"),
    Reason(
      "longer than the MTU of",
      "The packet is longer than the link carries; the sender is told by ICMP and cuts what it sends.",
      "RFC 1191, RFC 8201"),
    Reason("partition of", "The operator cut the network between the two. `heal` joins it.", "`partition A B`"),
    Reason("expired", "Its time was over.", "RFC 4787 REQ-5, RFC 8656 §7, or the authorization's expiry"),
  ]

  static let ofPortal: [Reason] = [
    Reason(
      "not_found", "The client may not reach the resource, or there is none.", "flow_creation_failed(reason=not_found)"),
    Reason("expiry", "The access ran out at the gateway.", "authorization expiry"),
    Reason("deleted", "The operator deleted the authorization.", "`revoke`, authorization deleted"),
    Reason(
      "superseded", "Another request for the same access took its place; nobody notices.",
      "one authorization for client, gateway and resource"),
    Reason(
      "policy-changed", "The policy on which it stood was changed, disabled or deleted.",
      "authorizations go with their policy"),
    Reason(
      "membership-removed", "The actor left the group to which it was granted.",
      "authorizations go with their membership"),
    Reason(
      "resource-changed", "The address or kind of the resource is another now.", "a changed resource is a new one"),
    Reason("site-left", "The gateway's site does not serve the resource any more.", "gateway choice by sites"),
    Reason("resource-deleted", "The resource is gone.", "authorizations go with their resource"),
    Reason(
      "token-deleted", "The token with which the client signed in is gone, and all that was granted by it.",
      "authorizations go with their token"),
    Reason("client-deleted", "The client is gone from the directory.", "authorizations go with their client"),
    Reason(
      "client-unverified", "A condition asks for a verified client, and this one is none any more.",
      "policies with client_verified"),
    Reason("gateway-deleted", "The gateway is gone from the directory.", "authorizations go with their gateway"),
    Reason("actor-disabled", "The actor is let in no more.", "HTTP 401 at the door"),
    Reason("account-disabled", "Nobody of the account is let in.", "HTTP 403 at the door"),
    Reason(
      "not-connectable", "The client came back and may not reach the resource any more.",
      "what a client is told at its join"),
    Reason(
      "reject_access", "The portal told the gateway to let the client reach the resource no more.",
      "the reject_access message"),
    Reason("init", "The portal's list of what is allowed, sent at the join, does not name it.", "the init message"),
    Reason("goodbye", "The other side said that it is leaving.", "the peer control protocol"),
    Reason("address-taken", "Another client has the tunnel address now.", "one owner for each tunnel address"),
    Reason("shut-down", "The gateway was shut down.", "SIGTERM: goodbyes first"),
  ]
}
