// Why clients and gateways refuse, discard and take no notice.

extension Reason {
  /// Answered with an ICMP error.
  static let ofRefusals: [Reason] = [
    Reason(
      "not-authorized",
      """
      The gateway holds no authorization of this client for the destination, and answers "administratively prohibited". A \
      client that heeds it asks the portal again.
      """, "control-plane rules of the gateway; RFC 1812 §5.2.7.1 (v4 3/13), RFC 4443 §3.1 (v6 1/1)"),
    Reason(
      "filter",
      """
      The access is there, and its filters allow neither the protocol nor the port. Asking again would not help: `filter \
      RESOURCE allow …` does.
      """, "the resource's filters, as the portal set them; RFC 1812 §5.2.7.1, RFC 4443 §3.1"),
    Reason(
      "foreign-source",
      "The source address is none of the client's own in the tunnel, so that no answer could come back.",
      "cryptokey routing, WireGuard paper §2; ingress filtering, RFC 2827"),
    Reason(
      "forbidden",
      "The portal refused because a policy's condition does not hold; until the answer ages the client answers itself.",
      "policies with conditions; flow_creation_failed(reason=forbidden)"),
    Reason(
      "offline", "No gateway of the resource's sites is connected to the portal.",
      "gateway choice of the portal; flow_creation_failed(reason=offline)"),
    Reason(
      "no-resource",
      "The destination belongs to no resource that the client has; it says so at once instead of letting applications wait.",
      "the client's resource table; RFC 792 (v4 3/0), RFC 4443 §3.1 (v6 1/3)"),
    Reason(
      "too-big", "The packet is longer than the tunnel carries, and the sender is told how long it may be.",
      "path MTU discovery, RFC 1191 and RFC 8201"),
    Reason(
      "unresolved", "The name behind the proxy address has no address of this family, or none is known yet.",
      "translation of DNS resources; RFC 792 (v4 3/0), RFC 4443 §3.1 (v6 1/3)"),
    Reason(
      "not-on-internet", "A private address, and nothing but the Internet resource to reach it by.",
      "the Internet resource leaves out private ranges, RFC 1918 and RFC 4193"),
    Reason(
      "peer-address",
      "The destination is another client's or gateway's address in the tunnel, which is never a resource.",
      "the address plan of the tunnel, 100.64.0.0/11 and fd00:2021:1111::/107"),
    Reason(
      "untranslatable", "Proxy addresses are reached by TCP, UDP and echo requests alone; this is something else.",
      "what a translation can follow, RFC 3022 §2"),
    Reason(
      "nat-exhausted", "The client has as many sessions with names as a gateway keeps for one.",
      "limits of translation, RFC 6888 REQ-4"),
    Reason(
      "client-gone", "A resource speaks to a tunnel address that no client has at this gateway.", "RFC 1812 §5.2.7.1"),
    Reason("not-connected", "A resource speaks to a client whose connection has failed.", "RFC 1812 §5.2.7.1"),
    Reason(
      "no-error-about-error", "No ICMP error is answered with another one, or two machines would never end.",
      "RFC 1122 §3.2.2, RFC 4443 §2.4 (e.1)"),
    Reason(
      "no-error-about-fragment", "Only the first fragment is answered, for it alone has the ports.", "RFC 1122 §3.2.2"),
    Reason(
      "no-error-about-multicast", "What was sent to many is not answered by each of them.",
      "RFC 1122 §3.2.2, RFC 4443 §2.4 (e.3)"),
    Reason(
      "no-error-to-source", "The source is no single machine: there is nobody to answer.",
      "RFC 1122 §3.2.2, RFC 4443 §2.4 (e.6)"),
    Reason(
      "error-limited",
      "It was refused, and so many packets were answered with an error a moment ago that this one was not.",
      "RFC 4443 §2.4 (f), RFC 1812 §4.3.2.8"),
  ]

  /// Discarded without an answer.
  static let ofAccess: [Reason] = [
    Reason(
      "malformed", "The bytes are no packet: a length or a header does not fit; the detail says which.",
      "RFC 791 §3.1, RFC 8200 §3"),
    Reason(
      "not-configured", "The portal has not told the node its addresses yet.", "the portal's init message comes first"),
    Reason(
      "not-running", "The node was shut down, or its process is gone.", "a machine that does not run handles nothing"),
    Reason(
      "packet-to-self", "The destination is the client's own tunnel address: sent on it would come back for ever.",
      "the client's routes"),
    Reason("multicast", "Nothing sent to a group goes through the tunnel.", "the client's routes; RFC 1112"),
    Reason(
      "not-a-peer", "It came from an endpoint, or for a session, of no client that the gateway knows.",
      "cryptokey routing, WireGuard paper §2"),
    Reason(
      "unknown-resource", "What it is about belongs to no resource that the node has.", "the client's resource table"),
    Reason(
      "unknown-peer",
      "There is no connection to the gateway that it would go by; or a handshake comes with a public key that nobody has.",
      "cryptokey routing, WireGuard paper §2 and §5.4.2"),
    Reason(
      "source-not-allowed", "The far end speaks from an address that it is not allowed to.",
      "allowed addresses of a peer, WireGuard paper §2"),
    Reason("not-for-us", "The packet is for another machine's address.", "RFC 1122 §3.2.1.3"),
    Reason(
      "unauthorized-reply", "A resource answers, and the client's access or session has ended meanwhile.",
      "the way back is judged as the way there"),
    Reason(
      "duplicate", "The same packet waits already; or the same candidate is known.", "one place in the queue for each"),
    Reason(
      "buffer-full", "More packets wait for the same access than are kept; the oldest goes.",
      "the client's queue for one request"),
    Reason(
      "retransmission-replaced", "A later attempt of the same connection took its place in the queue.",
      "of retransmissions the last counts, RFC 9293 §3.8.1"),
    Reason("request-failed", "The packet waited for access, and the portal refused.", "flow_creation_failed"),
    Reason(
      "connection-gone", "The packet waited for a connection, and that ended first.",
      "the connection's queue goes with it"),
    Reason("no-path", "No pair of addresses between client and gateway answers yet.", "RFC 8445 §7"),
    Reason(
      "unknown-control", "A message of the peer-to-peer protocol of a kind that this side does not know.",
      "the peer control protocol: unknown kinds are passed over"),
    Reason(
      "malformed-control", "A message of the peer-to-peer protocol that cannot be read.", "the peer control protocol"),
    Reason(
      "unknown-translation", "The far end speaks of a translation that nobody asked for.", "the peer control protocol"),
    Reason(
      "roamed", "The client left the network that the packet was meant for.",
      "a roaming client begins anew, with new keys"),
    Reason(
      "outbound-icmp-error",
      "A client's own stack complains about a packet that it got; that is nothing for the resource.",
      "what a gateway lets through"),
    Reason(
      "no-peer-state", "The client's last access ended a moment ago, and all that was known of it is forgotten.",
      "a client without access is none"),
    Reason(
      "expired-nat-session", "A resource's packet of a session that is over.", "timeouts of translation, RFC 4787 REQ-5"
    ),
    Reason(
      "foreign-protocol", "Only the original: an answer that is neither TCP nor UDP nor echo is dropped.",
      "`compat drop-foreign-protocols`"),
    Reason(
      "fragment-without-first", "Only the first fragment has the ports; what comes without it cannot be judged.",
      "RFC 3022 §2.5, RFC 1858"),
    Reason(
      "overlapping-fragment", "A fragment that would change the header by which its datagram was judged.",
      "RFC 5722, RFC 1858 §3"),
    Reason(
      "rule", "A rule of the operator discarded it; `why` names the rule and who made it.", "`on PATTERN at TAP : drop`"
    ),
    Reason("bad-checksum", "The checksum is not that of the bytes.", "RFC 1071; RFC 791, 768, 9293, 4443"),
    Reason(
      "unknown-client", "The portal speaks of a client that the gateway does not know.", "order of the portal, ignored"),
    Reason(
      "not-requested", "An answer of the portal to something that the client does not wait for any more.",
      "the client's pending requests"),
  ]

  /// What a client makes of a refusal.
  static let ofRecovery: [Reason] = [
    Reason(
      "re-authorize", "The refusal is taken for what it is: the client asks the portal for the access again.",
      "recovery of a lost authorization (behind its feature flag)"),
    Reason(
      "flag-off", "The client takes no notice of refusals: its feature flag is off. `recovery icmp` switches it on.",
      "icmp-error-unreachable-prohibited-create-new-flow"),
    Reason(
      "not-our-packet", "The error quotes a packet that this client did not send.",
      "RFC 5927 §4: an error is checked against what was sent"),
    Reason(
      "foreign-reporter",
      "A gateway refuses in the name of the packet's own destination; this error comes from somebody else.",
      "RFC 5927 §4; forged errors ask for nothing"),
    Reason(
      "other-gateway", "The resource is reached through another gateway than the one that refused.",
      "only the gateway in use may speak of the access"),
    Reason(
      "filtered", "The filters that the client knows refuse the packet too: asking again would change nothing.",
      "the resource's filters"),
    Reason("pending", "A request for the resource is under way.", "one request at a time"),
    Reason(
      "too-soon", "The last request for the resource is too recent: 0, 2, 4, 8 … seconds, at most a minute apart.",
      "no storm, however fast refusals come"),
  ]
}
