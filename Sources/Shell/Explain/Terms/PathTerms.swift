// How nodes find a path, and what they wait for.

extension Term {
  /// Words of ICE, TURN and WireGuard.
  static let ofPaths = terms(
    seeing: "`connections` shows the paths, docs/traversal.md tells how they are found",
    [
      ("srflx", "A candidate that a STUN server saw: the outside address of a NAT (RFC 8445 §5.1.1.2)."),
      ("prflx", "A candidate that was learned from a check that came from it (RFC 8445 §7.3.1.3)."),
      ("candidate", "An address at which a node may be reached (RFC 8445 §5.1)."),
      (
        "ice",
        "Interactive Connectivity Establishment: finds a pair of addresses by which two nodes reach each other (RFC 8445)."
      ),
      ("turn", "Traversal Using Relays around NAT: a relay lends an address and carries datagrams (RFC 8656)."),
      ("nominated", "The pair was chosen for the path (RFC 8445 §8.1.1)."),
      ("selected", "The pair of addresses that is used."),
      ("gathering", "A node collects the addresses at which it may be reached (RFC 8445 §5.1)."),
      ("handshake", "Two messages by which two WireGuard peers agree on keys (WireGuard paper §5.4)."),
      ("session", "Keys of a tunnel for three minutes at most (WireGuard paper §6.1); or a connection to the portal."),
      ("rekey", "A new handshake, two minutes after the last one (WireGuard paper §6.2)."),
      (
        "keepalive", "An empty packet so that the other side, or a NAT, knows that one is there (WireGuard paper §6.5)."
      ),
      ("heartbeat-timeout", "The portal did not answer a heartbeat: the connection is opened anew."),
      ("host-host", "A pair of addresses: our own one, and the far end's own one (RFC 8445 §5.1.1)."),
      ("host-relay", "A pair of addresses: our own one, and the far end's one that a relay lends (RFC 8445 §5.1.1)."),
      (
        "host-srflx",
        "A pair of addresses: our own one, and the far end's one that a STUN server saw (RFC 8445 §5.1.1)."
      ),
      (
        "host-prflx",
        "A pair of addresses: our own one, and the far end's one that we learned from its checks (RFC 8445 §5.1.1)."
      ),
      ("relay-host", "A pair of addresses: our one that a relay lends, and the far end's own one (RFC 8445 §5.1.1)."),
      (
        "relay-relay",
        "A pair of addresses: our one that a relay lends, and the far end's one that a relay lends (RFC 8445 §5.1.1)."
      ),
      (
        "relay-srflx",
        "A pair of addresses: our one that a relay lends, and the far end's one that a STUN server saw (RFC 8445 §5.1.1)."
      ),
      (
        "relay-prflx",
        "A pair of addresses: our one that a relay lends, and the far end's one that we learned from its checks (RFC 8445 §5.1.1)."
      ),
    ])

  /// Waits by their names.
  static let ofTimers = terms(
    seeing: "`show client.connections.GATEWAY.timers` has those of a connection",
    [
      ("ice-check", "When the next pair of addresses is asked (RFC 8445 §14: Ta)."),
      ("ice-failure", "When the search for a path is given up."),
      ("wg-retransmission", "When an unanswered initiation is sent again: after 5 s and a bit (WireGuard paper §6.4)."),
      ("wg-handshake-end", "When initiations are given up: after 90 s (WireGuard paper §6.1)."),
      ("wg-rekey", "When the initiator makes a new session: after 120 s (WireGuard paper §6.2)."),
      (
        "wg-no-response",
        "When a new handshake is begun because what was sent got no answer: after 15 s (WireGuard paper §6.5)."
      ),
      (
        "wg-keepalive",
        "When what came is answered by an empty packet, if nothing else was sent: after 10 s (WireGuard paper §6.5)."
      ),
      ("wg-persistent-keepalive", "When an empty packet keeps the path open (WireGuard paper §6.5)."),
      ("wg-session-end", "When the session's keys are used no more: after 180 s (WireGuard paper §6.2)."),
      ("wg-expiry", "When all keys are wiped: after 540 s without a new session (WireGuard paper §6.3)."),
      ("retransmission", "When what was not acknowledged or answered is sent again (RFC 6298, RFC 8489 §6.2.1)."),
      (
        "rto",
        "The retransmission timeout: as long as an acknowledgement is waited for before a segment is sent again. At least 200 ms here as in Linux, twice as long each time."
      ),
      ("mss", "The longest segment that a TCP end wants (RFC 9293 §3.7.1)."),
      ("cwnd", "The congestion window: so much may be on its way unacknowledged (RFC 5681)."),
      ("time-wait", "A closed TCP connection is remembered so that late segments do no harm (RFC 9293 §3.6.1)."),
      ("backoff", "Longer and longer waits between attempts."),
      ("heartbeat", "A message every 30 s that keeps the portal connection open."),
      ("expiry", "When something lent or granted ends by itself."),
      (
        "refresh",
        "An allocation or mapping is renewed before it ends; of a NAT, which packets keep a mapping alive (RFC 4787 §4.3)."
      ),
    ])
}
