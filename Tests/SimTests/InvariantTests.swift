import Access
import Base
import HostStack
import Lab
import Portal
import Testing
import Wire

@testable import Sim

/// The watch must be able to bark.
@Suite struct InvariantTests {
  private func datagram(_ payload: [UInt8], from: String = "client") throws -> Datagram {
    let a = Endpoint(try #require(IPAddress("203.0.113.30")), 52625)
    return Datagram(source: a, destination: a, payload: payload, from: from, to: "gateway")
  }

  private func data(counter: UInt8, receiver: UInt8 = 1) -> [UInt8] {
    [4, 0, 0, 0, receiver, 0, 0, 0, counter, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
  }

  @Test func `time that retreats is seen`() {
    var watch = InvariantWatch()
    watch.check(time: .zero + .seconds(2), against: .zero + .seconds(2), after: 1)
    #expect(watch.violations.isEmpty)
    watch.check(time: .zero + .seconds(1), against: .zero + .seconds(2), after: 7)
    #expect(watch.violations.map(\.invariant) == ["time never retreats"])
    #expect(watch.violations.map(\.event) == [7])
  }

  @Test func `a plain packet on the internet is seen`() throws {
    var watch = InvariantWatch()
    let (from, to) = (try #require(IPAddress("100.64.0.1")), try #require(IPAddress("172.20.0.1")))
    let plain = try #require(IPPacket.echo(request: true, from: from, to: to, identifier: 1, sequence: 1, []))
    watch.check(try datagram(plain.bytes), PacketID(1), after: 1)
    watch.check(try datagram([1, 0, 0, 0] + [UInt8](repeating: 0, count: 144)), .none, after: 2)
    #expect(watch.violations.map(\.event) == [1])
    watch.check(try datagram([1, 0, 0, 0] + [UInt8](repeating: 0, count: 144)), PacketID(1), after: 3)
    #expect(watch.violations.map(\.event) == [1, 3])
  }

  /// A link may have damaged it on its way to the relay.
  @Test func `what a relay hands on need not be a WireGuard message`() throws {
    var watch = InvariantWatch()
    let damaged = try datagram([9, 9, 9, 9] + [UInt8](repeating: 7, count: 88), from: "relay-1")
    watch.check(damaged, .none, isForwarded: true, after: 1)
    #expect(watch.violations.isEmpty)
    watch.check(damaged, PacketID(1), isForwarded: true, after: 2)
    watch.check(damaged, .none, after: 3)
    #expect(watch.violations.map(\.event) == [2, 3])
  }

  @Test func `a counter that stands or goes back is seen, per session and sender`() throws {
    var watch = InvariantWatch()
    for (counter, receiver, from) in [
      (0, 1, "client"), (1, 1, "client"), (0, 2, "client"), (0, 1, "gateway"), (5, 1, "client"),
    ]
      as [(UInt8, UInt8, String)]
    {
      watch.check(try datagram(data(counter: counter, receiver: receiver), from: from), PacketID(1), after: 1)
    }
    #expect(watch.violations.isEmpty)
    watch.check(try datagram(data(counter: 5)), PacketID(1), after: 2)
    watch.check(try datagram(data(counter: 4)), PacketID(1), after: 3)
    #expect(watch.violations.map(\.event) == [2, 3])
  }

  @Test func `a packet let through without an access is seen`() throws {
    var desk = try LabDesk()
    try desk.curl("172.20.0.100")
    let gateway = try #require(desk.lab.world.gateways["gateway"]?.access)
    let source = try #require(desk.lab.world.clients["client"]?.access.tunnelAddresses.first)
    func admitted(_ from: IPAddress, _ to: String) throws -> Int {
      var watch = InvariantWatch()
      let to = Endpoint(try #require(IPAddress(to)), 2)
      let packet = try #require(IPPacket.udp(from: Endpoint(from, 1), to: to, []))
      watch.check(admitted: packet, isAuthorized: gateway.accounts(for: packet), after: 1)
      return watch.violations.count
    }
    #expect(try admitted(source, "172.20.0.100") == 0)
    #expect(try admitted(source, "172.21.0.101") == 1)
    let stranger = try #require(IPAddress("100.64.0.77"))
    #expect(try admitted(stranger, "172.20.0.100") == 1)
  }

  @Test func `a hundred violations are enough`() {
    var watch = InvariantWatch()
    for n in 0..<200 { watch.check(time: .zero, against: .zero + .seconds(1), after: n) }
    #expect(watch.violations.count == 100)
  }

  @Test func `what an operator puts on the wire breaks no invariant`() throws {
    var desk = try LabDesk()
    try desk.curl("172.20.0.100")
    let replay = try #require(
      desk.lab.trace.compactMap { record -> Datagram? in
        if case .wireSent(let datagram) = record.what, record.node == "client", record.packet != .none {
          datagram
        } else {
          nil
        }
      }.last)
    let start = desk.lab.trace.count
    for payload in [replay.payload, [1, 2, 3], [1, 0, 0, 0] + [UInt8](repeating: 0, count: 144)] {
      let packet = try #require(IPPacket.udp(from: replay.source, to: replay.destination, payload))
      _ = try desk.lab.perform(.inject(packet, at: Tap("client", .wire)))
      desk.wait(.seconds(1))
    }
    let reasons = desk.lab.trace.dropFirst(start).filter { $0.kind == "drop" }.map { $0["reason"] }
    #expect(reasons.count == 3, "\(reasons)")
    desk.check()
  }
}
