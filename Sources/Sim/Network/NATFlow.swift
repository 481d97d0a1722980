import Base
import Lab
import Portal
import Wire

/// What a box tells apart by ports; an echo's identifier is one (RFC 5508 §3).
package enum NATProtocol: UInt8, Hashable, Comparable, Sendable {
  case icmp = 1
  case tcp = 6
  case udp = 17

  package static func < (a: NATProtocol, b: NATProtocol) -> Bool { a.rawValue < b.rawValue }

  var word: String {
    switch self {
    case .icmp: "icmp"
    case .tcp: "tcp"
    case .udp: "udp"
    }
  }
}

/// The ends of a packet as they stand on one side of a box.
package struct NATFlow: Hashable, Sendable {
  let proto: NATProtocol
  /// On the near side of the box: inside it for what leaves, outside for what comes.
  let local: Endpoint
  let remote: Endpoint
  /// RFC 5382: what opens, closes or breaks a connection. An echo reply is never the first.
  var flags: TCPFlags = []
  var isReply = false

  package init(_ proto: NATProtocol, local: Endpoint, remote: Endpoint, flags: TCPFlags = [], isReply: Bool = false) {
    self.proto = proto
    self.local = local
    self.remote = remote
    self.flags = flags
    self.isReply = isReply
  }

  /// Whether it may begin something: UDP always, TCP with a SYN, of echoes the request.
  var opens: Bool {
    switch proto {
    case .udp: true
    case .tcp: flags.contains(.syn) && !flags.contains(.ack)
    case .icmp: !isReply
    }
  }
}

/// Why a box lets something not pass: one reason each, the phase in its name.
package enum NATDrop: String, Error, Hashable, Sendable {
  /// What may leave is restricted, and this is nothing of it.
  case blocked = "nat-blocked"
  /// Nobody inside has this outside endpoint.
  case noMapping = "nat-no-mapping"
  /// There is a mapping, and the sender is none to which its owner spoke.
  case filtered = "nat-filtered"
  /// In the middle of a connection that the box does not know.
  case noSession = "nat-no-session"
  case noHairpin = "nat-no-hairpin"
  /// Every port of the router's addresses is in use.
  case noPort = "nat-no-port"
  /// RFC 6888 REQ-4: the address inside has as many mappings as it may have.
  case limit = "nat-limit"
  /// The table is full.
  case full = "nat-full"
  /// Neither TCP, UDP nor an echo, nor an error about one.
  case unsupported = "nat-unsupported"
  /// A later fragment whose first one never came, or too many at once.
  case fragment = "nat-fragment"
}

/// An outside endpoint for an inside one.
package struct NATMapping: Hashable, Sendable {
  let number: UInt32
  let key: Key
  let outside: Endpoint
  let since: Instant
  /// When something that counts passed last.
  var refreshed: Instant
  /// TCP connections in it that are established.
  var established = 0
  /// When the table looks at it next.
  var sweep = Instant.zero

  struct Key: Hashable, Sendable {
    let proto: NATProtocol
    let inside: Endpoint
    /// By the box's dependence: nil, an address with port 0, or an endpoint.
    let remote: Endpoint?
  }

  /// How an outside endpoint is found; the remote end counts where ports are overloaded.
  struct Outside: Hashable, Sendable {
    let proto: NATProtocol
    let endpoint: Endpoint
    let remote: Endpoint?
  }

  func ends(_ timeouts: NATTimeouts) -> Instant {
    switch key.proto {
    case .udp: refreshed + timeouts.udp
    case .icmp: refreshed + timeouts.icmp
    case .tcp: refreshed + (established > 0 ? timeouts.tcpEstablished : timeouts.tcpTransitory)
    }
  }
}

/// What became of a mapping.
package enum NATMappingChange: Hashable, Sendable {
  case created(NATMapping)
  case ended(NATMapping, End)

  package enum End: String, Hashable, Sendable {
    case expired
    /// The router was given other behaviours, and began anew.
    case reset
  }
}

extension NATBehaviour.Dependence {
  /// The part of a remote endpoint that counts.
  func scope(_ remote: Endpoint) -> Endpoint? {
    switch self {
    case .endpointIndependent: nil
    case .addressDependent: Endpoint(remote.address, 0)
    case .addressAndPortDependent: remote
    }
  }
}

extension NATBehaviour {
  /// Whether something may leave.
  func lets(out flow: NATFlow) -> Bool {
    allows.isEmpty
      || allows.contains { filter in
        switch (filter, flow.proto) {
        case (.icmp, .icmp): true
        case (.tcp(let ports), .tcp), (.udp(let ports), .udp): ports.contains(flow.remote.port)
        default: false
        }
      }
  }
}
