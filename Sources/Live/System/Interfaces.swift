import Base
import CLinux
import Glibc

// What is asked of an interface, its addresses and its routes.

extension Netlink {
  /// The routing table of clients and gateways (the data plane's document).
  package static let table: UInt32 = 0x2021_fd00

  /// - Parameter queue: packets that wait for whoever reads the device (txqueuelen).
  package func bringUp(_ index: UInt32, mtu: Int, queue: Int) throws(SystemError) {
    var link = ifinfomsg()
    link.ifi_index = Int32(bitPattern: index)
    link.ifi_flags = UInt32(IFF_UP)
    link.ifi_change = UInt32(IFF_UP)
    var body = Body(link)
    body.add(Int(IFLA_MTU), UInt32(mtu))
    body.add(Int(IFLA_TXQLEN), UInt32(queue))
    try request(Int(RTM_NEWLINK), 0, body, .link("set the tunnel device up"))
  }

  package func add(_ address: IPAddress, to index: UInt32) throws(SystemError) {
    try request(
      Int(RTM_NEWADDR), NLM_F_CREATE | NLM_F_REPLACE, Self.body(address, index),
      .link("give the tunnel device the address \(address)"), pardoning: [EEXIST])
  }

  package func remove(_ address: IPAddress, from index: UInt32) throws(SystemError) {
    try request(
      Int(RTM_DELADDR), 0, Self.body(address, index), .link("take the address \(address) away"),
      pardoning: [EADDRNOTAVAIL])
  }

  /// A host's address, good at once: nobody else is on the tunnel who could have it, too.
  private static func body(_ address: IPAddress, _ index: UInt32) -> Body {
    var message = ifaddrmsg()
    message.ifa_family = Self.family(address)
    message.ifa_prefixlen = IPPrefix(host: address).length
    message.ifa_flags = UInt8(IFA_F_NODAD)
    message.ifa_index = index
    var body = Body(message)
    body.add(Int(IFA_LOCAL), address.octets)
    body.add(Int(IFA_ADDRESS), address.octets)
    return body
  }

  package func add(_ route: IPPrefix, over index: UInt32) throws(SystemError) {
    try request(
      Int(RTM_NEWROUTE), NLM_F_CREATE | NLM_F_REPLACE, Self.body(route, index), .link("add the route \(route)"))
  }

  package func remove(_ route: IPPrefix, over index: UInt32) throws(SystemError) {
    try request(
      Int(RTM_DELROUTE), 0, Self.body(route, index), .link("remove the route \(route)"), pardoning: [ESRCH])
  }

  private static func body(_ route: IPPrefix, _ index: UInt32) -> Body {
    var message = rtmsg()
    message.rtm_family = Self.family(route.address)
    message.rtm_dst_len = route.length
    message.rtm_protocol = UInt8(RTPROT_STATIC)
    message.rtm_scope = UInt8((route.family == .v4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE).rawValue)
    message.rtm_type = UInt8(RTN_UNICAST)
    var body = Body(message)
    if route.length > 0 { body.add(Int(RTA_DST.rawValue), route.address.octets) }
    body.add(Int(RTA_OIF.rawValue), index)
    body.add(Int(RTA_TABLE.rawValue), Self.table)
    return body
  }

  /// Whatever does not carry the mark looks into our table first: the way of `wg-quick`, without which a tunnel that
  /// takes everything would take its own datagrams.
  package func addRule(_ family: IPFamily, except mark: FirewallMark) throws(SystemError) {
    try request(
      Int(RTM_NEWRULE), NLM_F_CREATE | NLM_F_EXCL, Self.body(family, mark), .link("add a rule of routes"),
      pardoning: [EEXIST])
  }

  package func removeRule(_ family: IPFamily, except mark: FirewallMark) throws(SystemError) {
    try request(
      Int(RTM_DELRULE), 0, Self.body(family, mark), .link("remove a rule of routes"), pardoning: [ENOENT])
  }

  /// Ours, and explicit: the kernel would choose one before all that there are, also before the exception for the portal.
  private static let rulePriority: UInt32 = 8226

  private static func body(_ family: IPFamily, _ mark: FirewallMark) -> Body {
    var message = fib_rule_hdr()
    message.family = UInt8(family == .v4 ? AF_INET : AF_INET6)
    message.action = UInt8(FR_ACT_TO_TBL)
    message.flags = UInt32(FIB_RULE_INVERT)
    var body = Body(message)
    body.add(Int(FRA_FWMARK), mark.number)
    body.add(Int(FRA_FWMASK), .max)
    body.add(Int(FRA_PRIORITY), rulePriority)
    body.add(Int(FRA_TABLE), Self.table)
    return body
  }

  private static func family(_ address: IPAddress) -> UInt8 {
    UInt8(address.family == .v4 ? AF_INET : AF_INET6)
  }
}
