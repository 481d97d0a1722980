/// Reasons that no line at the prompt makes for certain. Tests of the machines that give them have them.
extension ReasonPages {
  static let unseen: [String] = [
    // Limits of a gateway, and errors about errors that its filters stop before.
    "not-on-internet", "nat-exhausted", "no-error-about-error",
    // Races of messages and packets within one machine, and faults of the original.
    "not-running", "not-a-peer", "unknown-resource", "retransmission-replaced", "unknown-translation", "roamed",
    "no-peer-state", "expired-nat-session", "foreign-protocol", "fragment-without-first", "overlapping-fragment",
    // Two gateways of one resource, and requests under way.
    "other-gateway", "pending",
    // Name servers that answer late, wrong or not at all.
    "late-answer", "about-our-query", "malformed-answer", "refused", "no-upstream", "too-many", "no-sentinel-left",
    // Bytes that no host of the lab sends, and bounds of a host.
    "icmp-error-quote-too-short", "icmp-error-not-reported", "dns-malformed", "dns-answers-no-question",
    "dns-not-a-query", "tcp-data-after-end", "reassembly-full", "too-many-sockets", "aborted",
    // Handshakes that are damaged behind their keys, and bounds of a tunnel.
    "undecryptable-response", "unsolicited-cookie", "undecryptable-cookie", "ended-session",
    "wireguard-queue-overflow", "empty-packet", "packet-too-long", "handshake-abandoned", "tunnel-expired",
    // What the agents of the lab never send to each other.
    "malformed-attribute", "missing-attribute", "foreign-username", "no-integrity", "wrong-integrity",
    "unknown-base", "withdrawn-candidate", "candidate-limit", "role-conflict", "error-response", "unusable-address",
    "foreign-fragment", "pair-limit",
    // Relays and their clients that break the protocol.
    "unknown-server", "wrong-method", "other-server", "foreign-realm", "useless-error", "peer-family-not-allocated",
    "no-free-channel", "payload-too-long", "not-for-this-relay", "answer-too-long", "protocol-failure",
    "port-unavailable",
    // Requests of clients with a name and a nonce: only a client of the relay has them.
    "no-username", "no-nonce", "stale-nonce", "malformed-username", "expired-credentials", "unknown-method",
    "digest-unavailable", "foreign-allocation", "no-transport", "unsupported-transport", "contradicting-attributes",
    "family-not-available", "unknown-reservation", "ports-exhausted", "owner-quota", "address-quota", "no-peer",
    "no-channel-number", "channel-number-out-of-range", "channel-number-taken", "peer-has-other-channel",
    "permission-limit",
    // Tables that are full, and fragments at routers.
    "nat-no-hairpin", "nat-full", "nat-fragment", "no-such-node", "no-socket",
    // Changes that no verb makes alone.
    "deleted", "gateway-deleted", "not-connectable", "address-taken",
  ]
}
