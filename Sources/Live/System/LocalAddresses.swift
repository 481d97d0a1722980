import Base
import Glibc

/// The addresses that this machine has, or this network namespace of it (getifaddrs(3)).
package enum LocalAddresses {
  /// Without loopback and what is good on one link alone, in the system's order.
  package static func all() -> [IPAddress] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var addresses: [IPAddress] = []
    var next = list
    while let entry = next?.pointee {
      next = entry.ifa_next
      guard entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0 else { continue }
      if let address = SocketName.address(entry.ifa_addr), !address.isLinkLocal { addresses.append(address) }
    }
    return addresses
  }
}

extension IPAddress {
  /// RFC 3927 §2.1, RFC 4291 §2.5.6.
  fileprivate var isLinkLocal: Bool {
    switch self {
    case .v4(let address): address.bits >> 16 == 0xa9fe
    case .v6(let address): address.high >> 54 == 0x3fa
    }
  }
}
