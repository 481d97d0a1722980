import Base

/// How much a host holds at most. Our own choices, not a specification's.
enum HostLimits {
  /// The MTU of a tunnel interface in this system, and the smallest that IPv6 allows (RFC 8200 §5).
  static let mtu = 1280
  /// RFC 791 §3.1: what every IPv4 host accepts; no report of a smaller path is believed.
  static let smallestMTU = 576
  static let applications = 4096
  static let connections = 1024
  /// Destinations whose path MTU is remembered.
  static let paths = 256
  /// Linux's ip_local_port_range.
  static let ephemeralPorts: ClosedRange<UInt16> = 32_768...60_999
}

enum HTTPLimits {
  static let requestHead = 8_192
  static let responseHead = 16_384
  /// The fewest bytes of a body between two facts about its progress.
  static let progressStep = 65_536
  /// Bytes of a body that its summary shows.
  static let shownBody = 4_096
  /// The longest body that `/bytes` generates.
  static let body = 100_000_000
}
