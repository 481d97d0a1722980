import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire
import WireGuard

@testable import Access

@Suite struct ClientPeerTests {
  private func connection(_ index: UInt32 = 1, key: String = "client") -> Connection {
    let identity = ConnectionIdentity(
      remoteKey: Fixture.keys(key).publicKey, presharedKey: .none,
      localCredentials: .init(username: "a", password: "b"), remoteCredentials: .init(username: "c", password: "d"))
    return Connection(
      identity, role: .controlled, number: ConnectionNumber(index: index, tag: index), of: Fixture.node("gateway", Fixture.gatewaySocket), at: .zero)
  }

  private func peer(_ resources: [ClientResource]) -> ClientPeer {
    var peer = ClientPeer(addresses: Fixture.clientAddresses, connection: connection())
    for resource in resources { _ = peer.grant(Fixture.granted(resource), until: nil) }
    return peer
  }

  @Test func `a packet passes where an access covers it`() throws {
    let peer = peer([Fixture.resource(Fixture.network, "172.20.0.0/16")])
    #expect(peer.judged(try Fixture.ping("172.20.0.1")) == .permitted(Fixture.network))
    #expect(peer.judged(try Fixture.ping("172.21.0.1")) == .refused(.notAuthorized, nil))
    #expect(peer.judged(try Fixture.ping("172:20::1")) == .refused(.notAuthorized, nil))
  }

  @Test func `another's source is refused whatever the destination`() throws {
    let peer = peer([Fixture.resource(Fixture.network, "172.20.0.0/16")])
    let from = Endpoint(Fixture.address("100.64.0.2"), 1)
    let packet = try #require(IPPacket.udp(from: from, to: Endpoint(Fixture.address("172.20.0.1"), 7), []))
    #expect(peer.judged(packet) == .refused(.foreignSource, nil))
  }

  @Test func `what a narrow network refuses a broad one may allow, not the other way round`() throws {
    let peer = peer([
      Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)]),
      Fixture.resource(Fixture.narrow, "172.20.5.0/24", filters: [.udp(7...7)]),
    ])
    #expect(peer.judged(try Fixture.syn("172.20.5.9")) == .permitted(Fixture.network))
    #expect(peer.judged(try Fixture.udp("172.20.5.9")) == .permitted(Fixture.narrow))
    #expect(peer.judged(try Fixture.syn("172.20.6.9")) == .permitted(Fixture.network))
    #expect(peer.judged(try Fixture.udp("172.20.6.9")) == .refused(.filter, Fixture.network))
    #expect(peer.judged(try Fixture.ping("172.20.5.9")) == .refused(.filter, Fixture.narrow))
  }

  @Test func `two resources of one network allow what either allows`() throws {
    var peer = peer([
      Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)]),
      Fixture.resource(Fixture.downloads, "172.20.0.0/16", filters: [.udp(7...7)]),
    ])
    #expect(peer.judged(try Fixture.syn("172.20.0.1")) == .permitted(Fixture.network))
    #expect(peer.judged(try Fixture.udp("172.20.0.1")) == .permitted(Fixture.downloads))
    #expect(peer.revoke(Fixture.network) == true)
    #expect(peer.judged(try Fixture.syn("172.20.0.1")) == .refused(.filter, Fixture.downloads))
    #expect(peer.judged(try Fixture.udp("172.20.0.1")) == .permitted(Fixture.downloads))
    #expect(peer.revoke(Fixture.network) == false)
  }

  @Test func `the Internet is the broadest access of all`() throws {
    let internet = ClientResource(id: Fixture.id(0x99), name: "i", target: .internet, sites: [])
    let peer = peer([internet, Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.tcp(80...80)])])
    #expect(peer.judged(try Fixture.udp("8.8.8.8")) == .permitted(internet.id))
    #expect(peer.judged(try Fixture.udp("2001:db8::1")) == .permitted(internet.id))
    #expect(peer.judged(try Fixture.udp("172.20.0.1")) == .refused(.filter, Fixture.network))
  }

  @Test func `replies are judged by their source, errors pass`() throws {
    let peer = peer([Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.udp(7...7)])])
    #expect(peer.returns(try Fixture.answer(to: Fixture.udp("172.20.0.1"))))
    #expect(!peer.returns(try Fixture.answer(to: Fixture.udp("172.20.0.1", port: 8))))
    #expect(!peer.returns(try Fixture.answer(to: Fixture.udp("172.30.0.1"))))
    let request = try Fixture.udp("172.20.0.1", port: 9)
    #expect(peer.returns(try #require(IPPacket.error(.portUnreachable(.v4), about: request))))
  }

  @Test func `filters change in place and an access is renewed`() throws {
    var peer = peer([Fixture.resource(Fixture.network, "172.20.0.0/16")])
    let tight = Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.icmp])
    #expect(peer.update(Fixture.granted(tight)) == true)
    #expect(peer.judged(try Fixture.udp("172.20.0.1")) == .refused(.filter, Fixture.network))
    #expect(peer.update(Fixture.granted(Fixture.resource(Fixture.downloads, "172.21.0.0/24"))) == false)
    #expect(peer.grant(Fixture.granted(Fixture.resource(Fixture.network, "172.20.0.0/16")), until: nil) == .refreshed)
    #expect(peer.judged(try Fixture.udp("172.20.0.1")) == .permitted(Fixture.network))
  }

  @Test func `an access runs out, and a new grant postpones that`() {
    let start = Fixture.wall.epoch
    var peer = peer([])
    let resource = Fixture.granted(Fixture.resource(Fixture.network, "172.20.0.0/16"))
    _ = peer.grant(resource, until: start + .seconds(10))
    _ = peer.grant(Fixture.granted(Fixture.resource(Fixture.downloads, "172.21.0.0/24")), until: nil)
    #expect(peer.expire(at: start + .seconds(9)) == [])
    _ = peer.grant(resource, until: start + .seconds(20))
    #expect(peer.expire(at: start + .seconds(10)) == [])
    #expect(peer.expire(at: start + .seconds(20)) == [Fixture.network])
    #expect(peer.grants.keys == [Fixture.downloads])
    #expect(peer.expire(at: start + .seconds(1_000_000)) == [])
  }

  @Test func `clients are found by both their addresses until they leave`() {
    var peers = ClientPeers(Demultiplexer(keys: Fixture.keys("gateway"), chance: Chance(seed: 1)), wall: Fixture.wall)
    let others = [Fixture.address("100.64.0.2"), Fixture.address("fd00:2021:1111::2")]
    peers.put(ClientPeer(addresses: others, connection: connection(2, key: "other")), for: Fixture.otherClient)
    peers.put(ClientPeer(addresses: Fixture.clientAddresses, connection: connection()), for: Fixture.client)
    #expect(peers.ids == [Fixture.client, Fixture.otherClient])
    for address in Fixture.clientAddresses { #expect(peers.client(at: address) == Fixture.client) }
    for address in others { #expect(peers.client(at: address) == Fixture.otherClient) }
    #expect(peers.remove(Fixture.client) != nil)
    #expect(peers.remove(Fixture.client) == nil)
    for address in Fixture.clientAddresses { #expect(peers.client(at: address) == nil) }
    for address in others { #expect(peers.client(at: address) == Fixture.otherClient) }
    #expect(peers.ids == [Fixture.otherClient])
  }

  @Test func `an address that went to another client stays with it`() {
    var peers = ClientPeers(Demultiplexer(keys: Fixture.keys("gateway"), chance: Chance(seed: 1)), wall: Fixture.wall)
    peers.put(ClientPeer(addresses: Fixture.clientAddresses, connection: connection()), for: Fixture.client)
    peers.put(ClientPeer(addresses: Fixture.clientAddresses, connection: connection(2)), for: Fixture.otherClient)
    _ = peers.remove(Fixture.client)
    #expect(peers.client(at: Fixture.clientAddresses[0]) == Fixture.otherClient)
  }

  @Test func `an expiry comes up once, at its moved time`() {
    var peers = ClientPeers(Demultiplexer(keys: Fixture.keys("gateway"), chance: Chance(seed: 1)), wall: Fixture.wall)
    let resource = Fixture.granted(Fixture.resource(Fixture.network, "172.20.0.0/16"))
    let start = Fixture.wall.epoch
    peers.put(ClientPeer(addresses: Fixture.clientAddresses, connection: connection()), for: Fixture.client)
    _ = peers.update(Fixture.client) { $0.grant(resource, until: start + .seconds(10)) }
    for _ in 0..<100 { _ = peers.update(Fixture.client) { $0.grant(resource, until: start + .seconds(30)) } }
    var expired: [Double] = []
    while let next = peers.nextExpiry {
      while let client = peers.popDueExpiry(at: next) {
        let gone = peers.update(client) { $0.expire(at: Fixture.wall.time(at: next)) } ?? []
        if !gone.isEmpty { expired.append(Double(next.nanoseconds) / 1e9) }
      }
    }
    #expect(expired == [30])
  }
}

extension ClientPeer {
  /// Which access lets a client's packet pass, or why none does.
  func judged(_ packet: IPPacket, _ quirks: AccessQuirks = .none) -> GrantTable.Verdict? {
    var (peer, changes) = (self, [NATChange]())
    switch peer.admit(packet, own: Fixture.gatewayAddresses, quirks, at: .zero, &changes) {
    case .passes(_, let resource): return .permitted(resource)
    case .refused(let reason, let resource): return .refused(reason, resource)
    case .own, .dropped: return nil
    }
  }

  func returns(_ packet: IPPacket, _ quirks: AccessQuirks = .none) -> Bool {
    var (peer, changes) = (self, [NATChange]())
    return peer.takeBack(packet, quirks, at: .zero, &changes) == .passes(packet)
  }
}
