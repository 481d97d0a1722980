import Base
import Cipher
import Testing

@testable import Portal

/// Identifiers, keys and a small directory that the tests share.
enum Fixture {
  static func id<Kind>(_ number: UInt64, _ kind: Kind.Type = Kind.self) -> Identifier<Kind> {
    Identifier(high: 0xa7b1_c2d3_0000_4000, low: 0x8000_0000_0000_0000 | number)
  }

  static let site: SiteID = id(1)
  static let otherSite: SiteID = id(2)
  static let gateway: GatewayID = id(0x11)
  static let sibling: GatewayID = id(0x12)
  static let client: ClientID = id(0x21)
  static let otherClient: ClientID = id(0x22)
  /// The clients' owners and tokens share their UUIDs.
  static let actor = ActorID(sameAs: client)
  static let otherActor = ActorID(sameAs: otherClient)
  static let token = TokenID(sameAs: client)
  static let relay: RelayID = id(0x61)
  static let otherRelay: RelayID = id(0x62)
  static let group: GroupID = id(0x31)
  static let otherGroup: GroupID = id(0x32)
  static let v4: ResourceID = id(0x41)
  static let v6: ResourceID = id(0x42)
  static let secret: ResourceID = id(0x43)
  static let v4Policy: PolicyID = id(0x51)
  static let v6Policy: PolicyID = id(0x52)
  static let secondPolicy: PolicyID = id(0x53)

  static func key(_ seed: UInt8) -> PublicKey? {
    PublicKey(base64: Base64.text((0..<32).map { seed &+ $0 }))
  }

  static let epoch = UnixTime(seconds: 1_800_000_000)
  static let tokenEnd = epoch + .seconds(7 * 86400)

  static func resource(_ id: ResourceID, _ network: String, filters: [Filter] = []) throws -> Directory.Resource {
    let prefix = try #require(IPPrefix(network))
    return Directory.Resource(id: id, name: network, target: .cidr(prefix), sites: [site], filters: filters)
  }

  /// One site with two gateways, one client in a group that may reach two resources, and a third that nobody may.
  static func directory() throws -> Directory {
    var directory = Directory(account: .init(id: id(0), slug: "mycorp"))
    try directory.add(Directory.Site(id: site, name: "Office"))
    try directory.add(Directory.Site(id: otherSite, name: "Lab"))
    try directory.addGateway(gateway, name: "gateway", site: site, pskBase: Array(repeating: 0x22, count: 32))
    try directory.addGateway(sibling, name: "sibling", site: site, pskBase: Array(repeating: 0x23, count: 32))
    try directory.addClient(
      client, name: "laptop", pskBase: Array(repeating: 0x11, count: 32), tokenExpiresAt: tokenEnd)
    try directory.addClient(
      otherClient, name: "phone", pskBase: Array(repeating: 0x12, count: 32), tokenExpiresAt: tokenEnd)
    try directory.add(Directory.Group(id: group, name: "Office people"), members: [actor])
    try directory.add(Directory.Group(id: otherGroup, name: "Engineers"), members: [actor])
    try directory.put(resource(v4, "172.20.0.0/16"))
    try directory.put(resource(v6, "2001:db8:20::/48"))
    try directory.put(resource(secret, "10.9.0.0/16"))
    try directory.put(Directory.Policy(id: v4Policy, group: group, resource: v4))
    try directory.put(Directory.Policy(id: v6Policy, group: group, resource: v6))
    return directory
  }
}
