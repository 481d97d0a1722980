import Base
import Wire

/// What `dig` asks.
package struct Dig: Hashable, Sendable {
  /// As typed; with a dot at the end it is never completed.
  package var name: String
  package var type: DNSType
  /// `+tcp` asks over TCP at once.
  package var transport = DNSTransport.udp
  /// Nil asks the host's resolvers in turn.
  package var server: Endpoint?
  /// `+search`: a name without a dot is completed with the host's search list.
  package var search = false
  /// RD; `+norecurse` clears it.
  package var recursion = true
  /// What the OPT record offers; nil sends none, as `+noedns` does.
  package var payloadSize: UInt16? = 1232
  /// `+ignore`: a truncated answer is the answer.
  package var ignoresTruncation = false
  /// How often every server is asked.
  package var tries = 3
  /// How long one try waits.
  package var patience: Duration = .seconds(5)

  package init(_ name: String, _ type: DNSType = .a) {
    self.name = name
    self.type = type
  }

  /// `-x`: which name belongs to an address.
  package init(reverse address: IPAddress) {
    self.init(DomainName(reverse: address).absolute, .ptr)
  }

  /// An upper bound: every try over UDP and again over TCP, for every name of the search list.
  var longest: Duration {
    let servers = server == nil ? ResolverLimits.servers : 1
    return patience * (2 * max(tries, 1) * servers * (search ? ResolverLimits.searchDomains + 1 : 1))
  }
}

package enum DNSTransport: String, Hashable, Sendable {
  case udp
  case tcp
}

/// What dig got, and what stood in its way.
package struct DigAnswer: Hashable, Sendable {
  package var message: DNSMessage
  package var server: Endpoint
  package var transport: DNSTransport
  /// Bytes of the message.
  package var size: Int
  /// From the query that was answered to its answer.
  package var queryTime: Duration
  /// A truncated answer over UDP came first.
  package var wasTruncated: Bool
  package var failures: [QueryFailure]
}
