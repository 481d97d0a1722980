import Base
import Cipher
import Testing

@testable import WireGuard

@Suite struct GateTests {
  private let source = IPAddress.v4(IPv4Address(192, 0, 2, 1))
  private let other = IPAddress.v4(IPv4Address(192, 0, 2, 2))

  private func initiation(_ bytes: [UInt8]) throws -> Initiation {
    guard case .initiation(let message) = try Message(bytes) else { throw MessageRejection.unknownType(0) }
    return message
  }

  @Test func `under load a cookie is demanded, and with it the message passes`() throws {
    var pair = Pair()
    var gate = HandshakeGate(local: pair.b.tunnel.peering.local, chance: Chance(seed: 4))
    pair.a.handle(.initiate, at: pair.now)
    let first = try initiation(pair.a.sent.removeFirst())
    for _ in 0..<100 { #expect(gate.judge(first, from: source, at: pair.now) == .admit) }
    guard case .answer(let reply) = gate.judge(first, from: source, at: pair.now) else { return #expect(Bool(false)) }
    #expect(reply.receiver == first.sender)

    pair.a.handle(.datagram(reply.bytes, .none), at: pair.now)
    #expect(pair.a.events.last == .cookieReceived(local: first.sender))
    pair.now = pair.now + .milliseconds(5400)
    pair.a.wake(at: pair.now)
    let second = try initiation(pair.a.sent.removeFirst())
    #expect(second.mac2 != Bytes16())
    for _ in 0..<100 { _ = gate.judge(first, from: source, at: pair.now) }
    #expect(gate.judge(second, from: source, at: pair.now) == .admit)
    guard case .answer = gate.judge(second, from: other, at: pair.now) else { return #expect(Bool(false)) }
  }

  @Test func `a cookie holds for two minutes on both sides`() throws {
    var pair = Pair()
    var gate = HandshakeGate(local: pair.b.tunnel.peering.local, chance: Chance(seed: 4))
    pair.a.handle(.initiate, at: pair.now)
    let first = try initiation(pair.a.sent.removeFirst())
    for _ in 0..<100 { _ = gate.judge(first, from: source, at: pair.now) }
    guard case .answer(let reply) = gate.judge(first, from: source, at: pair.now) else { return #expect(Bool(false)) }
    var cookies = CookieHolder()
    var message = first
    cookies.stamp(&message, for: pair.a.tunnel.peering.remoteMACs, at: pair.now)
    try cookies.accept(reply, from: pair.a.tunnel.peering.remoteMACs, at: pair.now)
    cookies.stamp(&message, for: pair.a.tunnel.peering.remoteMACs, at: pair.now + .seconds(119))
    let late = pair.now + .seconds(120)
    for _ in 0..<100 { _ = gate.judge(first, from: source, at: late) }
    guard case .answer = gate.judge(message, from: source, at: late) else { return #expect(Bool(false)) }
    var fresh = first
    cookies.stamp(&fresh, for: pair.a.tunnel.peering.remoteMACs, at: late)
    #expect(fresh.mac2 == Bytes16())
  }

  @Test func `time alone ends the load`() throws {
    var pair = Pair()
    var gate = HandshakeGate(local: pair.b.tunnel.peering.local, chance: Chance(seed: 4))
    pair.a.handle(.initiate, at: pair.now)
    let message = try initiation(pair.a.sent.removeFirst())
    for _ in 0..<150 { _ = gate.judge(message, from: source, at: pair.now) }
    #expect(gate.judge(message, from: source, at: pair.now + .milliseconds(999)) != .admit)
    #expect(gate.judge(message, from: source, at: pair.now + .seconds(1)) == .admit)
  }

  @Test func `a wrong mac1 is refused before anything is counted`() throws {
    var pair = Pair()
    var gate = HandshakeGate(local: pair.b.tunnel.peering.local, chance: Chance(seed: 4))
    pair.a.handle(.initiate, at: pair.now)
    let message = try initiation(pair.a.sent.removeFirst())
    var forged = message
    forged.bytes[20] ^= 1
    for _ in 0..<500 { #expect(gate.judge(forged, from: source, at: pair.now) == .refuse(.wrongMAC1)) }
    #expect(gate.judge(message, from: source, at: pair.now) == .admit)
  }

  @Test func `responses are counted too`() throws {
    var pair = Pair()
    var gate = HandshakeGate(local: pair.a.tunnel.peering.local, chance: Chance(seed: 4))
    pair.a.handle(.initiate, at: pair.now)
    pair.b.handle(.datagram(pair.a.sent.removeFirst(), .none), at: pair.now)
    guard case .response(let response) = try Message(pair.b.sent[0]) else { return #expect(Bool(false)) }
    for _ in 0..<100 { #expect(gate.judge(response, from: source, at: pair.now) == .admit) }
    #expect(gate.judge(response, from: source, at: pair.now) != .admit)
  }

  @Test func `a cookie that nobody asked for is refused`() throws {
    var pair = Pair()
    pair.a.handle(.datagram(KnownHandshake.cookieReply, .none), at: pair.now)
    #expect(pair.a.rejections == [.unsolicitedCookie(receiver: KnownHandshake.initiatorIndex)])
    pair.a.handle(.initiate, at: pair.now)
    let sent = try initiation(pair.a.sent.removeFirst())
    let forged = try #require(
      CookieReply(
        sealing: Bytes16(), to: sent, nonce: [UInt8](repeating: 0, count: 24), by: pair.a.tunnel.peering.local.macs))
    pair.a.handle(.datagram(forged.bytes, .none), at: pair.now)
    #expect(pair.a.rejections.last == .undecryptableCookie)
  }

  @Test func `an identified initiation is handed on without a second agreement`() throws {
    var pair = Pair()
    pair.a.handle(.packet(Pair.packet, .none), at: pair.now)
    let identified = try IdentifiedInitiation(
      try initiation(pair.a.sent.removeFirst()), to: pair.b.tunnel.peering.local)
    #expect(identified.peer == pair.b.tunnel.remote)
    pair.b.handle(.initiation(identified, .none), at: pair.now)
    pair.exchange()
    #expect(pair.b.delivered == [Pair.packet])
    pair.b.handle(.initiation(identified, .none), at: pair.now + .seconds(1))
    #expect(pair.b.rejections.map(\.name) == ["stale-timestamp"])
  }
}

@Suite struct ReplayWindowTests {
  private func accepts(_ window: inout ReplayWindow, _ counter: UInt64) -> MessageRejection? {
    do throws(MessageRejection) { try window.check(counter) } catch { return error }
    window.mark(counter)
    return nil
  }

  @Test func `counters pass once, in any order, as far back as the window reaches`() {
    var window = ReplayWindow()
    let size = ReplayWindow.size
    #expect(accepts(&window, 0) == nil)
    #expect(accepts(&window, 0) == .replayedCounter(0))
    #expect(accepts(&window, size + 10) == nil)
    #expect(accepts(&window, 10) == nil)
    #expect(accepts(&window, 10) == .replayedCounter(10))
    #expect(accepts(&window, 9) == .oldCounter(9, oldest: 10))
    #expect(accepts(&window, size * 5) == nil)
    #expect(accepts(&window, size * 5 - 64) == nil)
    #expect(accepts(&window, size + 10) == .oldCounter(size + 10, oldest: size * 4))
  }

  @Test func `counters end before they could wrap`() {
    var window = ReplayWindow()
    let end = Limits.rejectAfterMessages
    #expect(accepts(&window, end) == .exhaustedCounter(end))
    #expect(accepts(&window, .max) == .exhaustedCounter(.max))
    #expect(accepts(&window, end - 1) == nil)
    #expect(accepts(&window, end - 1) == .replayedCounter(end - 1))
    #expect(accepts(&window, end - 2) == nil)
  }

  @Test func `it decides as a set of all counters would`() {
    var window = ReplayWindow()
    var seen: Set<UInt64> = []
    var newest: UInt64 = 0
    var chance = Chance(seed: 11)
    for _ in 0..<20_000 {
      let counter = UInt64(max(0, Int(newest) + Int(chance.below(12_000)) - 10_000))
      let expected = counter + ReplayWindow.size >= newest && !seen.contains(counter)
      #expect((accepts(&window, counter) == nil) == expected)
      if expected { seen.insert(counter) }
      newest = max(newest, expected ? counter : newest)
    }
  }
}
