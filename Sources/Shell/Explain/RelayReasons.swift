// Why relays and their clients discard and refuse.

extension Reason {
  static let ofRelays: [Reason] = [
    Reason("unknown-server", "Comes from no relay that this node uses.", "RFC 8656 §11.6"),
    Reason("malformed-channel-data", "Channel data whose length does not fit.", "RFC 8656 §12.4"),
    Reason("wrong-method", "Answers a request of another method.", "RFC 8489 §6.3.3"),
    Reason("other-server", "The answer comes from another address than the request went to.", "RFC 8489 §6.3.3"),
    Reason("foreign-realm", "The relay changed its realm in the middle.", "RFC 8489 §9.2.5"),
    Reason("unbound-channel", "No channel has this number.", "RFC 8656 §12.6"),
    Reason("useless-error", "An error that a request of this kind has no use for.", "RFC 8656 §7.4"),
    Reason("no-allocation", "The relay lends this client no address, or no more.", "RFC 8656 §7"),
    Reason(
      "peer-family-not-allocated", "The peer's address is of a family that was not asked for.", "RFC 8656 §7.2 (443)"),
    Reason("peer-refused", "The relay refused this peer a moment ago.", "RFC 8656 §9"),
    Reason("no-free-channel", "All channel numbers are in use.", "RFC 8656 §12"),
    Reason("payload-too-long", "Longer than channel data or a datagram can carry.", "RFC 8656 §12.4"),
    Reason("empty-datagram", "A datagram without a byte.", "RFC 7983 §7"),
    Reason("neither-stun-nor-channel-data", "The first byte is of neither.", "RFC 7983 §7"),
    Reason("not-for-this-relay", "Sent to an address that is none of the relay's.", "RFC 8656 §11"),
    Reason(
      "from-own-address", "Seems to come from an address of the relay itself: sent on it would loop.", "RFC 8656 §21.3"),
    Reason("answer-budget-spent", "The address has had its answers of this second.", "RFC 8656 §21.3 (amplification)"),
    Reason("answer-too-long", "The answer would be longer than a datagram that surely arrives.", "RFC 8489 §6.1"),
    Reason("malformed-indication", "A send indication without data or peer.", "RFC 8656 §11.2"),
    Reason("no-permission", "Nobody allowed this peer to send to the address.", "RFC 8656 §9"),
    Reason("no-such-relayed-address", "The relayed address belongs to nobody.", "RFC 8656 §11.3"),
    Reason("authentication-error", "The relay does not accept our name and password.", "RFC 8489 §9.2.5"),
    Reason("no-response", "The relay does not answer.", "RFC 8489 §6.2.1"),
    Reason("protocol-failure", "The relay answers with what makes no sense.", "RFC 8656 §7.4"),
    Reason("released", "The client gave the address back.", "RFC 8656 §8 (a lifetime of 0)"),
    Reason("port-unavailable", "The relayed address could not be opened, or was lost.", "RFC 8656 §7.2"),
  ]

  /// Requests that a relay answers with an error.
  static let ofRelayRequests: [Reason] = [
    Reason("no-username", "The request names no user.", "RFC 8489 §9.2.4 (400, 401)"),
    Reason(
      "no-nonce", "The request has no nonce: the first request never has one, and learns it so.",
      "RFC 8489 §9.2.4 (401)"),
    Reason("stale-nonce", "The nonce is too old; the answer has a new one.", "RFC 8489 §9.2.4 (438)"),
    Reason("foreign-nonce", "The nonce is none that this relay gave.", "RFC 8489 §9.2.4 (438)"),
    Reason("malformed-username", "The user name is no expiry and salt.", "the portal's credentials for relays"),
    Reason(
      "expired-credentials", "The credentials have ended; the portal gives new ones.",
      "the portal's credentials for relays"),
    Reason("unknown-method", "The relay does not know the method.", "RFC 8489 §6.3.1"),
    Reason("digest-unavailable", "The system's library has no such digest.", "RFC 8489 §14.5"),
    Reason("allocation-exists", "The client has an allocation on this five-tuple.", "RFC 8656 §7.2 (437)"),
    Reason("foreign-allocation", "The allocation was made by another user.", "RFC 8656 §5 (441)"),
    Reason("no-transport", "The request does not say which transport it wants.", "RFC 8656 §7.2"),
    Reason("unsupported-transport", "The relay lends UDP addresses alone.", "RFC 8656 §7.2 (442)"),
    Reason("contradicting-attributes", "Attributes that exclude each other.", "RFC 8656 §7.1"),
    Reason("family-not-available", "The relay has no address of this family.", "RFC 8656 §7.2 (440)"),
    Reason("unknown-reservation", "The reservation token is none that was given, or is over.", "RFC 8656 §7.2 (508)"),
    Reason("ports-exhausted", "All ports of the relay are lent.", "RFC 8656 §7.2 (508)"),
    Reason("owner-quota", "The user has as many allocations as it may.", "RFC 8656 §7.2 (486)"),
    Reason("address-quota", "The address has as many allocations as it may.", "RFC 8656 §7.2 (486)"),
    Reason("no-peer", "The request names no peer.", "RFC 8656 §10.2"),
    Reason("no-channel-number", "The request names no channel.", "RFC 8656 §12.2"),
    Reason("peer-denied", "The relay does not reach such addresses for anybody.", "RFC 8656 §21.1.6 (403)"),
    Reason("channel-number-out-of-range", "Channels are 0x4000 to 0x4fff.", "RFC 8656 §12"),
    Reason("channel-number-taken", "The channel belongs to another peer.", "RFC 8656 §12.2"),
    Reason("peer-has-other-channel", "The peer has another channel already.", "RFC 8656 §12.2"),
    Reason("permission-limit", "The client has as many permissions as it may.", "RFC 8656 §10.2 (508)"),
  ]
}
