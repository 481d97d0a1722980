import Base
import Cipher
import Portal
import Testing
import WireGuard

@testable import Access

@Suite struct DemultiplexerTests {
  private let local = Fixture.keys("gateway")
  private let remote = Fixture.keys("client")
  private var identity: ConnectionIdentity {
    ConnectionIdentity(
      remoteKey: remote.publicKey, presharedKey: .none, localCredentials: .init(username: "g", password: "gp"),
      remoteCredentials: .init(username: "c", password: "cp"))
  }

  private func tunnel(to key: PublicKey, index: UInt32 = 5) -> Tunnel {
    Tunnel(
      local: remote, remote: key, presharedKey: nil, index: index, policy: .firezone, chance: Chance(seed: 3),
      wall: Fixture.wall, at: .zero)
  }

  private func initiation(to key: PublicKey) throws -> [UInt8] {
    var tunnel = tunnel(to: key)
    var out = Outbox<Tunnel.Output>()
    tunnel.handle(.initiate, at: .zero, into: &out)
    for case .send(let bytes, _) in out.outputs { return bytes }
    throw Missing()
  }

  private struct Missing: Error {}

  private func judge(
    _ demultiplexer: inout Demultiplexer<Int>, _ bytes: [UInt8], at now: Instant = .zero
  ) -> String {
    switch demultiplexer.judge(bytes, from: Fixture.address("203.0.113.30"), PacketID(1), at: now) {
    case .tunnel(let peer, .initiation): "initiation of \(peer)"
    case .tunnel(let peer, .datagram): "datagram of \(peer)"
    case .tunnel(let peer, _): "? of \(peer)"
    case .check(let peer): "check of \(peer)"
    case .unclaimed(let problem): problem == nil ? "unclaimed" : "malformed STUN"
    case .cookie(let bytes): "cookie of \(bytes.count)"
    case .rejected(let rejection): rejection.name
    }
  }

  private func transport(to receiver: UInt32) -> [UInt8] {
    let index = (0..<4).map { UInt8(truncatingIfNeeded: receiver >> (8 * $0)) }
    return [4, 0, 0, 0] + index + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 0xaa, count: 16)
  }

  @Test func `an initiation is found by the key in it, data by our index`() throws {
    var demultiplexer = Demultiplexer<Int>(keys: local, chance: Chance(seed: 1))
    let number = demultiplexer.register(7, identity)
    let index = number.index
    #expect(judge(&demultiplexer, try initiation(to: local.publicKey)) == "initiation of 7")
    #expect(judge(&demultiplexer, transport(to: index << 8 | 3)) == "datagram of 7")
    #expect(judge(&demultiplexer, transport(to: (index ^ 1) << 8)) == MessageRejection.unknownSession(receiver: 0).name)
    demultiplexer.unregister(number, identity)
    #expect(judge(&demultiplexer, transport(to: index << 8)) == MessageRejection.unknownSession(receiver: 0).name)
    #expect(
      judge(&demultiplexer, try initiation(to: local.publicKey))
        == MessageRejection.unknownPeer(remote.publicKey).name)
  }

  @Test func `a key that another peer has taken stays when the first leaves`() throws {
    var demultiplexer = Demultiplexer<Int>(keys: local, chance: Chance(seed: 1))
    let first = demultiplexer.register(1, identity)
    _ = demultiplexer.register(2, identity)
    demultiplexer.unregister(first, identity)
    #expect(judge(&demultiplexer, try initiation(to: local.publicKey)) == "initiation of 2")
  }

  @Test func `a message made for another key costs nothing`() throws {
    var demultiplexer = Demultiplexer<Int>(keys: local, chance: Chance(seed: 1))
    _ = demultiplexer.register(7, identity)
    let foreign = try initiation(to: Fixture.keys("somebody").publicKey)
    for _ in 0..<300 { #expect(judge(&demultiplexer, foreign) == MessageRejection.wrongMAC1.name) }
    #expect(judge(&demultiplexer, try initiation(to: local.publicKey)) == "initiation of 7")
  }

  @Test func `every truncation is refused`() throws {
    var demultiplexer = Demultiplexer<Int>(keys: local, chance: Chance(seed: 1))
    let number = demultiplexer.register(7, identity)
    let index = number.index
    let whole = try initiation(to: local.publicKey)
    for count in 0..<whole.count {
      #expect(!judge(&demultiplexer, Array(whole.prefix(count))).contains("of 7"), "\(count) bytes")
    }
    let data = transport(to: index << 8)
    for count in 0..<data.count {
      #expect(!judge(&demultiplexer, Array(data.prefix(count))).contains("of 7"), "\(count) bytes")
    }
  }

  @Test func `more handshakes than a second may bring are answered with a cookie`() throws {
    var demultiplexer = Demultiplexer<Int>(keys: local, chance: Chance(seed: 1))
    _ = demultiplexer.register(7, identity)
    let message = try initiation(to: local.publicKey)
    for _ in 0..<Limits.handshakesPerSecond { #expect(judge(&demultiplexer, message) == "initiation of 7") }
    #expect(judge(&demultiplexer, message) == "cookie of 64")
    #expect(judge(&demultiplexer, message, at: .at(1.1)) == "initiation of 7")
  }

  @Test func `tunnel numbers fit 24 bits and do not come twice`() {
    for seed in 0..<3 as Range<UInt64> {
      var indices = TunnelIndices(Chance(seed: seed))
      var seen = [Bool](repeating: false, count: 1 << 24)
      for _ in 0..<100_000 {
        let index = Int(indices.next())
        guard index < seen.count, !seen[index] else {
          Issue.record("seed \(seed): \(index) is too large or came twice")
          return
        }
        seen[index] = true
      }
    }
  }
}
