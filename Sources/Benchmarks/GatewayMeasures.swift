import Access
import Base
import Cipher
import Portal
import Traversal
import Wire
import WireGuard

/// What a gateway does with one packet of a client besides opening it, for one client and for ten thousand of them.
enum GatewayMeasures {
  private static let accesses = 10
  private static let node: LocalNode = {
    var chance = Chance(seed: 1)
    return LocalNode(
      keys: StaticKeys(PrivateKey(drawnFrom: &chance)), sockets: [], wall: WallClock(epoch: UnixTime(seconds: 0)),
      chance: chance)
  }()

  static func all() -> [Measure] {
    [1, 10_000].flatMap { clients -> [Measure] in
      var gateway = clientPeers(clients)
      for n in 0..<clients { admit(n, to: IPv4Address(100, 96, 0, 1), &gateway) }
      let made = gateway
      let size = "\(clients) clients, \(clients * accesses) accesses"
      return [
        measure("admit a packet to a network (\(size))", made, to: IPv4Address(10, 3, 0, 1)),
        measure("admit a packet to a name (\(size))", made, to: IPv4Address(100, 96, 0, 1)),
        Measure("copy a gateway and admit a packet to a name (\(size))", count: 10_000) { count in
          var gateway = made
          for n in 0..<count {
            let saved = gateway
            admit(n, to: IPv4Address(100, 96, 0, 1), &gateway)
            use(saved.ids.count)
          }
        },
      ]
    }
  }

  private static func measure(_ name: String, _ clients: ClientPeers, to destination: IPv4Address) -> Measure {
    Measure(name, count: 50_000) { count in
      var clients = clients
      for n in 0..<count { admit(n, to: destination, &clients) }
    }
  }

  private static func admit(_ n: Int, to destination: IPv4Address, _ clients: inout ClientPeers) {
    let i = n % clients.ids.count
    guard
      let packet = IPPacket.udp(
        from: Endpoint(.v4(address(i)), 4000), to: Endpoint(.v4(destination), 7), [])
    else { return }
    var changes: [NATChange] = []
    use(clients.update(clients.ids[i]) { $0.admit(packet, own: [], .none, at: .zero, &changes) })
  }

  private static func address(_ i: Int) -> IPv4Address {
    IPv4Address(100, 64 + UInt8(i >> 16), UInt8(i >> 8 & 255), UInt8(i & 255))
  }

  private static func clientPeers(_ count: Int) -> ClientPeers {
    var clients = ClientPeers(Demultiplexer(keys: node.keys, chance: node.chance), wall: node.wall)
    for i in 0..<count {
      let identity = ConnectionIdentity(
        remoteKey: node.keys.publicKey, presharedKey: .none, localCredentials: .init(username: "", password: ""),
        remoteCredentials: .init(username: "", password: ""))
      let number = ConnectionNumber(index: UInt32(i), tag: UInt32(i))
      let connection = Connection(identity, role: .controlled, number: number, of: node, at: .zero)
      clients.put(peer(ClientPeer(addresses: [.v4(address(i))], connection: connection)), for: id(UInt64(i)))
    }
    return clients
  }

  private static func peer(_ peer: ClientPeer) -> ClientPeer {
    var peer = peer
    for n in 0..<UInt64(accesses - 1) {
      guard let network = IPPrefix(.v4(IPv4Address(10, UInt8(n), 0, 0)), length: 16) else { continue }
      _ = peer.grant(GatewayResource(id: id(n), target: .cidr(network, name: "")), until: nil)
    }
    let names = GatewayResource(id: id(99), target: .dns(pattern: "**.example", name: ""))
    _ = peer.grant(names, until: nil)
    if let domain = ResourceDomain(wireText: "a.example") {
      let key = Translations.Key(resource: names.id, domain: domain)
      var changes: [NATChange] = []
      peer.assign(key, (1...4).map { .v4(IPv4Address(100, 96, 0, $0)) }, .none, at: .zero, &changes)
      peer.resolve(key, to: [.v4(IPv4Address(10, 99, 0, 1))])
    }
    return peer
  }

  private static func id<Kind>(_ n: UInt64) -> Identifier<Kind> { Identifier(high: 1, low: n) }
}
