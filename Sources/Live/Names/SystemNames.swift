import Access
import Base

/// The name servers of the system, and how its applications are led to those of the client.
protocol SystemNames: AnyObject {
  /// Those that the system would use without the node, in its order.
  var servers: [Endpoint] { get }

  /// Leads applications to the sentinels, from now on.
  func use(_ configuration: TunConfiguration) throws(SystemError)

  /// Whether somebody else has changed them since the last time.
  func look() throws(SystemError) -> Bool

  /// As it was before.
  func restore()
}

/// Which way a client tells applications of its name servers.
package enum NameControl: String, CaseIterable, Sendable {
  /// By resolvectl(1), of the tunnel device alone.
  case systemdResolved = "systemd-resolved"
  /// By resolv.conf(5).
  case resolverFile = "etc-resolv-conf"
  case none

  /// Files that stay until everything is as it was.
  package var copies: [String] { self == .resolverFile ? [ResolverFile.path + WrittenNames.suffix] : [] }
  /// Whether applications are led as they were without the node.
  package var isPutBack: Bool { self != .resolverFile || !WrittenNames.stand(at: ResolverFile.path) }

  func open(interface: String) throws(SystemError) -> any SystemNames {
    switch self {
    case .systemdResolved: ResolvedNames(interface: interface)
    case .resolverFile: try WrittenNames()
    case .none: UntouchedNames()
    }
  }
}

/// Applications have to be pointed at the sentinels by somebody else.
final class UntouchedNames: SystemNames {
  private(set) var servers = ResolverFile.systemServers()

  func use(_ configuration: TunConfiguration) {}

  func look() -> Bool {
    let now = ResolverFile.systemServers()
    defer { servers = now }
    return now != servers
  }

  func restore() {}
}
