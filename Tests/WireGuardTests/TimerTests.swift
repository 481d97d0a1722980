import Base
import Cipher
import Testing

@testable import WireGuard

@Suite struct TimerTests {
  @Test func `the initiator renews a session after 120 s if it sent data`() {
    var pair = Pair()
    pair.sendFromA()
    pair.run(for: .seconds(119))
    #expect(pair.a.count("initiation-sent") == 1)
    pair.run(for: .seconds(2))
    #expect(pair.a.count("initiation-sent") == 2)
    #expect(pair.a.count("session-established") == 2)
    #expect(pair.b.count("session-established") == 2)
    #expect(pair.b.count("initiation-sent") == 0)
  }

  @Test func `a session that carried only keepalives is not renewed at 120 s`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    pair.run(for: .seconds(130))
    #expect(pair.a.count("initiation-sent") == 1)
    pair.sendFromA()
    pair.run(for: .milliseconds(400))
    #expect(pair.a.count("initiation-sent") == 2)
  }

  @Test func `the initiator renews at 165 s if it received data, the responder never by age`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    pair.exchange()
    pair.sendFromB()
    pair.run(for: .seconds(164))
    #expect(pair.a.count("initiation-sent") == 1)
    pair.run(for: .milliseconds(1400))
    #expect(pair.a.count("initiation-sent") == 2)
    #expect(pair.b.count("initiation-sent") == 0)
  }

  @Test func `nothing is accepted after 180 s and the initiator stops sending at 170`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    pair.exchange()
    let started = pair.now
    #expect(pair.a.tunnel.canSend(at: started + .milliseconds(169_999)))
    #expect(!pair.a.tunnel.canSend(at: started + .seconds(170)))
    #expect(pair.b.tunnel.canSend(at: started + .milliseconds(179_999)))
    #expect(!pair.b.tunnel.canSend(at: started + .seconds(180)))
    pair.a.handle(.packet(Pair.packet, .none), at: pair.now)
    let message = pair.a.sent.removeFirst()
    pair.b.handle(.datagram(message, .none), at: started + .seconds(180))
    #expect(pair.b.rejections == [.endedSession(receiver: 0xbbbb_bb01)])
    pair.b.wake(at: started + .seconds(180))
    #expect(pair.b.events.last == .sessionEnded(local: 0xbbbb_bb01))
    pair.b.handle(.datagram(message, .none), at: started + .seconds(180))
    #expect(pair.b.rejections.last == .unknownSession(receiver: 0xbbbb_bb01))
  }

  @Test(arguments: [(TunnelPolicy.paper, 1), (.firezone, 2)])
  func `an unused session that ends is renewed only where the policy says so`(policy: TunnelPolicy, initiations: Int) {
    var pair = Pair(policy: policy)
    pair.a.handle(.initiate, at: pair.now)
    pair.run(for: .seconds(181))
    #expect(pair.a.count("initiation-sent") == initiations)
    #expect(pair.b.count("initiation-sent") == 0)
  }

  @Test func `data without an answer is answered with a keepalive after 10 s`() {
    var pair = Pair()
    pair.sendFromA()
    pair.run(for: .milliseconds(9999))
    #expect(pair.b.count("keepalive-sent") == 0)
    pair.run(for: .milliseconds(1))
    #expect(pair.b.count("keepalive-sent") == 1)
    pair.run(for: .seconds(60))
    #expect(pair.a.count("keepalive-sent") == 1)
    #expect(pair.a.count("initiation-sent") == 1)
  }

  @Test func `an answer of one's own makes the keepalive needless`() {
    var pair = Pair()
    pair.sendFromA()
    pair.run(for: .seconds(5))
    pair.sendFromB()
    pair.run(for: .seconds(6))
    #expect(pair.b.count("keepalive-sent") == 0)
    pair.run(for: .seconds(5))
    #expect(pair.a.count("keepalive-sent") == 2)
  }

  @Test func `data that nobody hears starts a handshake after 15 s`() {
    var pair = Pair()
    pair.sendFromA()
    pair.run(for: .seconds(20))
    pair.isCut = true
    pair.sendFromA()
    pair.run(for: .milliseconds(14_999))
    #expect(pair.a.count("initiation-sent") == 1)
    pair.run(for: .milliseconds(335))
    #expect(pair.a.count("initiation-sent") == 2)
  }

  @Test func `initiations are repeated after 5 s and a jitter below 334 ms, each a new one`() {
    var pair = Pair()
    pair.isCut = true
    var gaps: [Duration] = []
    pair.a.handle(.packet(Pair.packet, PacketID(1)), at: pair.now)
    for _ in 0..<10 {
      guard let due = pair.a.tunnel.timers[.retransmission] else { return #expect(Bool(false)) }
      gaps.append(due - pair.now)
      pair.now = due
      pair.a.wake(at: due)
    }
    #expect(gaps.allSatisfy { $0 >= .seconds(5) && $0 <= .milliseconds(5333) })
    #expect(Set(gaps).count > 5)
    #expect(Set(pair.a.sent).count == 11)
    #expect(pair.a.events.last == .initiationSent(local: 0xaaaa_aa0b, attempt: 11))
  }

  @Test(arguments: [(TunnelPolicy.paper, 90, 18), (.firezone, 15, 3)])
  func `an unanswered handshake is abandoned with what waited for it`(
    policy: TunnelPolicy, seconds: Int, attempts: Int
  ) {
    var pair = Pair(policy: policy)
    pair.isCut = true
    pair.sendFromA(id: 4)
    pair.run(for: .seconds(seconds) - .milliseconds(1))
    #expect(pair.a.count("handshake-abandoned") == 0)
    pair.run(for: .milliseconds(1))
    guard case .handshakeAbandoned(let made)? = pair.a.events.dropLast().last else { return #expect(Bool(false)) }
    #expect((attempts - 1...attempts).contains(made))
    #expect(pair.a.events.last == .packetDropped(.handshakeAbandoned, PacketID(4)))
    pair.isCut = false
    pair.sendFromA(id: 5)
    #expect(pair.b.delivered.count == 1)
  }

  @Test func `more packets neither repeat nor prolong a handshake in flight`() {
    var pair = Pair(policy: .firezone)
    pair.isCut = true
    for _ in 0..<14 {
      pair.sendFromA()
      pair.run(for: .seconds(1))
    }
    #expect(pair.a.count("initiation-sent") == 3)
    pair.run(for: .seconds(1))
    #expect(pair.a.count("handshake-abandoned") == 1)
  }

  @Test func `a proactive handshake starts at most every 20 s and never beside another`() {
    var pair = Pair()
    pair.a.handle(.initiate, at: pair.now)
    pair.run(for: .seconds(19))
    pair.a.handle(.initiate, at: pair.now)
    #expect(pair.a.count("initiation-sent") == 1)
    pair.run(for: .seconds(1))
    pair.isCut = true
    pair.a.handle(.initiate, at: pair.now)
    pair.exchange()
    #expect(pair.a.count("initiation-sent") == 2)
    pair.a.handle(.initiate, at: pair.now + .seconds(2))
    #expect(pair.a.count("initiation-sent") == 2)
  }

  @Test func `without a session for 540 s everything is forgotten`() {
    var pair = Pair()
    pair.sendFromA()
    let old = pair.a.tunnel.timers[.expiry]
    #expect(old == Instant.zero + .seconds(540))
    pair.isCut = true
    pair.run(for: .seconds(541))
    #expect(pair.a.events.contains(.tunnelExpired))
    #expect(pair.b.events.contains(.tunnelExpired))
    #expect(pair.a.tunnel.timers.next == nil)
    pair.isCut = false
    pair.sendFromA()
    #expect(pair.b.delivered.count == 2)
  }

  @Test func `a persistent keepalive is sent while nothing else is`() {
    var policy = TunnelPolicy.paper
    policy.persistentKeepalive = .seconds(25)
    var pair = Pair(policy: policy)
    pair.run(for: .seconds(25))
    #expect(pair.a.count("session-established") == 1)
    pair.run(for: .seconds(100))
    #expect((4...5).contains(pair.a.count("keepalive-sent") + pair.b.count("keepalive-sent") - 1 - 4))
    pair.run(for: .seconds(1000))
    #expect(pair.a.tunnel.canSend(at: pair.now) || pair.b.tunnel.canSend(at: pair.now))
  }

  @Test func `many messages renew a session, too many end it`() {
    var pair = Pair()
    pair.sendFromA()
    pair.run(for: .seconds(1))
    pair.a.tunnel.sessions.current?.sendCounter = Limits.rekeyAfterMessages
    pair.sendFromA()
    #expect(pair.a.count("session-established") == 2)
    pair.a.tunnel.sessions.current?.sendCounter = Limits.rejectAfterMessages
    #expect(!pair.a.tunnel.canSend(at: pair.now))
    pair.run(for: .seconds(1))
    pair.sendFromA()
    #expect(pair.a.count("session-established") == 3)
    #expect(pair.b.delivered.count == 3)
  }

  @Test func `waking early is harmless`() {
    var pair = Pair()
    pair.sendFromA()
    let events = (pair.a.events, pair.b.events)
    for millisecond in 0..<9000 where millisecond % 100 == 0 {
      pair.a.wake(at: .zero + .milliseconds(millisecond))
      pair.b.wake(at: .zero + .milliseconds(millisecond))
    }
    #expect(pair.a.events == events.0)
    #expect(pair.b.events == events.1)
  }

  @Test func `a busy hour loses nothing and never runs out of sessions`() {
    var pair = Pair(policy: .firezone)
    for _ in 0..<3600 {
      pair.sendFromA()
      pair.run(for: .milliseconds(500))
      pair.sendFromB()
      pair.run(for: .milliseconds(500))
    }
    #expect(pair.a.delivered.count == 3600)
    #expect(pair.b.delivered.count == 3600)
    #expect((29...31).contains(pair.a.count("session-established")))
    #expect(pair.a.rejections.isEmpty)
    #expect(pair.b.rejections.isEmpty)
  }
}
