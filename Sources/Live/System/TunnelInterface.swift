import Access
import Base
import Glibc

/// A node's tunnel device and what the kernel was told of it: addresses, routes, and the rule that leads into them.
final class TunnelInterface {
  let device: TunDevice
  private let netlink: Netlink
  private var configuration = TunConfiguration(addresses: [])
  private var isUp = false
  private var rules: [IPFamily] = []

  /// The data plane's document: packets that may wait for us.
  private static let queue = 10_000

  init(named name: String) throws(SystemError) {
    device = try TunDevice(named: name)
    netlink = try Netlink()
  }

  /// Changes what differs. A kernel without IPv6 has a tunnel without it.
  func configure(_ new: TunConfiguration) throws(SystemError) {
    if !isUp {
      try netlink.bringUp(device.index, mtu: AddressPlan.mtu, queue: Self.queue)
      isUp = true
    }
    let old = configuration
    configuration = new
    for route in old.routes where !new.routes.contains(route) { try netlink.remove(route, over: device.index) }
    for address in old.addresses where !new.addresses.contains(address) {
      try netlink.remove(address, from: device.index)
    }
    for address in new.addresses where !old.addresses.contains(address) && has(address.family) {
      try netlink.add(address, to: device.index)
    }
    for family in IPFamily.allCases where !rules.contains(family) && has(family) {
      try netlink.addRule(family, except: .nodes)
      rules.append(family)
    }
    for route in new.routes where !old.routes.contains(route) && has(route.family) {
      try netlink.add(route, over: device.index)
    }
  }

  private func has(_ family: IPFamily) -> Bool {
    guard family == .v6 else { return true }
    // Off for this interface as it is for all where the kernel has no IPv6.
    return access("/proc/sys/net/ipv6/conf/\(device.name)", F_OK) == 0
  }

  /// Addresses and routes go with the device; the rules do not.
  func close() {
    for family in rules { try? netlink.removeRule(family, except: .nodes) }
    rules.removeAll()
  }
}
