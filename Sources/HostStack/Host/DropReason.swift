/// Why a host discarded a packet. The raw value is the name in traces and does not change.
package enum DropReason: String, Hashable, Sendable, CaseIterable {
  // The packet.
  case notForUs = "not-for-us"
  case badChecksum = "bad-checksum"
  case fragment = "fragment-not-reassembled"
  case noSuchProtocol = "no-such-protocol"
  case sourceNotUnicast = "source-not-unicast"

  // UDP and ICMP.
  case noSuchUDPPort = "no-such-udp-port"
  case noSuchEcho = "no-such-echo"
  case icmpTypeNotHandled = "icmp-type-not-handled"

  // What an ICMP error must be like to count.
  case errorMalformed = "icmp-error-malformed"
  case errorQuoteTooShort = "icmp-error-quote-too-short"
  case errorMatchesNoSocket = "icmp-error-matches-no-socket"
  case errorOutOfWindow = "icmp-error-out-of-window"
  case errorNotReported = "icmp-error-not-reported"

  // DNS.
  case dnsMalformed = "dns-malformed"
  case dnsAnswersNoQuestion = "dns-answers-no-question"
  case dnsNotAQuery = "dns-not-a-query"

  // TCP.
  case noSuchTCPPort = "no-such-tcp-port"
  case tcpUnacceptable = "tcp-unacceptable"
  case tcpDuplicate = "tcp-duplicate"
  case tcpAcknowledgesUnsent = "tcp-acknowledges-unsent"
  case tcpResetOutOfWindow = "tcp-reset-out-of-window"
  case tcpChallenged = "tcp-challenged"
  case tcpNoAcknowledgment = "tcp-no-acknowledgment"
  case tcpDataAfterEnd = "tcp-data-after-end"
  case reassemblyFull = "reassembly-full"
  case tooManySockets = "too-many-sockets"
}
