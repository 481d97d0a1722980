import Base
import Wire

/// The addresses of one interface of a relay: it listens on them, and takes relayed transport addresses from them.
package struct PublicAddresses: Hashable, Sendable {
  package var v4: IPv4Address?
  package var v6: IPv6Address?

  package init(v4: IPv4Address?, v6: IPv6Address? = nil) {
    self.v4 = v4
    self.v6 = v6
  }

  package subscript(family: IPFamily) -> IPAddress? {
    switch family {
    case .v4: v4.map { .v4($0) }
    case .v6: v6.map { .v6($0) }
    }
  }
}

/// What whoever runs a relay decides.
package struct RelayPolicy: Sendable {
  package var addresses: [PublicAddresses]
  package var listenPort: UInt16 = 3478
  /// Ports of relayed transport addresses (RFC 8656 §7.2: the dynamic range).
  package var ports: ClosedRange<UInt16> = 49152...65535
  package var realm = "firezone"
  package var software = "firezone-relay; rev=xxxx"
  /// Numbers that may be bound. Clients after RFC 5766 take them from `ChannelNumber.formerRange`, too.
  package var channelNumbers = ChannelNumber.range
  package var peers = PeerFilter()
  /// Whether other services on the relay's own addresses may be peers and clients: on loopback, where tests run, all are.
  package var reachesOwnHost = false
  /// Whether the owner says of each socket that it is to open what came of it, `opened` or `occupied`; else they are
  /// taken to be open at once.
  package var confirmsSockets = false
  package var limits = RelayLimits()

  /// - Parameter addresses: of each interface; one pair is what a relay of Firezone has.
  package init(_ addresses: [PublicAddresses]) { self.addresses = addresses }

  /// Where it listens.
  package var listeners: [Endpoint] {
    addresses.flatMap { lent in IPFamily.allCases.compactMap { lent[$0] } }.map { Endpoint($0, listenPort) }
  }
}

/// What keeps one client from taking what belongs to all.
package struct RelayLimits: Hashable, Sendable {
  /// Of one participant, whatever the expiry in the name.
  package var allocationsPerOwner = 64
  /// Of a client's IP address, behind which a whole site may stand.
  package var allocationsPerAddress = 4096
  package var permissionsPerAllocation = 1024
  /// Answers in a second to one address (IPv6: to one /64) that has shown no credentials: whoever forges a victim's
  /// address gets no more sent there.
  package var unauthenticatedAnswersPerSecond: UInt16 = 200

  package init() {}
}

/// Peers that a relay does not reach for its clients: what only the relay's own network is to reach.
package struct PeerFilter: Sendable {
  private var denied = PrefixTable<Bool>()

  /// Never a peer on a network (RFC 6890 and the registries after it).
  package static let special = [
    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/127", "100::/64",
    "::ffff:0.0.0.0/96", "64:ff9b:1::/48", "fe80::/10", "ff00::/8",
  ].compactMap { IPPrefix($0) }
  /// Private networks, which a relay on the internet has no business in (RFC 1918, RFC 6598, RFC 4193).
  package static let `private` = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
  ].compactMap { IPPrefix($0) }

  package init(denying prefixes: [IPPrefix] = special + `private`) { for prefix in prefixes { deny(prefix) } }

  package mutating func deny(_ prefix: IPPrefix) { denied[prefix] = true }
  /// The longest prefix decides: an exception within what is denied.
  package mutating func allow(_ prefix: IPPrefix) { denied[prefix] = false }

  /// What was denied and allowed, in the order of the networks.
  package var rules: [(prefix: IPPrefix, isDenied: Bool)] { denied.entries.map { ($0.prefix, $0.value) } }

  package func allows(_ peer: IPAddress) -> Bool { denied.match(peer)?.value != true }
}
