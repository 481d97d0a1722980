/// The error numbers of Linux that applications on a host can get; the raw value is the number.
package enum Errno: Int, Hashable, Sendable, CaseIterable {
  case eacces = 13
  case emfile = 24
  case enonet = 64
  case eproto = 71
  case emsgsize = 90
  case enoprotoopt = 92
  case enotsup = 95
  case eaddrnotavail = 99
  case enetunreach = 101
  case econnreset = 104
  case etimedout = 110
  case econnrefused = 111
  case ehostdown = 112
  case ehostunreach = 113

  package var name: String { "\(self)".uppercased() }

  /// What strerror says.
  package var words: String {
    switch self {
    case .eacces: "Permission denied"
    case .emfile: "Too many open files"
    case .enonet: "Machine is not on the network"
    case .eproto: "Protocol error"
    case .emsgsize: "Message too long"
    case .enoprotoopt: "Protocol not available"
    case .enotsup: "Operation not supported"
    case .eaddrnotavail: "Cannot assign requested address"
    case .enetunreach: "Network is unreachable"
    case .econnreset: "Connection reset by peer"
    case .etimedout: "Connection timed out"
    case .econnrefused: "Connection refused"
    case .ehostdown: "Host is down"
    case .ehostunreach: "No route to host"
    }
  }
}
