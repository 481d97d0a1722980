import Base

/// A transport address at which an ICE agent may be reached (RFC 8445 §5.1), for UDP and the one component there is.
package struct Candidate: Hashable, Sendable {
  package var foundation: String
  package var priority: UInt32
  package var endpoint: Endpoint
  package var kind: Kind
  /// `raddr` and `rport`: what the address was seen from. Hidden behind an unspecified address where privacy asks for it.
  package var related: Endpoint?
  /// The agent's user name fragment, where the sender tells it.
  package var usernameFragment: String?

  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case host
    case serverReflexive = "srflx"
    case peerReflexive = "prflx"
    case relayed = "relay"
  }

  package init(
    foundation: String, priority: UInt32, endpoint: Endpoint, kind: Kind, related: Endpoint? = nil,
    usernameFragment: String? = nil
  ) {
    self.foundation = foundation
    self.priority = priority
    self.endpoint = endpoint
    self.kind = kind
    self.related = related
    self.usernameFragment = usernameFragment
  }

  /// The host candidate of a local socket.
  ///
  /// - Parameter index: how many host candidates of its family the agent has already.
  package init(host endpoint: Endpoint, index: UInt16 = 0) { self.init(.host, endpoint, base: endpoint, index: index) }

  /// How a server sees a local socket. Signalled and never checked from, because its base is what packets leave by; and
  /// the base stays private.
  package init(serverReflexive endpoint: Endpoint, base: Endpoint) {
    self.init(.serverReflexive, endpoint, base: base, index: 0)
    related = .hidden(endpoint.address.family)
  }

  /// A relayed address.
  ///
  /// - Parameter family: of the path to the relay; another family than the address's own costs a translation.
  package init(relayed endpoint: Endpoint, over family: IPFamily, index: UInt16 = 0) {
    self.init(
      .relayed, endpoint, base: endpoint, index: index, penalty: family == endpoint.address.family ? 0 : 1000)
    related = .hidden(endpoint.address.family)
  }

  private init(_ kind: Kind, _ endpoint: Endpoint, base: Endpoint, index: UInt16, penalty: UInt16 = 0) {
    let preference = LocalPreference.of(kind, endpoint.address.family, index: index)
    self.init(
      foundation: kind.foundation(of: base.address),
      priority: kind.priority(localPreference: preference - min(penalty, preference)), endpoint: endpoint, kind: kind)
  }
}

extension Endpoint {
  /// What stands for an address that nobody is to know (RFC 8839 §5.1).
  fileprivate static func hidden(_ family: IPFamily) -> Endpoint {
    Endpoint(family == .v4 ? .v4(IPv4Address(bits: 0)) : .v6(.unspecified), 0)
  }
}

extension Candidate.Kind {
  /// Equal for candidates of one kind and base address (RFC 8445 §5.1.1.3).
  func foundation(of base: IPAddress) -> String { Hex.text(base.octets.suffix(8)) + rawValue.prefix(1) }
}
