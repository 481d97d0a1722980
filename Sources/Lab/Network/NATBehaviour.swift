import Base
import Portal

/// How a router treats what crosses it: the behaviours of RFC 4787, 5382, 5508 and 6888, each by itself.
package struct NATBehaviour: Hashable, Sendable {
  /// The combination that it began as; single behaviours may differ from it.
  package var kind: NATKind
  /// RFC 4787 §4.1: when another remote end gets another mapping.
  package var mapping = Dependence.endpointIndependent
  /// RFC 4787 §5: who may answer.
  package var filtering = Dependence.addressAndPortDependent
  /// RFC 4787 §6: nodes behind the router reach each other by its own address.
  package var hairpin = true
  package var ports = PortAssignment.preserve
  /// RFC 4787 §4.1: whether a node keeps one of several outside addresses.
  package var pooling = Pooling.paired
  /// RFC 4787 §4.3: which way a packet must go to keep a mapping alive.
  package var refresh = Refresh.outbound
  package var timeouts = NATTimeouts()
  /// RFC 6888 REQ-4: how many mappings one address inside may have.
  package var limit = NATBehaviour.mostMappings
  package var translation = Translation.v4
  /// What may leave; empty for all.
  package var allows: [Filter] = []
  /// UDP ports that lead inside whoever asks, to the one node behind the router.
  package var forwards: ClosedRange<UInt16>?
  /// RFC 4787 REQ-3: the well-known ports are not given away.
  package var range: ClosedRange<UInt16> = 1024...65_535

  /// Our own: mappings of one router. Linux tracks 262,144 connections on machines of 4 GiB.
  package static let mostMappings = 262_144

  package init(kind: NATKind) { self.kind = kind }

  package enum Dependence: String, Hashable, Sendable, CaseIterable {
    case endpointIndependent = "endpoint-independent"
    case addressDependent = "address-dependent"
    case addressAndPortDependent = "address-and-port-dependent"
  }

  package enum PortAssignment: String, Hashable, Sendable, CaseIterable {
    /// The node's own port where it is free, else the next that is.
    case preserve
    /// The node's own port for several nodes at once, as long as they speak to different remote ends.
    case overload
    case sequential
    case random
  }

  package enum Pooling: String, Hashable, Sendable, CaseIterable { case paired, arbitrary }

  package enum Refresh: String, Hashable, Sendable, CaseIterable { case outbound, both }

  /// Which families get other addresses. What is not translated passes a firewall of the same filtering.
  package enum Translation: String, Hashable, Sendable, CaseIterable {
    case none
    case v4 = "ipv4"
    case both
  }

  package func translates(_ family: IPFamily) -> Bool {
    switch translation {
    case .none: false
    case .v4: family == .v4
    case .both: true
    }
  }
}

/// How long a mapping lives that nothing refreshes.
package struct NATTimeouts: Hashable, Sendable {
  /// RFC 4787 REQ-5: at least 2 min, 5 min is recommended.
  package var udp: Duration = .seconds(300)
  /// RFC 5382 REQ-5: at least 2 h 4 min.
  package var tcpEstablished: Duration = .seconds(7440)
  /// RFC 5382 REQ-5: connections that open or close, at least 4 min.
  package var tcpTransitory: Duration = .seconds(240)
  /// RFC 5508 REQ-2: at least 60 s.
  package var icmp: Duration = .seconds(60)

  package init() {}
}

/// Combinations that have names in the field.
package enum NATKind: String, Hashable, Sendable, CaseIterable {
  /// No router of its own: the node has a public address.
  case none
  case fullCone = "full-cone"
  case restrictedCone = "restricted-cone"
  case portRestricted = "port-restricted"
  case symmetric
  /// Linux without `random`: one port for many connections, told apart by their far ends.
  case masquerade
  /// A carrier's (RFC 6888): translates for many, and lets nobody have all ports.
  case cgnat
  /// Translates nothing, lets in what answers (RFC 6092).
  case firewall
  /// Translates, and carries no UDP.
  case udpBlocked = "udp-blocked"

  package var meaning: String {
    switch self {
    case .none: "no router of its own, a public address"
    case .fullCone: "one mapping for a socket, anybody may answer"
    case .restrictedCone: "one mapping for a socket, addresses that it spoke to may answer"
    case .portRestricted: "one mapping for a socket, endpoints that it spoke to may answer"
    case .symmetric: "a mapping with a random port for every remote endpoint, which alone may answer"
    case .masquerade: "Linux: the socket's own port towards everybody, endpoints that it spoke to may answer"
    case .cgnat: "a carrier's: one mapping for a socket, anybody may answer, at most 1024 for an address"
    case .firewall: "no translation, endpoints that were spoken to may answer"
    case .udpBlocked: "port-restricted, and no UDP leaves"
    }
  }

  package var behaviour: NATBehaviour {
    var behaviour = NATBehaviour(kind: self)
    switch self {
    case .none, .fullCone: behaviour.filtering = .endpointIndependent
    case .restrictedCone: behaviour.filtering = .addressDependent
    case .portRestricted: break
    case .symmetric:
      behaviour.mapping = .addressAndPortDependent
      behaviour.ports = .random
    case .masquerade:
      behaviour.mapping = .addressAndPortDependent
      behaviour.ports = .overload
      // nf_conntrack_udp_timeout_stream; answers count there.
      behaviour.timeouts.udp = .seconds(120)
      behaviour.refresh = .both
      behaviour.hairpin = false
    case .cgnat:
      behaviour.filtering = .endpointIndependent
      behaviour.limit = 1024
    case .firewall: behaviour.translation = .none
    case .udpBlocked: behaviour.allows = [.tcp(0...UInt16.max), .icmp]
    }
    return behaviour
  }
}
