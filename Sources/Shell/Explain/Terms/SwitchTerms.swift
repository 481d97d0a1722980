// Feature flags, and faults of the original.

extension Term {
  /// Feature flags.
  static let ofFlags = terms(
    seeing: "`flags` shows where it is on, `flag NODE FLAG on|off` switches it",
    [
      (
        "icmp-error-unreachable-prohibited-create-new-flow",
        "A client asks for a new authorization when it sees an ICMP error \"prohibited\" for a resource."
      ),
      (
        "no-authorization-control-event",
        "A client asks for a new authorization when its gateway says so in so many words; the gateway says so when it refuses a packet."
      ),
    ])

  /// What the original does, and we do better unless it is switched on.
  static let ofQuirks = terms(
    seeing: "a fault of the original: `compat FAULT on` switches it on",
    [
      (
        "reauthorize-without-pause",
        "The debounce ends with `flow_created`: traffic that stays refused asks again with each refusal."
      ),
      (
        "no-client-filters",
        "The client does not look at filters: a blocked port asks for access, and goes to the gateway."
      ),
      (
        "trust-any-prohibited",
        "Any \"prohibited\" about a destination of a resource counts, whoever sent it and whatever it quotes."
      ),
      (
        "crash-on-other-gateway",
        "Another gateway in `flow_created` while the old one is connected is an assertion there: the process ends."
      ),
      (
        "route-foreign-sources",
        "Packets with a foreign source, to oneself or to multicast groups are routed like any other."
      ),
      ("log-refusals", "`forbidden` and `not_found` are only logged: packets go on waiting, and nobody is told."),
      ("offline-tears-down", "`offline` tears down the working gateway of the resource with all else that it serves."),
      (
        "retry-by-traffic-only",
        "Requests and assigned-IPs messages are repeated by the next packet alone, by no timer, and not after roaming."
      ),
      ("forget-gateways-on-roam", "The named gateways are an unordered set, and are forgotten when the client roams."),
      (
        "specific-hides-broad",
        "A more specific resource that refuses the traffic hides a broader one that would allow it."
      ),
      ("unknown-vanishes", "Packets to destinations that no resource holds vanish without an ICMP error."),
      ("twin-lost", "Removing one of two resources with the same address loses the other one too."),
      (
        "route-unassigned-sentinels",
        "A packet to an address of the resolvers' range that stands for no name server is routed like any other."
      ),
      (
        "check-every-pair",
        "Every pair of addresses is checked every 1.5 s for ever, and a path that does not answer is kept for 15 s."
      ),
      ("busy-with-one-pair", "A connection with a single pair of addresses never becomes idle."),
      ("keep-allocations", "Relays are not told when a node stops: what they lent stays taken until it runs out."),
      ("forget-dead-relays", "A relay that did not answer is not asked again before the portal names it anew."),
      ("lose-candidates-while-away", "Candidates that become known or void while the portal is away are never told."),
      (
        "prohibited-for-unresolved",
        "A name that does not resolve, or a proxy address of the other family, is answered \"prohibited\"."
      ),
      ("keep-first-expiry", "Authorizing again does not move the end of the access."),
      ("init-ignores-unlisted", "`init` revokes only for clients that its list names."),
      ("internet-opens-all", "The Internet resource opens every network, and private ranges behind the gateway."),
      ("unlimited-errors", "ICMP errors are made for every refused packet, however fast they come."),
      ("nat-ignores-inbound", "Packets back from a resource do not keep a NAT session alive."),
      ("nat-wipes-all", "A proxy address that changes hands wipes all translations of the client."),
      ("drop-foreign-protocols", "What is neither TCP, UDP nor echo cannot come back from a resource."),
      ("answer-errors", "A client's outbound ICMP errors are answered \"prohibited\" themselves."),
      (
        "reauthorize-in-portal",
        "A deleted authorization is made anew where another policy grants it, instead of `reject_access` always."
      ),
      ("row-per-request", "Each `create_flow` inserts a row, instead of taking the place of the one before."),
      (
        "wait-for-silent-gateway",
        "A gateway that never answers `authorize_flow` is waited for without end, and the client with it."
      ),
      (
        "answer-old-channel-only",
        "An answer for a client that has reconnected since it asked is lost, even if it has kept its key."
      ),
      ("expire-by-the-minute", "Ended authorizations are cleared away once a minute, instead of at their hour."),
      ("unordered-preference", "The gateways that a client names are a set: their order counts for nothing."),
      ("version-by-string", "The greatest gateway version is found by comparing texts: 1.4.9 beats 1.4.17."),
      ("same-place-one-relay", "Two relays at the same coordinates count as one."),
      (
        "evict-without-word",
        "A machine whose identity another one brings too is only cut off, and comes back: the two push each other out."
      ),
      (
        "relay-credentials-change",
        "A gateway's relay credentials end 90 days after each connect, so that every reconnect changes them."
      ),
      ("join-flushes-leaves", "A relay that joins announces every other relay's pending departure at once."),
      ("candidates-for-anyone", "Candidates go to whomever their sender names."),
      ("heartbeat-after-silence", "Every message postpones the next heartbeat."),
      ("unanswered-heartbeats", "Nobody looks whether heartbeats are answered."),
      ("keep-queue-on-connect", "What waited for the portal is sent after an explicit reconnect too, however stale."),
      ("backoff-ends-on-open", "The backoff ends when the socket opens, before the join has succeeded."),
      ("connect-without-limit", "A connection attempt may take for ever."),
      ("any-client-error-is-fatal", "Any HTTP status 4xx ends the channel, not only 401."),
      ("impatient-servants", "A gateway gives its portal up after a quarter of an hour, not after a day."),
    ])
}
