// Why names are not resolved, and why hosts discard.

extension Reason {
  static let ofNames: [Reason] = [
    Reason(
      "not-dns", "Sent to a sentinel address, which answers DNS and nothing else.",
      "sentinels stand for name servers, port 53"),
    Reason(
      "unassigned-sentinel", "An address of the sentinels' range that stands for no name server.",
      "the sentinels' range, 100.100.111.0/24"),
    Reason("not-a-query", "What came to the resolver is no DNS question.", "RFC 1035 §4.1.1"),
    Reason(
      "malformed-query", "What came to the gateway's name server is no question that can be read.", "RFC 1035 §4.1"),
    Reason("not-our-name", "Asked by multicast about a name that is not ours to answer.", "LLMNR, RFC 4795 §2.4"),
    Reason("late-answer", "The answer came after its question was given up.", "RFC 5452 §4"),
    Reason(
      "about-our-query", "An ICMP error about a question of our own; the question fails at once.", "RFC 1122 §3.2.2.1"),
    Reason("timed-out", "Nobody answered in time.", "RFC 1035 §4.2.1; RFC 9293 §3.8.3"),
    Reason("failed", "The name server could not be asked.", "SERVFAIL, RFC 1035 §4.1.1"),
    Reason("malformed-answer", "What came back is no answer to this question.", "RFC 5452 §9"),
    Reason("unreachable", "An ICMP error about it came back.", "RFC 1122 §4.1.3.3 and §4.2.3.9"),
    Reason("refused", "The resource that the question must go to is refused.", "SERVFAIL instead of a wait, RFC 8914"),
    Reason("no-upstream", "There is nobody to ask.", "the client's name servers"),
    Reason("too-many", "More questions wait than may.", "a bound on what waits"),
    Reason("no-sentinel-left", "There are more name servers than sentinels.", "the sentinels' range"),
  ]

  static let ofHosts: [Reason] = [
    Reason(
      "fragment-not-reassembled", "A fragment whose others have not come, or cannot be put together.",
      "RFC 791 §3.2, RFC 8200 §4.5"),
    Reason(
      "no-such-protocol", "No part of the host handles this protocol.", "RFC 1122 §3.2.2.1 (protocol unreachable)"),
    Reason("source-not-unicast", "The source is a group, a broadcast or nobody.", "RFC 1122 §3.2.1.3"),
    Reason("no-such-udp-port", "No socket has the port; the host answers port unreachable.", "RFC 1122 §4.1.3.1"),
    Reason("no-such-echo", "An echo reply that answers no request of this host.", "RFC 792"),
    Reason("icmp-type-not-handled", "An ICMP message that the host has no use for.", "RFC 1122 §3.2.2"),
    Reason("icmp-error-malformed", "An ICMP error whose quote is no packet.", "RFC 792, RFC 4443 §3"),
    Reason(
      "icmp-error-quote-too-short", "The quote is too short to tell whose packet it was.",
      "RFC 792: the header and eight bytes"),
    Reason("icmp-error-matches-no-socket", "No socket has sent what is quoted.", "RFC 1122 §3.2.2.1"),
    Reason(
      "icmp-error-out-of-window", "The quoted sequence number is none that is under way: perhaps forged.", "RFC 5927 §4"
    ),
    Reason("icmp-error-not-reported", "The socket did not ask to hear of such errors.", "Linux: IP_RECVERR, ip(7)"),
    Reason("dns-malformed", "The bytes are no DNS message.", "RFC 1035 §4.1"),
    Reason("dns-answers-no-question", "Answers a question that nobody here asked.", "RFC 5452 §9"),
    Reason("dns-not-a-query", "A response where a question was expected.", "RFC 1035 §4.1.1"),
    Reason("no-such-tcp-port", "Nobody listens there; the host answers with a reset.", "RFC 9293 §3.5.2"),
    Reason(
      "tcp-unacceptable", "The segment lies outside the window; an acknowledgment says where it is.", "RFC 9293 §3.4"),
    Reason("tcp-duplicate", "All of its bytes have been received already.", "RFC 9293 §3.10.7.4"),
    Reason("tcp-acknowledges-unsent", "Acknowledges what was not sent.", "RFC 9293 §3.10.7.4, RFC 5961 §5"),
    Reason(
      "tcp-reset-out-of-window", "A reset with a sequence number outside the window: perhaps forged.", "RFC 5961 §3"),
    Reason(
      "tcp-challenged", "A SYN or reset inside a connection is answered with a challenge, not obeyed.",
      "RFC 5961 §3 and §4"),
    Reason("tcp-no-acknowledgment", "A segment of a connection without an acknowledgment.", "RFC 9293 §3.10.7.4"),
    Reason("tcp-data-after-end", "Data behind the end of the stream.", "RFC 9293 §3.10.7.4"),
    Reason("reassembly-full", "More segments out of order than the host keeps.", "a bound on what waits"),
    Reason("too-many-sockets", "The host has as many connections as it keeps.", "a bound; EMFILE"),
    Reason("finished", "Both ends closed the connection in order.", "RFC 9293 §3.6"),
    Reason("reset", "The far end reset the connection, or the router began anew.", "RFC 9293 §3.5.2"),
    Reason("aborted", "The application gave the connection up.", "RFC 9293 §3.9.1 (abort)"),
  ]
}
