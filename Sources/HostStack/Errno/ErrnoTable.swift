import Base
import Wire

/// What Linux makes of an ICMP error: one row for each type and range of codes.
///
/// A TCP handshake and a socket with IP_RECVERR hear of every row; a connected socket of the fatal ones alone.
/// The rows marked "not measured" follow the conversion tables of the kernel (net/ipv4/icmp.c, net/ipv6/icmp.c).
struct ErrnoRow: Sendable {
  let family: IPFamily
  let kind: Kind
  let codes: ClosedRange<UInt8>
  let errno: Errno
  let fatal: Bool

  enum Kind: Sendable { case unreachable, timeExceeded, parameterProblem }

  init(_ family: IPFamily, _ kind: Kind, _ codes: ClosedRange<UInt8>, _ errno: Errno, fatal: Bool) {
    self.family = family
    self.kind = kind
    self.codes = codes
    self.errno = errno
    self.fatal = fatal
  }

  static let all: [ErrnoRow] = [
    ErrnoRow(.v4, .unreachable, 0...0, .enetunreach, fatal: false),
    ErrnoRow(.v4, .unreachable, 1...1, .ehostunreach, fatal: false),
    ErrnoRow(.v4, .unreachable, 2...2, .enoprotoopt, fatal: true),
    ErrnoRow(.v4, .unreachable, 3...3, .econnrefused, fatal: true),
    ErrnoRow(.v4, .unreachable, 5...5, .enotsup, fatal: false),
    ErrnoRow(.v4, .unreachable, 6...6, .enetunreach, fatal: true),
    ErrnoRow(.v4, .unreachable, 7...7, .ehostdown, fatal: true),
    ErrnoRow(.v4, .unreachable, 8...8, .enonet, fatal: true),  // not measured
    ErrnoRow(.v4, .unreachable, 9...9, .enetunreach, fatal: true),
    ErrnoRow(.v4, .unreachable, 10...10, .ehostunreach, fatal: true),
    ErrnoRow(.v4, .unreachable, 11...11, .enetunreach, fatal: false),
    ErrnoRow(.v4, .unreachable, 12...12, .ehostunreach, fatal: false),
    ErrnoRow(.v4, .unreachable, 13...15, .ehostunreach, fatal: true),
    ErrnoRow(.v4, .timeExceeded, 0...1, .ehostunreach, fatal: false),  // code 1 not measured
    ErrnoRow(.v4, .parameterProblem, 0...255, .eproto, fatal: true),  // not measured
    ErrnoRow(.v6, .unreachable, 0...0, .enetunreach, fatal: false),
    ErrnoRow(.v6, .unreachable, 1...1, .eacces, fatal: true),
    ErrnoRow(.v6, .unreachable, 2...3, .ehostunreach, fatal: false),
    ErrnoRow(.v6, .unreachable, 4...4, .econnrefused, fatal: true),
    ErrnoRow(.v6, .unreachable, 5...6, .eacces, fatal: true),
    ErrnoRow(.v6, .unreachable, 7...255, .eproto, fatal: true),  // codes above 7 not measured
    ErrnoRow(.v6, .timeExceeded, 0...1, .ehostunreach, fatal: false),  // code 1 not measured
    ErrnoRow(.v6, .parameterProblem, 0...255, .eproto, fatal: true),  // codes other than 1 not measured
  ]
}

extension ICMPError {
  /// The errno and whether a connected UDP socket hears of it; nil if Linux ignores the code.
  ///
  /// Packet too big is fatal to a datagram, which is lost; TCP cuts its segments smaller instead.
  func errno(_ family: IPFamily) -> (errno: Errno, fatal: Bool)? {
    let kind: ErrnoRow.Kind
    let code: UInt8
    switch self {
    case .unreachable(let c): (kind, code) = (.unreachable, c)
    case .timeExceeded(let c): (kind, code) = (.timeExceeded, c)
    case .parameterProblem(let c, _): (kind, code) = (.parameterProblem, c)
    case .packetTooBig: return (.emsgsize, true)
    }
    let row = ErrnoRow.all.first { $0.family == family && $0.kind == kind && $0.codes.contains(code) }
    return row.map { ($0.errno, $0.fatal) }
  }
}
