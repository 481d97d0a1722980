import Access
import Base
import CLinux
import Glibc
import Synchronization

/// Keeps a node's way to its portal out of its own tunnel.
///
/// The library opens the WebSocket's socket and connects it in one go, so that no mark can be put on it; what goes to the
/// portal's addresses looks into the system's own table instead.
final class PortalRoutes: Sendable {
  private let open = Mutex<[IPAddress]>([])

  /// Waits for the system's resolver.
  ///
  /// - Parameter host: a name or an address.
  func lead(to host: String) {
    let addresses = Self.addresses(of: host)
    // A resolver that is down takes no way away.
    guard !addresses.isEmpty, let netlink = try? Netlink() else { return }
    open.withLock { open in
      for address in open where !addresses.contains(address) { try? netlink.removeRule(around: address) }
      for address in addresses where !open.contains(address) { try? netlink.addRule(around: address) }
      open = addresses
    }
  }

  func close() {
    guard let netlink = try? Netlink() else { return }
    open.withLock { open in
      for address in open { try? netlink.removeRule(around: address) }
      open.removeAll()
    }
  }

  private static func addresses(of host: String) -> [IPAddress] {
    guard case .addresses(let addresses) = SystemLookups.look(up: host) else { return [] }
    return addresses
  }
}

extension Netlink {
  /// Before the rule of the tunnel.
  private static let priority: UInt32 = 8225

  func addRule(around address: IPAddress) throws(SystemError) {
    try request(
      Int(RTM_NEWRULE), NLM_F_CREATE | NLM_F_EXCL, Self.body(address), .link("add a rule for the portal's address"),
      pardoning: [EEXIST])
  }

  func removeRule(around address: IPAddress) throws(SystemError) {
    try request(
      Int(RTM_DELRULE), 0, Self.body(address), .link("remove the rule for the portal's address"), pardoning: [ENOENT])
  }

  private static func body(_ address: IPAddress) -> Body {
    var message = fib_rule_hdr()
    message.family = UInt8(address.family == .v4 ? AF_INET : AF_INET6)
    message.action = UInt8(FR_ACT_TO_TBL)
    message.table = UInt8(RT_TABLE_MAIN.rawValue)
    message.dst_len = IPPrefix(host: address).length
    var body = Body(message)
    body.add(Int(FRA_DST), address.octets)
    body.add(Int(FRA_PRIORITY), priority)
    return body
  }
}
