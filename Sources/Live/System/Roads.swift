import Base
import CLinux
import Glibc

/// By which of its addresses a node reaches others, and whether that is still so (rtnetlink(7)).
///
/// A laptop that changes networks has other addresses, or the same after a while without: either is another network.
final class Roads {
  /// Can be read from when links, addresses or routes have changed.
  let descriptor: Descriptor
  private var known: [Road] = []
  /// An address that is in use went away: what comes back under its name may be elsewhere.
  private var isLost = false
  private var shaken: (first: Instant, last: Instant)?

  private struct Road {
    let destination: Endpoint
    let source: IPAddress
  }

  /// Our own: destinations that are looked at.
  private static let capacity = 4
  /// Our own: a network that comes up says so in many messages; this long after the last one it stands, or after so long.
  private static let quiet: Duration = .milliseconds(300)
  private static let patience: Duration = .seconds(3)

  init() throws(SystemError) {
    let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let what = SystemError.Call.link("listen to the kernel of networks")
    descriptor = try Descriptor(socket(AF_NETLINK, kind, NETLINK_ROUTE), of: what)
    var name = sockaddr_nl()
    name.nl_family = sa_family_t(AF_NETLINK)
    name.nl_groups = UInt32(
      RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE)
    let number = descriptor.number
    let status = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
      }
    }
    guard status == 0 else { throw SystemError(what) }
  }

  /// Something is sent there.
  func note(_ destination: Endpoint) {
    guard known.count < Self.capacity, !known.contains(where: { $0.destination.address == destination.address }) else {
      return
    }
    if let source = Self.source(toward: destination) { known.append(Road(destination: destination, source: source)) }
  }

  /// When `haveChanged` is worth asking; nil while nothing has happened.
  var due: Instant? {
    shaken.map { Swift.min($0.last + Self.quiet, $0.first + Self.patience) }
  }

  /// Takes what the kernel has to say.
  func hear(at now: Instant) {
    var buffer = [UInt8](repeating: 0, count: 32 << 10)
    while case let count = recv(descriptor.number, &buffer, buffer.count, 0), count > 0 {
      if Self.removals(in: buffer[..<count]).contains(where: { gone in known.contains { $0.source.octets == gone } }) {
        isLost = true
      }
      shaken = (shaken?.first ?? now, now)
    }
    // More than the kernel keeps for us: what it was, nobody knows.
    if errno == ENOBUFS { shaken = (shaken?.first ?? now, now) }
  }

  /// Whether the node is elsewhere. Without any way out it is nowhere yet, which counts once there is one again.
  func haveChanged(at now: Instant) -> Bool {
    guard let due, due <= now else { return false }
    shaken = nil
    let sources = known.map { Self.source(toward: $0.destination) }
    guard sources.contains(where: { $0 != nil }) else { return false }
    return isLost || zip(known, sources).contains { road, source in source != nil && source != road.source }
  }

  /// The node begins anew.
  func forget() {
    known.removeAll()
    isLost = false
  }

  /// The address that the kernel would send from; nothing is sent.
  private static func source(toward destination: Endpoint) -> IPAddress? {
    let family = destination.address.family == .v4 ? AF_INET : AF_INET6
    let number = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { return nil }
    let descriptor = Descriptor(owning: number)
    var name = SocketName(destination)
    guard FirewallMark.nodes.put(on: descriptor), name.with({ connect(number, $0, $1) }) == 0 else { return nil }
    return SocketName.address(of: number)
  }

  /// The addresses that messages of RTM_DELADDR name.
  private static func removals(in messages: ArraySlice<UInt8>) -> [[UInt8]] {
    var gone: [[UInt8]] = []
    messages.withUnsafeBytes { bytes in
      var at = 0
      while at + MemoryLayout<nlmsghdr>.size <= bytes.count {
        let header = bytes.loadUnaligned(fromByteOffset: at, as: nlmsghdr.self)
        let end = at + Int(header.nlmsg_len)
        guard header.nlmsg_len >= 16, end <= bytes.count else { return }
        if Int(header.nlmsg_type) == Int(RTM_DELADDR) {
          gone += attributes(in: bytes[(at + 16 + MemoryLayout<ifaddrmsg>.size)..<max(end, at + 24)])
        }
        at = (end + 3) & ~3
      }
    }
    return gone
  }

  private static func attributes(in bytes: Slice<UnsafeRawBufferPointer>) -> [[UInt8]] {
    var (values, rest) = ([[UInt8]](), bytes)
    while rest.count >= 4 {
      let raw = UnsafeRawBufferPointer(rebasing: rest)
      let (length, type) = (
        Int(raw.loadUnaligned(as: UInt16.self)), raw.loadUnaligned(fromByteOffset: 2, as: UInt16.self)
      )
      guard length >= 4, length <= raw.count else { break }
      if Int(type) == Int(IFA_ADDRESS) || Int(type) == Int(IFA_LOCAL) { values.append(Array(raw[4..<length])) }
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return values
  }
}
