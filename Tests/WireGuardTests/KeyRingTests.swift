import Base
import Cipher
import Testing

@testable import WireGuard

@Suite struct KeyRingTests {
  /// Two ends with a session; what they said last is still on its way.
  private func spoken() -> Pair {
    var pair = Pair()
    pair.sendFromA()
    pair.a.handle(.packet(Pair.packet, PacketID(2)), at: pair.now)
    pair.b.handle(.packet(Pair.packet, PacketID(3)), at: pair.now)
    return pair
  }

  @Test func `the receiver's key opens what was sent to it, again and again`() {
    let pair = spoken()
    let padded = Pair.packet + [UInt8](repeating: 0, count: 48 - Pair.packet.count)
    for _ in 0..<2 {
      #expect(pair.a.sent.map { pair.b.keys.open($0) } == [padded])
      #expect(pair.b.sent.map { pair.a.keys.open($0) } == [padded])
    }
  }

  @Test func `no other key does, and nothing but data is opened`() {
    let pair = spoken()
    for message in pair.a.sent {
      #expect(pair.a.keys.open(message) == nil)
      #expect(KeyRing().open(message) == nil)
      for count in message.indices { #expect(pair.b.keys.open(Array(message[..<count])) == nil) }
    }
    #expect(pair.b.keys.open(KnownHandshake.initiation) == nil)
  }

  @Test func `a session is found by the index that its messages bear`() throws {
    let pair = spoken()
    let index = try #require(pair.a.sent.first.map { $0.le32(4) })
    #expect(pair.b.keys.receiver(index)?.local == index)
    #expect(pair.b.keys.receiver(index)?.receive == pair.a.tunnel.sending?.keys.send)
    #expect(pair.b.keys.receiver(index &+ 1) == nil)
  }

  @Test func `session keys print nothing of themselves`() throws {
    let keys = try #require(spoken().a.tunnel.sending?.keys)
    var text = ""
    dump(keys, to: &text)
    #expect(text.contains("(session keys)") && !text.contains(keys.send.description))
  }
}
