import Base
import Testing
import Wire

@testable import Traversal

@Suite struct RelayingTests {
  let peer = at("192.0.2.9:7000")
  let data = Array("data".utf8)

  @Test func `a channel carries data both ways, without padding`() throws {
    var desk = RelayDesk()
    let relayed = try desk.allocate()
    #expect(try desk.bind(0x4001, peer) == 0)
    let out = desk.say([0x40, 0x01, 0, 4] + data)
    #expect(out == [Transmission(data, from: relayed, to: peer)])
    #expect(desk.say([0x40, 0x01, 0, 4] + data + [0, 0, 0]) == out)
    let back = desk.hear(from: peer, at: relayed, data)
    #expect(back == [Transmission([0x40, 0x01, 0, 4] + data, from: desk.server, to: desk.client)])
  }

  @Test func `a permission carries indications both ways, from every port of the peer`() throws {
    var desk = RelayDesk()
    let relayed = try desk.allocate()
    #expect(try desk.permit(peer, at("192.0.2.10:1")) == 0)
    var send = STUNWriter(STUNType(.send, .indication), STUNTransactionID(high: 1, low: 2))
    send.add(.xorPeerAddress, peer)
    send.add(.dontFragment)
    send.add(.data, data[...])
    #expect(try desk.say(send.finish()) == [Transmission(data, from: relayed, to: peer, mayFragment: false)])
    let other = at("192.0.2.10:9999")
    let back = try STUNMessage(try #require(desk.hear(from: other, at: relayed, data).first).payload)
    #expect(back.type == STUNType(.data, .indication))
    #expect(back[.xorPeerAddress] == other)
    #expect(back[.data].map(Array.init) == data)
  }

  @Test func `what nobody asked for is dropped, each by its reason`() throws {
    var desk = RelayDesk()
    #expect(desk.say([0x40, 0x01, 0, 4] + data).isEmpty)
    let relayed = try desk.allocate()
    _ = try desk.bind(0x4001, peer)
    #expect(desk.hear(from: at("192.0.2.77:7000"), at: relayed, data).isEmpty)
    #expect(desk.hear(from: peer, at: Endpoint(relayed.address, relayed.port ^ 1), data).isEmpty)
    #expect(desk.say([0x40, 0x02, 0, 4] + data).isEmpty)
    #expect(desk.say([0x40, 0x01, 0, 5] + data).isEmpty)
    #expect(desk.say([0x40]).isEmpty)
    #expect(desk.say([]).isEmpty)
    #expect(desk.say([200, 1, 2, 3]).isEmpty)
    #expect(desk.say([0, 1, 2, 3]).isEmpty)
    #expect(
      try desk.say(STUNWriter(STUNType(.allocate, .success), STUNTransactionID(high: 1, low: 2)).finish()).isEmpty)
    #expect(try desk.say(STUNWriter(STUNType(.send, .indication), STUNTransactionID(high: 1, low: 2)).finish()).isEmpty)
    #expect(
      desk.relay.reasons.filter { !["no-nonce", "allocated", "channel-bound"].contains($0) } == [
        "no-allocation", "no-permission", "no-such-relayed-address", "unbound-channel", "malformed-channel-data",
        "malformed-channel-data", "empty-datagram", "neither-stun-nor-channel-data", "malformed-stun",
        "unexpected-message", "malformed-indication",
      ])
  }

  @Test(arguments: [
    "10.0.0.1:80", "127.0.0.1:22", "169.254.169.254:80", "192.168.1.1:53", "224.0.0.1:5", "0.0.0.0:1",
    "255.255.255.255:9", "172.20.0.1:1", "100.64.0.9:1", "198.51.100.7:3478", "198.51.100.7:22",
  ])
  func `peers that only the relay's own network is to reach are refused`(_ text: String) throws {
    var desk = RelayDesk()
    _ = try desk.allocate()
    #expect(try desk.bind(0x4001, at(text)) == 403)
    #expect(try desk.permit(peer, at(text)) == 403)
    #expect(desk.relay.reasons.suffix(2) == ["peer-denied", "peer-denied"])
    // All or none.
    #expect(desk.relay.server.allocations.all(at: desk.now).first?.permissions.count == 0)
  }

  @Test func `an exception within what is denied is let through`() throws {
    var policy = RelayPolicy.test
    policy.peers.allow(try #require(IPPrefix("172.20.0.0/16")))
    var desk = RelayDesk(policy)
    _ = try desk.allocate()
    #expect(try desk.bind(0x4001, at("172.20.0.1:1")) == 0)
    #expect(try desk.bind(0x4002, at("172.21.0.1:1")) == 403)
  }

  @Test func `number and peer belong to each other until five minutes after their end`() throws {
    var desk = RelayDesk()
    let relayed = try desk.allocate { $0.add(.lifetime, 3600) }
    #expect(try desk.bind(0x4001, peer) == 0)
    #expect(try desk.bind(0x4002, peer) == 400)
    #expect(try desk.bind(0x4001, at("192.0.2.9:7001")) == 400)
    #expect(try desk.bind(0x5001, at("192.0.2.9:7001")) == 400)
    #expect(try desk.bind(0x4001, at("[2001:db8::9]:1")) == 443)
    #expect(try desk.code(.channelBind) { $0.add(.xorPeerAddress, peer) } == 400)
    #expect(
      desk.relay.reasons.suffix(5) == [
        "peer-has-other-channel", "channel-number-taken", "channel-number-out-of-range", "peer-family-not-allocated",
        "no-channel-number",
      ])
    desk.pass(.seconds(599))
    #expect(desk.hear(from: peer, at: relayed, data).count == 1)
    desk.pass(.seconds(1))
    #expect(desk.relay.reasons.last == "channel-ended")
    #expect(desk.hear(from: peer, at: relayed, data).isEmpty)
    #expect(try desk.bind(0x4001, at("192.0.2.9:7001")) == 400)
    desk.pass(.seconds(299))
    #expect(try desk.bind(0x4001, at("192.0.2.9:7001")) == 400)
    desk.pass(.seconds(1))
    #expect(try desk.bind(0x4001, at("192.0.2.9:7001")) == 0)
  }

  @Test func `a channel bound again lasts on, in its cool-down too, and lets its peer through without a permission`()
    throws
  {
    var desk = RelayDesk()
    let relayed = try desk.allocate { $0.add(.lifetime, 3600) }
    #expect(try desk.bind(0x4001, peer) == 0)
    desk.pass(.seconds(500))
    #expect(desk.hear(from: peer, at: relayed, data).count == 1)
    #expect(try desk.bind(0x4001, peer) == 0)
    desk.pass(.seconds(599))
    #expect(desk.hear(from: peer, at: relayed, data).count == 1)
    desk.pass(.seconds(100))
    #expect(desk.hear(from: peer, at: relayed, data).isEmpty)
    #expect(try desk.bind(0x4001, peer) == 0)
    #expect(desk.hear(from: peer, at: relayed, data).count == 1)
  }

  @Test func `a permission ends after five minutes`() throws {
    var desk = RelayDesk()
    let relayed = try desk.allocate()
    _ = try desk.permit(peer)
    desk.pass(.seconds(299))
    #expect(desk.hear(from: peer, at: relayed, data).count == 1)
    desk.pass(.seconds(1))
    #expect(desk.hear(from: peer, at: relayed, data).isEmpty)
    #expect(desk.relay.server.allocations.all(at: desk.now).first?.permissions.count == 0)
  }

  @Test func `two clients of one relay reach each other without leaving it`() throws {
    var desk = RelayDesk()
    let a = try desk.allocate()
    let first = (desk.client, desk.nonce)
    desk.client = at("203.0.113.6:50000")
    let b = try desk.allocate()
    #expect(try desk.bind(0x4002, a) == 0)
    #expect(desk.say([0x40, 0x02, 0, 4] + data).isEmpty)
    #expect(desk.relay.reasons.last == "no-permission")
    (desk.client, desk.nonce) = first
    #expect(try desk.bind(0x4001, b) == 0)
    let out = desk.say([0x40, 0x01, 0, 4] + data)
    #expect(out == [Transmission([0x40, 0x02, 0, 4] + data, from: desk.server, to: at("203.0.113.6:50000"))])
  }

  @Test func `a datagram from one of the relay's own addresses is nobody's`() throws {
    var desk = RelayDesk()
    desk.client = at("198.51.100.7:50000")
    #expect(desk.say(desk.message(.refresh)).isEmpty)
    desk.client = at("203.0.113.6:50000")
    desk.server = at("198.51.100.8:3478")
    #expect(desk.say(desk.message(.refresh)).isEmpty)
    #expect(desk.relay.reasons == ["from-own-address", "not-for-this-relay"])
  }

  @Test func `memory stays bounded under a flood of every kind`() throws {
    var policy = RelayPolicy.test
    policy.limits.permissionsPerAllocation = 50
    var desk = RelayDesk(policy)
    _ = try desk.allocate()
    for i in 0..<200 as Range<UInt32> { _ = try desk.permit(Endpoint(.v4(IPv4Address(bits: 0x0801_0000 + i)), 1)) }
    let allocation = try #require(desk.relay.server.allocations.all(at: desk.now).first)
    #expect(allocation.permissions.count == 50)
    #expect(desk.relay.reasons.last == "permission-limit")
    for i in 0..<5000 {
      let request = desk.message(.refresh)
      _ = desk.say(request)
      if i % 100 == 0 { desk.pass(.milliseconds(1)) }
    }
    #expect(desk.relay.server.answers.count <= 4096)
  }
}
