// Why a WireGuard message had no effect, and why a packet never left by a tunnel.

extension Reason {
  static let ofTunnels: [Reason] = [
    Reason("message-too-short", "Fewer bytes than any WireGuard message has.", "WireGuard paper §5.4"),
    Reason(
      "unknown-message-type", "The first byte is none of 1 to 4, or the three behind it are not zero.",
      "WireGuard paper §5.4"),
    Reason(
      "wrong-message-length", "A handshake message of another length than its type has: 148, 92 or 64 bytes.",
      "WireGuard paper §5.4"),
    Reason(
      "wrong-mac1", "The first MAC is not made with our public key: the sender does not know whom it speaks to.",
      "WireGuard paper §5.4.4"),
    Reason(
      "cookie-demanded", "Under load only who proves its address by a cookie is answered; a cookie was sent.",
      "WireGuard paper §5.3 and §5.4.7"),
    Reason("low-order-point", "A public key with which anyone can tell the shared secret.", "RFC 7748 §6.1"),
    Reason(
      "undecryptable-static-key",
      "The sender's static key cannot be opened: it was sealed for somebody else, or damaged.", "WireGuard paper §5.4.2"
    ),
    Reason(
      "undecryptable-timestamp",
      "The timestamp cannot be opened: the sender does not have the static key that it claims.",
      "WireGuard paper §5.4.2"),
    Reason(
      "stale-timestamp", "Not newer than the last initiation: a replay, or a clock that went back.",
      "WireGuard paper §5.1 (TAI64N)"),
    Reason("initiation-flood", "Another initiation of this peer came a moment ago (20 ms).", "WireGuard paper §5.3"),
    Reason("unknown-handshake", "Answers a handshake that is none of ours, or is over.", "WireGuard paper §5.4.3"),
    Reason(
      "undecryptable-response", "The response cannot be opened; most often the preshared keys differ.",
      "WireGuard paper §5.4.3"),
    Reason("unsolicited-cookie", "A cookie for a message that we did not send.", "WireGuard paper §5.4.7"),
    Reason("undecryptable-cookie", "The cookie cannot be opened.", "WireGuard paper §5.4.7"),
    Reason(
      "unknown-session", "The receiver index is of no session: the far end holds one that we have forgotten.",
      "WireGuard paper §5.4.6"),
    Reason(
      "ended-session", "The session has ended: keys are used for 180 s.", "WireGuard paper §6.1 (REJECT_AFTER_TIME)"),
    Reason(
      "replayed-counter", "A counter that has been seen: the datagram came twice.", "WireGuard paper §5.4.6; RFC 6479"),
    Reason("old-counter", "A counter behind the replay window: too late.", "WireGuard paper §5.4.6; RFC 6479"),
    Reason(
      "exhausted-counter", "The counter is beyond what one session may send.",
      "WireGuard paper §6.1 (REJECT_AFTER_MESSAGES)"),
    Reason("undecryptable-data", "The seal does not fit the bytes: damaged on its way, or forged.", "RFC 8439 §2.8"),
    Reason("inner-not-ip", "What is inside is no IP packet.", "WireGuard paper §5.4.6"),
    Reason("inner-too-short", "What is inside is shorter than its own header says.", "WireGuard paper §5.4.6"),
    Reason(
      "wireguard-queue-overflow", "A younger packet took its place while a handshake was under way.",
      "a bound on what waits; WireGuard paper §6.4"),
    Reason("empty-packet", "An empty message would be a keepalive.", "WireGuard paper §6.5"),
    Reason("packet-too-long", "Longer than a datagram can carry.", "RFC 768"),
    Reason(
      "handshake-abandoned", "It waited for a handshake that nobody answered for 90 s.",
      "WireGuard paper §6.4 (REKEY_ATTEMPT_TIME)"),
    Reason(
      "tunnel-expired", "It waited when the tunnel's last keys were forgotten, or the tunnel itself ended so.",
      "WireGuard paper §6.3"),
  ]

  /// Checks between candidates, and connections that end.
  static let ofChecks: [Reason] = [
    Reason("no-candidates", "No address of the far end, or none of our own, became known within 10 s.", "RFC 8445 §5"),
    Reason("ice-timeout", "No pair of addresses is left that answers.", "RFC 8445 §8, RFC 7675"),
    Reason("unclaimed-stun", "A STUN message that no connection waits for.", "RFC 8445 §7.3"),
    Reason("malformed-stun", "The bytes are no STUN message that can be read.", "RFC 8489 §5"),
    Reason("unexpected-message", "A STUN message of a kind that has no place here.", "RFC 8489 §6.3"),
    Reason("wrong-fingerprint", "The fingerprint is not that of the bytes.", "RFC 8489 §14.7"),
    Reason("malformed-attribute", "An attribute that cannot be read.", "RFC 8489 §14"),
    Reason("unknown-attributes", "Attributes that must be understood, and are not.", "RFC 8489 §6.3.1 (420)"),
    Reason("missing-attribute", "An attribute that must be there is not.", "RFC 8489 §6.3, RFC 8656 §7.2"),
    Reason("foreign-username", "The user name is not made of both sides' fragments.", "RFC 8445 §7.2.2"),
    Reason("no-integrity", "The message is not signed.", "RFC 8489 §9.1.3"),
    Reason("wrong-integrity", "The signature is not made with this password.", "RFC 8489 §9.1.3"),
    Reason("unknown-base", "Came to an address that is none of our candidates.", "RFC 8445 §7.3"),
    Reason("withdrawn-candidate", "The far end has taken the address back.", "invalidate_ice_candidates"),
    Reason("candidate-withdrawn", "The address of this pair was taken back.", "invalidate_ice_candidates"),
    Reason("candidate-limit", "More addresses than a side may have.", "RFC 8445 §6.1.2.5"),
    Reason("role-conflict", "Both sides think that they control; one is told to give way.", "RFC 8445 §7.3.1.1 (487)"),
    Reason("unknown-transaction", "Answers nothing that was asked, or comes too late.", "RFC 8489 §6.3.3"),
    Reason(
      "asymmetric-answer", "The answer came from another address than was asked, or to another.", "RFC 8445 §7.2.5.2.1"),
    Reason("already-answered", "The same answer once more.", "RFC 8489 §6.3.3"),
    Reason("error-response", "The far end answered the check with an error.", "RFC 8489 §6.3.4"),
    Reason("unusable-address", "No check can be sent to such an address.", "RFC 8445 §5.1.1.1"),
    Reason(
      "foreign-fragment", "The candidate belongs to another session: its fragment is not the peer's.", "RFC 8839 §5.4"),
    Reason(
      "unanswered", "Nobody answered, as often as it was asked.",
      "RFC 8489 §6.2.1; the gateway did not answer authorize_flow"),
    Reason("pair-limit", "More pairs than there may be; those of the lowest priority go.", "RFC 8445 §6.1.2.5"),
  ]
}
