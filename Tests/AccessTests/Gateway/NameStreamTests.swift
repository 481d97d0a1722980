import Base
import HostStack
import Portal
import Testing
import Wire

@testable import Access

/// The gateway's name server over TCP, asked by a whole stack at the other end of the tunnel.
@Suite struct NameStreamTests {
  private static let server = Endpoint(Fixture.address("10.0.0.53"), 53)
  private static let own = Endpoint(Fixture.gatewayAddresses[0], NameForwarding.port)

  private struct Asker {
    var site: Site
    var host = Host(name: "client", addresses: Fixture.clientAddresses, services: [], chance: Chance(seed: 4))
    var heard: [StreamID: [UInt8]] = [:]
    var closed: [StreamID] = []
    private var taken = 0

    init(_ site: Site) { self.site = site }

    mutating func act(_ id: UInt32, _ action: StreamAction) { give(.stream(.opened(id), action)) }

    mutating func give(_ input: Host.Input) {
      var out = Outbox<Host.Output>(nextPacket: 90_000)
      host.handle(input, at: site.desk.now, into: &out)
      for output in out.outputs {
        switch output {
        case .packet(let packet, _): site.say(packet)
        case .stream(let id, .data(let bytes)): heard[id, default: []] += bytes
        case .stream(let id, .closed): closed.append(id)
        case .stream, .event: break
        }
      }
      settle()
    }

    mutating func settle() {
      while taken < site.heard().count {
        taken += 1
        give(.packet(site.heard()[taken - 1], PacketID(1)))
      }
    }
  }

  private func ready() throws -> Asker {
    var site = try Site()
    site.admit(Site.dns())
    site.give(.systemResolvers([Self.server]))
    return Asker(site)
  }

  private func query(_ id: UInt16 = 7) -> DNSMessage { .query(id: id, DNSQuestion(Site.domain.name, .txt)) }

  @Test func `two queries in one stream are asked over TCP, and answered whole`() throws {
    var asker = try ready()
    asker.act(1, .open(to: Self.own))
    asker.act(1, .write(try query(1).framed() + query(2).framed()))
    #expect(asker.site.asked.map(\.transport) == [.tcp, .tcp])
    let records = (0..<60).map { DNSRecord(Site.domain.name, ttl: 60, .txt([Array("record \($0) of many".utf8)])) }
    let answers = [query(1), query(2)].map { $0.answered(.noError, records) }
    for (asked, answer) in zip(asker.site.asked, answers) {
      asker.site.give(.answered(asked.id, .message(try answer.encoded())))
      asker.settle()
    }
    var stream = DNSStream()
    #expect(try stream.receive(asker.heard[.opened(1)] ?? []).map { try DNSMessage($0) } == answers)
    asker.act(1, .finish)
    #expect(asker.site.desk.gateway.nameStreams.open.isEmpty)
  }

  @Test func `a client has ten connections, and none after it has left`() throws {
    var asker = try ready()
    for n in 0..<UInt32(NameStreams.share + 2) { asker.act(n, .open(to: Self.own)) }
    #expect(asker.site.desk.gateway.nameStreams.open.count == NameStreams.share)
    #expect(asker.closed.count == 2)
    asker.site.desk.tell(.rejectAccess(RejectAccess(clientID: Fixture.client, resourceID: Site.names)))
    #expect(asker.site.desk.gateway.nameStreams.open.isEmpty)
  }
}
