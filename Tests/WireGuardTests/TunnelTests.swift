import Base
import Cipher
import Testing

@testable import WireGuard

@Suite struct TunnelTests {
  @Test func `a packet waits for a session, which it starts, and arrives`() {
    var pair = Pair()
    pair.sendFromA(id: 7)
    #expect(pair.crossed == "iRdd")
    #expect(pair.b.delivered == [Pair.packet])
    #expect(
      pair.a.events == [
        .packetQueued(PacketID(7)), .initiationSent(local: 0xaaaa_aa01, attempt: 1),
        .responseReceived(local: 0xaaaa_aa01, remote: 0xbbbb_bb01),
        .sessionEstablished(local: 0xaaaa_aa01, remote: 0xbbbb_bb01, .initiator), .keepaliveSent(local: 0xaaaa_aa01),
      ])
    #expect(
      pair.b.events == [
        .initiationReceived(remote: 0xaaaa_aa01), .responseSent(local: 0xbbbb_bb01, remote: 0xaaaa_aa01),
        .sessionEstablished(local: 0xbbbb_bb01, remote: 0xaaaa_aa01, .responder),
        .keepaliveReceived(local: 0xbbbb_bb01),
      ])
    pair.sendFromB()
    #expect(pair.a.delivered == [Pair.packet])
    #expect(pair.crossed == "iRddD")
  }

  @Test func `a packet that fits a session is not padded unless the policy says so`() {
    var firezone = Pair(policy: .firezone)
    firezone.sendFromA()
    firezone.a.handle(.packet(Pair.packet, .none), at: firezone.now)
    #expect(firezone.a.sent.map(\.count) == [Pair.packet.count + 32])
    var paper = Pair()
    paper.sendFromA()
    paper.a.handle(.packet(Pair.packet, .none), at: paper.now)
    #expect(paper.a.sent.map(\.count) == [48 + 32])
    paper.exchange()
    #expect(paper.b.delivered.last == Pair.packet)
  }

  @Test func `the responder sends nothing on a session that the peer has not used`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    pair.b.handle(.datagram(pair.a.sent.removeFirst(), .none), at: pair.now)
    #expect(!pair.b.tunnel.canSend(at: pair.now))
    pair.b.handle(.packet(Pair.packet, PacketID(3)), at: pair.now)
    #expect(pair.b.events.last == .initiationSent(local: 0xbbbb_bb02, attempt: 1))
    pair.exchange()
    #expect(pair.a.delivered == [Pair.packet])
  }

  @Test func `both sides may begin at once`() {
    var pair = Pair()
    pair.a.handle(.packet(Pair.packet, PacketID(1)), at: pair.now)
    pair.b.handle(.packet(Pair.packet, PacketID(2)), at: pair.now)
    pair.exchange()
    #expect(pair.a.delivered == [Pair.packet])
    #expect(pair.b.delivered == [Pair.packet])
    #expect(pair.a.rejections.isEmpty)
    #expect(pair.b.rejections.isEmpty)
    pair.run(for: .seconds(60))
    pair.sendFromA()
    pair.sendFromB()
    #expect(pair.a.delivered.count == 2)
    #expect(pair.b.delivered.count == 2)
    #expect(pair.a.rejections.isEmpty)
  }

  @Test func `a late response to the previous initiation still counts, and so does the next one's`() {
    var pair = Pair()
    pair.a.handle(.packet(Pair.packet, PacketID(1)), at: pair.now)
    let first = pair.a.sent.removeFirst()
    pair.b.handle(.datagram(first, .none), at: pair.now)
    let late = pair.b.sent.removeFirst()
    pair.now = pair.now + .seconds(6)
    pair.a.wake(at: pair.now)
    let second = pair.a.sent.removeFirst()
    pair.a.handle(.datagram(late, .none), at: pair.now)
    #expect(pair.a.count("session-established") == 1)
    pair.b.handle(.datagram(second, .none), at: pair.now)
    pair.exchange()
    pair.exchange()
    #expect(pair.a.count("session-established") == 2)
    pair.sendFromA()
    pair.sendFromB()
    #expect(pair.b.delivered.last == Pair.packet)
    #expect(pair.a.delivered == [Pair.packet])
  }

  @Test func `with different preshared keys no response is understood`() {
    let keys = [UInt8]([1, 2]).map { PresharedKey(raw: BLAKE2s.hash([$0])) }
    var pair = Pair(psk: (keys[0], keys[1]))
    pair.sendFromA()
    #expect(pair.a.rejections == [.undecryptableResponse])
    #expect(pair.b.delivered.isEmpty)
    var agreed = Pair(psk: (keys[0], keys[0]))
    agreed.sendFromA()
    #expect(agreed.b.delivered == [Pair.packet])
    #expect(agreed.a.tunnel.presharedKey == keys[0])
  }

  @Test func `a replayed message is refused, a reordered one is not`() {
    var pair = Pair()
    pair.sendFromA()
    for _ in 0..<3 { pair.a.handle(.packet(Pair.packet, .none), at: pair.now) }
    let messages = pair.a.sent
    pair.a.sent = []
    for message in messages.reversed() + messages { pair.b.handle(.datagram(message, PacketID(9)), at: pair.now) }
    #expect(pair.b.delivered.count == 4)
    #expect(pair.b.rejections == [.replayedCounter(2), .replayedCounter(3), .replayedCounter(4)])
    #expect(pair.b.events.last == .messageRejected(.replayedCounter(4), PacketID(9)))
  }

  @Test func `a replayed initiation is refused, and one that comes too soon`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    let first = pair.a.sent.removeFirst()
    pair.b.handle(.datagram(first, .none), at: pair.now)
    pair.b.handle(.datagram(first, .none), at: pair.now + .seconds(1))
    guard case .staleTimestamp(let stamp, let newest)? = pair.b.rejections.last else { return #expect(Bool(false)) }
    #expect(stamp == newest)
    pair.a.wake(at: pair.now + .seconds(6))
    let second = pair.a.sent.removeFirst()
    pair.b.handle(.datagram(second, .none), at: pair.now + .milliseconds(19))
    #expect(pair.b.rejections.last == .initiationFlood(after: .milliseconds(19)))
    pair.b.handle(.datagram(second, .none), at: pair.now + .milliseconds(20))
    #expect(pair.b.rejections.count == 2)
    #expect(pair.b.count("response-sent") == 2)
  }

  @Test func `timestamps rise even when the wall clock stands still`() {
    var clock = HandshakeClock(wall: Pair.wall)
    let first = clock.timestamp(at: .zero)
    let second = clock.timestamp(at: .zero)
    let third = clock.timestamp(at: Instant(nanoseconds: -1))
    #expect(first < second)
    #expect(second < third)
  }

  @Test func `every corrupted byte of every message is refused with one reason`() {
    var pair = Pair()
    pair.a.handle(.packet(Pair.packet, .none), at: pair.now)
    let initiation = pair.a.sent.removeFirst()
    expectRefusals(of: initiation, by: pair.b, at: pair.now)
    pair.b.handle(.datagram(initiation, .none), at: pair.now)
    let response = pair.b.sent.removeFirst()
    expectRefusals(of: response, by: pair.a, at: pair.now)
    pair.a.handle(.datagram(response, .none), at: pair.now)
    for data in pair.a.sent { expectRefusals(of: data, by: pair.b, at: pair.now) }
    pair.exchange()
    #expect(pair.b.delivered == [Pair.packet])
  }

  private func expectRefusals(of message: [UInt8], by side: Side, at now: Instant) {
    // mac2 is judged only under load, by the gate.
    let covered = message[0] < 3 ? message.count - 16 : message.count
    for i in 0..<covered {
      var (wrong, side) = (message, side)
      wrong[i] ^= 0x80
      let events = side.events.count
      side.handle(.datagram(wrong, .none), at: now)
      #expect(side.events.count == events + 1, "byte \(i)")
      #expect(side.events.last?.name == "message-rejected", "byte \(i)")
      #expect(side.sent.isEmpty)
    }
    for count in 0..<message.count {
      var side = side
      let events = side.events.count
      side.handle(.datagram(Array(message[..<count]), .none), at: now)
      #expect(side.events.count == events + 1, "\(count) bytes")
      #expect(side.rejections.count > 0)
    }
  }

  @Test func `any bytes have one reason and no effect`() {
    var pair = Pair()
    pair.sendFromA()
    var chance = Chance(seed: 5)
    let before = pair.b.events.count
    for round in 0..<4000 {
      var soup = chance.bytes(Int(chance.below(200)))
      // Half of it looks like a message of the tunnel's own, so that the depths are reached too.
      if round % 2 == 0, soup.count >= 8 {
        soup.replaceSubrange(0..<4, with: [UInt8(chance.below(5)), 0, 0, 0])
        soup.replaceSubrange(4..<8, with: [1, 0xbb, 0xbb, 0xbb])
      }
      pair.b.handle(.datagram(soup, .none), at: pair.now)
    }
    #expect(pair.b.events.count == before + 4000)
    #expect(pair.b.rejections.count == 4000)
    #expect(pair.b.sent.isEmpty)
    pair.sendFromA()
    #expect(pair.b.delivered.count == 2)
  }

  @Test func `a message to another node and one from an unknown peer are told apart`() {
    var pair = Pair()
    var stranger = Pair(seed: 99)
    stranger.a.handle(.initiate, at: .zero)
    pair.b.handle(.datagram(stranger.a.sent[0], .none), at: .zero)
    #expect(pair.b.rejections == [.wrongMAC1])
    var chance = Chance(seed: 8)
    let unknown = StaticKeys(PrivateKey(drawnFrom: &chance))
    var impostor = Side(
      tunnel: Tunnel(
        local: unknown, remote: pair.a.tunnel.remote, presharedKey: nil, index: 1, policy: .paper, chance: chance,
        wall: Pair.wall, at: .zero))
    impostor.handle(.initiate, at: .zero)
    pair.b.handle(.datagram(impostor.sent[0], .none), at: .zero)
    #expect(pair.b.rejections.last == .unknownPeer(unknown.publicKey))
  }

  @Test func `the queue overwrites its oldest packet and says so`() {
    var policy = TunnelPolicy.paper
    policy.queueLength = 2
    var pair = Pair(policy: policy)
    for id in 1...3 { pair.a.handle(.packet(Pair.packet, PacketID(UInt32(id))), at: pair.now) }
    #expect(pair.a.events.last == .packetDropped(.queueOverflow, PacketID(1)))
    pair.exchange()
    #expect(pair.b.delivered.count == 2)
    pair.a.handle(.packet([], PacketID(4)), at: pair.now)
    #expect(pair.a.events.last == .packetDropped(.empty, PacketID(4)))
    pair.a.handle(.packet([UInt8](repeating: 0x45, count: 65_500), PacketID(5)), at: pair.now)
    #expect(pair.a.events.last == .packetDropped(.tooLong(65_500), PacketID(5)))
  }

  @Test func `a peer whose key is of low order gets nothing`() {
    var chance = Chance(seed: 1)
    var side = Side(
      tunnel: Tunnel(
        local: StaticKeys(PrivateKey(drawnFrom: &chance)), remote: PublicKey(raw: Bytes32()), presharedKey: nil,
        index: 1, policy: .firezone, chance: chance, wall: Pair.wall, at: .zero))
    side.handle(.packet(Pair.packet, PacketID(1)), at: .zero)
    for second in 1...16 { side.wake(at: .zero + .seconds(second)) }
    #expect(side.sent.isEmpty)
    #expect(side.events.last == .packetDropped(.handshakeAbandoned, PacketID(1)))
  }

  @Test func `what is not a packet inside is refused though it is authentic`() {
    var pair = Pair(policy: .firezone)
    pair.sendFromA()
    pair.sendFromA([0x15, 2, 3])
    pair.sendFromA([0x45, 0, 0, 99] + [UInt8](repeating: 0, count: 16))
    #expect(pair.b.rejections == [.innerNotIP(version: 1), .innerTooShort(says: 99, has: 20)])
  }

  @Test func `the ephemeral keys of both ends are handed out for key logs`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: .zero)
    guard case .initiation(let initiation)? = try? Message(pair.a.sent[0]) else { return #expect(Bool(false)) }
    #expect(pair.a.secrets.map(\.ephemeral.publicKey) == [initiation.ephemeral])
    pair.exchange()
    #expect(pair.b.secrets.map(\.role) == [.responder])
  }
}
