import Base
import HashTreeCollections
import Lab
import Wire

/// Who may answer through which mapping: RFC 4787 §5, with a connection's state where it is TCP (RFC 5382 §4).
struct NATPermits: Sendable {
  /// Our own. Beyond it nobody new may answer: strangers cannot make the table grow.
  static let capacity = 4 * NATBehaviour.mostMappings

  struct Key: Hashable, Sendable {
    let mapping: UInt32
    /// An endpoint, or an address with port 0.
    let remote: Endpoint
  }

  struct Permit: Hashable, Sendable {
    var refreshed: Instant
    var seen: Seen = []
    var sweep = Instant.zero

    /// A connection is established between the SYNs of both sides and a reset or the FINs of both.
    var isEstablished: Bool { seen.isSuperset(of: .opened) && !seen.isSuperset(of: .closed) && !seen.contains(.reset) }

    func ends(_ proto: NATProtocol, _ timeouts: NATTimeouts) -> Instant {
      switch proto {
      case .udp: refreshed + timeouts.udp
      case .icmp: refreshed + timeouts.icmp
      case .tcp: refreshed + (isEstablished ? timeouts.tcpEstablished : timeouts.tcpTransitory)
      }
    }
  }

  /// What of a TCP connection has passed.
  struct Seen: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let synOut = Seen(rawValue: 1)
    static let synIn = Seen(rawValue: 2)
    static let finOut = Seen(rawValue: 4)
    static let finIn = Seen(rawValue: 8)
    static let reset = Seen(rawValue: 16)
    static let opened: Seen = [.synOut, .synIn]
    static let closed: Seen = [.finOut, .finIn]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ flags: TCPFlags, isOutbound: Bool) {
      self = []
      if flags.contains(.syn) { insert(isOutbound ? .synOut : .synIn) }
      if flags.contains(.fin) { insert(isOutbound ? .finOut : .finIn) }
      if flags.contains(.rst) { insert(.reset) }
    }
  }

  private var permits = TreeDictionary<Key, Permit>()

  var count: Int { permits.count }

  subscript(key: Key) -> Permit? {
    get { permits[key] }
    set { permits[key] = newValue }
  }

  func holds(_ key: Key, _ proto: NATProtocol, _ timeouts: NATTimeouts, at now: Instant) -> Bool {
    permits[key].map { now < $0.ends(proto, timeouts) } ?? false
  }
}
