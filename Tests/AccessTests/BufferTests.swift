import Base
import Portal
import Testing
import Wire

@testable import Access

@Suite struct BufferTests {
  @Test func `copies of a packet are not kept twice`() throws {
    var buffer = UniquePacketBuffer(capacity: 4)
    #expect(buffer.store(try Fixture.ping("172.20.0.1"), PacketID(1)) == .kept)
    #expect(buffer.store(try Fixture.ping("172.20.0.1"), PacketID(2)) == .duplicate)
    #expect(buffer.store(try Fixture.ping("172.20.0.1", 2), PacketID(3)) == .kept)
    #expect(buffer.entries.map(\.id) == [PacketID(1), PacketID(3)])
  }

  @Test func `a repeated SYN replaces the one that waits, in its place`() throws {
    var buffer = UniquePacketBuffer(capacity: 4)
    let newer = try Fixture.syn("172.20.0.1", options: [1, 1, 1, 1])
    #expect(buffer.store(try Fixture.syn("172.20.0.1"), PacketID(1)) == .kept)
    #expect(buffer.store(try Fixture.ping("172.20.0.1"), PacketID(2)) == .kept)
    #expect(buffer.store(newer, PacketID(3)) == .replaced(PacketID(1)))
    #expect(buffer.entries.map(\.id) == [PacketID(3), PacketID(2)])
    #expect(buffer.entries.first?.packet == newer)
  }

  @Test(
    arguments: [
      ("172.20.0.1", 80, 2, .syn), ("172.20.0.1", 81, 1, .syn), ("172.20.0.2", 80, 1, .syn),
      ("172.20.0.1", 80, 1, [.syn, .ack]), ("172.20.0.1", 80, 1, .ack),
    ] as [(String, UInt16, UInt32, TCPFlags)])
  func `segments that are no repeated SYN are kept beside it`(
    destination: String, port: UInt16, sequence: UInt32, flags: TCPFlags
  ) throws {
    var buffer = UniquePacketBuffer(capacity: 4)
    _ = buffer.store(try Fixture.syn("172.20.0.1"), PacketID(1))
    let other = try Fixture.syn(destination, port: port, sequence: sequence, flags: flags)
    #expect(buffer.store(other, PacketID(2)) == .kept)
  }

  @Test func `a full buffer lets the oldest go`() throws {
    var buffer = UniquePacketBuffer(capacity: 2)
    for n in 1...2 { _ = buffer.store(try Fixture.ping("172.20.0.1", UInt16(n)), PacketID(UInt32(n))) }
    #expect(buffer.store(try Fixture.ping("172.20.0.1", 2), PacketID(3)) == .duplicate)
    #expect(buffer.store(try Fixture.ping("172.20.0.1", 3), PacketID(4)) == .displaced(PacketID(1)))
    #expect(buffer.entries.map(\.id) == [PacketID(2), PacketID(4)])
  }

  @Test func `a request is repeated after two seconds and not before`() {
    var pending = PendingAuthorizations()
    let table: [(Double, Bool)] = [(0, true), (0, false), (1.999, false), (2, true), (3.9, false), (4, true)]
    for (seconds, sent) in table {
      #expect(pending.ask(for: Fixture.network, at: .at(seconds)) == sent, "at \(seconds) s")
    }
    #expect(pending.ask(for: Fixture.downloads, at: .at(4)) == true, "another resource does not wait for this one")
    #expect(pending.awaits(Fixture.network, at: .at(5.9)))
    #expect(!pending.awaits(Fixture.network, at: .at(6)))
  }

  @Test func `only requests with waiting packets are retried by themselves`() throws {
    var pending = PendingAuthorizations()
    #expect(pending.store(try Fixture.ping("172.20.0.1"), PacketID(1), for: Fixture.network) == nil)
    _ = pending.ask(for: Fixture.network, at: .zero)
    #expect(pending.nextRetry == nil)
    #expect(pending.store(try Fixture.ping("172.20.0.1"), PacketID(1), for: Fixture.network) == .kept)
    #expect(pending.nextRetry == .at(2))
    #expect(pending.overdue(at: .at(1.9)) == [])
    #expect(pending.overdue(at: .at(2)) == [Fixture.network])
    #expect(pending.resolve(Fixture.network)?.packets.map(\.id) == [PacketID(1)])
    #expect(pending.resolve(Fixture.network)?.packets == nil)
    #expect(pending.nextRetry == nil)
  }
}
