import Access
import Base
import HostStack
import Lab
import Testing
import Wire

@testable import Sim

/// Every packet is delivered, dropped with a reason, or in flight: the ledger must be able to bark.
@Suite struct PacketLedgerTests {
  private let p1 = PacketID(1)
  private let p2 = PacketID(2)

  private func problems(_ held: [PacketID] = [], _ body: (inout PacketLedger) -> Void) -> [String] {
    var ledger = PacketLedger()
    body(&ledger)
    return ledger.violations(holding: held, after: 9).map(\.detail)
  }

  @Test func `a packet that a step leaves in nobody's hands has vanished`() {
    let late = problems { $0.move(p1, to: .handled, at: 1) }
    #expect(late == ["p1 vanished"])
    let early = problems {
      $0.move(p1, to: .handled, at: 1)
      $0.close(after: 1)
      $0.move(p1, to: .dropped, at: 2)
    }
    #expect(early == ["p1 vanished"])
  }

  @Test func `a packet has one end`() {
    for end in [PacketPlace.delivered, .answered, .lost, .dropped] {
      let found = problems {
        $0.move(p1, to: .delivered, at: 1)
        $0.move(p1, to: end, at: 2)
      }
      #expect(found == ["p1 was delivered already, and is \(end)"])
    }
    let once = problems { $0.move(p1, to: .dropped, at: 1) }
    #expect(once == [])
  }

  @Test func `what waits or is in flight is really there`() {
    let moved: (inout PacketLedger) -> Void = {
      $0.move(PacketID(1), to: .waiting, at: 1)
      $0.move(PacketID(2), to: .inFlight, at: 1)
    }
    #expect(problems([p1, p2], moved) == [])
    #expect(problems([p1], moved) == ["p2 is said to be inFlight, and nobody has it"])
    #expect(problems([p2], moved) == ["p1 is said to be waiting, and nobody has it"])
    let gone = problems([p1]) { $0.move(p1, to: .dropped, at: 1) }
    #expect(gone == ["p1 was dropped, and somebody keeps it"])
  }

  @Test func `what is no packet counts for nothing`() {
    let none = problems([.none]) { $0.move(.none, to: .handled, at: 1) }
    #expect(none == [])
  }

  @Test func `a world that loses its queue, or what a machine keeps, is found out`() throws {
    var desk = try LabDesk()
    try desk.curl("172.20.0.100")
    desk.check()
    _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100"))))
    desk.check()
    desk.lab.world.queue = EventQueue()
    #expect(Set(desk.lab.violations.map(\.invariant)) == [PacketLedger.invariant])

    desk = try LabDesk()
    _ = try desk.open(.ping(try #require(IPAddress("172.20.0.100"))))
    desk.check()
    let fresh = try LabDesk().lab.world.clients["client"]
    desk.lab.world.clients["client"] = fresh
    #expect(Set(desk.lab.violations.map(\.invariant)) == [PacketLedger.invariant])
  }

  @Test func `an end that nobody tells of is found out in the world`() throws {
    var desk = try LabDesk()
    try desk.curl("172.20.0.100")
    let own = try #require(desk.lab.world.clients["client"]?.access.tunnelAddresses.first)
    let to = try #require(IPAddress("172.20.0.100"))
    let packet = try #require(IPPacket.echo(request: true, from: own, to: to, identifier: 1, sequence: 1, []))
    let id = PacketID(desk.lab.world.nextPacket)
    desk.lab.world.nextPacket += 1
    desk.lab.events.record(
      .seen(packet, at: Tap("client", .tun), out: true), at: desk.lab.now, node: "client", packet: id)
    desk.wait(.seconds(1))
    #expect(desk.lab.violations.map(\.detail) == ["p\(id.number) vanished"])
  }
}
