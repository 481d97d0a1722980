import Base
import Portal
import Testing
import Wire

@testable import Access

/// Every judgement of an ICMP error "prohibited" that comes out of a tunnel.
@Suite struct VerdictTests {
  /// A client that reaches `network` through the gateway.
  private func connected(flagOn: Bool = true, _ resources: [ClientResource] = Fixture.resources) throws -> Duo {
    var duo = try Duo(flagOn: flagOn, resources)
    duo.app(try Fixture.ping("172.20.0.1"))
    try #require(duo.toLAN.count == 1)
    return duo
  }

  /// The error about `packet`, from the packet's destination unless another reports.
  private func error(
    about packet: IPPacket, _ error: ICMPError? = nil, from reporter: String? = nil
  ) throws -> IPPacket {
    try #require(
      IPPacket.error(
        error ?? .prohibited(packet.family), about: packet, from: reporter.map { Fixture.address($0) }))
  }

  private func verdict(_ duo: inout Duo, _ packet: IPPacket) -> [Recovery.Verdict] {
    let before = duo.verdicts.count
    duo.lan(packet)
    return Array(duo.verdicts.dropFirst(before))
  }

  enum Traffic: CaseIterable {
    case ping, udp, tcp

    func packet(_ destination: String) throws -> IPPacket {
      switch self {
      case .ping: try Fixture.ping(destination)
      case .udp: try Fixture.udp(destination)
      case .tcp: try Fixture.syn(destination)
      }
    }
  }

  @Test(arguments: Traffic.allCases)
  func `a refusal of any traffic asks again, once, and reaches the application`(traffic: Traffic) throws {
    var duo = try connected()
    let refused = try error(about: try traffic.packet("172.20.0.1"))
    #expect(verdict(&duo, refused) == [.reauthorize])
    #expect(duo.asked == [Fixture.network, Fixture.network])
    #expect(duo.toApps.last == refused)
    #expect(verdict(&duo, refused) == [.ignored(.tooSoon)])
    #expect(duo.toApps.count { $0 == refused } == 2)
    #expect(duo.asked.count == 2)
  }

  @Test func `with the flag off nobody asks, and the application hears of it`() throws {
    var duo = try connected(flagOn: false)
    let refused = try error(about: try Fixture.udp("172.20.0.1"))
    #expect(verdict(&duo, refused) == [.ignored(.flagOff)])
    #expect(duo.toApps.last == refused)
    #expect(duo.asked.count == 1)
  }

  @Test func `a quote of somebody else's packet counts for nothing`() throws {
    var duo = try connected()
    let foreign = try #require(
      IPPacket.udp(
        from: Endpoint(Fixture.address("100.64.0.77"), 1), to: Endpoint(Fixture.address("172.20.0.1"), 7), [1]))
    var forged = try error(about: foreign).bytes
    for i in 0..<4 { forged[16 + i] = Fixture.clientAddresses[0].octets[i] }
    #expect(verdict(&duo, try IPPacket(forged)) == [.ignored(.notOurPacket)])
    #expect(duo.asked.count == 1)
  }

  @Test func `a quoted destination outside all resources counts for nothing`() throws {
    var duo = try connected()
    let packet = try error(about: try Fixture.udp("9.9.9.9"), from: "172.20.0.66")
    #expect(verdict(&duo, packet) == [.ignored(.unknownResource)])
  }

  @Test func `an error from beside the quoted destination counts for nothing`() throws {
    var duo = try connected()
    duo.app(try Fixture.ping("172.21.0.1"))
    let before = duo.asked.count
    let forged = try error(about: try Fixture.udp("172.21.0.1"), from: "172.20.0.66")
    #expect(verdict(&duo, forged) == [.ignored(.foreignReporter)])
    #expect(
      verdict(&duo, try error(about: try Fixture.udp("172.20.0.1"), from: "172.20.0.66")) == [
        .ignored(.foreignReporter)
      ])
    #expect(duo.asked.count == before)
  }

  @Test func `a resource that this gateway does not serve is not asked for`() throws {
    let resources = Fixture.resources + [Fixture.resource(Fixture.narrow, "172.20.5.0/24")]
    var duo = try connected(resources)
    #expect(verdict(&duo, try error(about: try Fixture.udp("172.20.5.9"))) == [.ignored(.otherGateway)])
    #expect(duo.asked.count == 1)
  }

  @Test func `what the client would refuse itself is no lost authorization`() throws {
    let filtered = Fixture.resource(Fixture.network, "172.20.0.0/16", filters: [.icmp, .tcp(80...80)])
    var duo = try connected([filtered])
    #expect(verdict(&duo, try error(about: try Fixture.syn("172.20.0.1", port: 81))) == [.ignored(.filtered)])
    #expect(verdict(&duo, try error(about: try Fixture.syn("172.20.0.1", port: 80))) == [.reauthorize])
  }

  @Test func `while a request is under way nobody asks`() throws {
    var duo = try connected()
    duo.portalAnswers = false
    let refused = try error(about: try Fixture.udp("172.20.0.1"))
    #expect(verdict(&duo, refused) == [.reauthorize])
    #expect(verdict(&duo, refused) == [.ignored(.pending)])
    duo.wait(.seconds(3))
    #expect(verdict(&duo, refused) == [.reauthorize], "the first request counts as lost")
    duo.wait(.seconds(3))
    #expect(verdict(&duo, refused) == [.ignored(.tooSoon)])
  }

  @Test(arguments: [
    ICMPError.unreachable(code: 9), .unreachable(code: 10), .unreachable(code: 0), .unreachable(code: 1),
    .portUnreachable(.v4), .packetTooBig(mtu: 1200), .timeExceeded(code: 0), .parameterProblem(code: 0, pointer: 0),
  ])
  func `other errors of IPv4 are no refusal`(reported: ICMPError) throws {
    var duo = try connected()
    let packet = try error(about: try Fixture.udp("172.20.0.1"), reported)
    #expect(verdict(&duo, packet) == [])
    #expect(duo.toApps.last == packet)
    #expect(duo.asked.count == 1)
  }

  @Test(arguments: [UInt8(0), 2, 3, 4, 5, 6, 13])
  func `other codes of IPv6 are no refusal`(code: UInt8) throws {
    var duo = try connected()
    duo.app(try Fixture.ping("172:20::1"))
    #expect(verdict(&duo, try error(about: try Fixture.udp("172:20::1"), .unreachable(code: code))) == [])
    #expect(verdict(&duo, try error(about: try Fixture.udp("172:20::1"))) == [.reauthorize])
  }

  @Test func `a quote that is cut short asks for nothing and resets nothing`() throws {
    var duo = try connected()
    let whole = try error(about: try Fixture.udp("172.20.0.1"))
    #expect(verdict(&duo, whole) == [.reauthorize])
    duo.wait(.milliseconds(2100))
    #expect(verdict(&duo, whole) == [.reauthorize])
    for quoted in 0..<24 {
      let cut = try #require(
        IPPacket.icmp(
          from: whole.source, to: whole.destination, type: 3, code: 13,
          carrying: [0, 0, 0, 0] + whole.bytes[28..<28 + quoted]))
      #expect(verdict(&duo, cut) == [], "\(quoted) bytes quoted")
    }
    duo.wait(.milliseconds(2100))
    #expect(verdict(&duo, whole) == [.ignored(.tooSoon)])
  }

  @Test func `a quote of an echo reply or of an error asks for nothing`() throws {
    var duo = try connected()
    let (own, far) = (Fixture.clientAddresses[0], Fixture.address("172.20.0.1"))
    let reply = try #require(IPPacket.echo(request: false, from: own, to: far, identifier: 1, sequence: 1, []))
    #expect(verdict(&duo, try error(about: reply)) == [])
    let unreachable = try #require(IPPacket.icmp(from: own, to: far, type: 3, code: 3, carrying: [0, 0, 0, 0, 0x45]))
    #expect(verdict(&duo, try error(about: unreachable)) == [])
    #expect(duo.asked.count == 1)
  }

  @Test func `refused traffic that flows again makes the next refusal a first one`() throws {
    var duo = try connected()
    let request = try Fixture.udp("172.20.0.1")
    let refused = try error(about: request)
    for wait in [0.0, 2.1, 4.1] {
      duo.wait(.milliseconds(Int64(wait * 1000)))
      #expect(verdict(&duo, refused) == [.reauthorize])
    }
    duo.wait(.milliseconds(2100))
    #expect(verdict(&duo, refused) == [.ignored(.tooSoon)])
    duo.lan(try Fixture.answer(to: Fixture.udp("172.20.0.1", port: 8)))
    #expect(verdict(&duo, refused) == [.ignored(.tooSoon)], "another port says nothing")
    duo.lan(try Fixture.answer(to: request))
    #expect(verdict(&duo, refused) == [.reauthorize])
  }

  @Test func `one port that stays refused causes no storm while another works`() throws {
    // The gateway knows filters that the client has not heard of.
    var duo = try Duo()
    duo.gatewayFilters = [.udp(7...7)]
    let (works, refused) = (try Fixture.udp("172.20.0.1"), try Fixture.udp("172.20.0.1", port: 8))
    duo.app(works)
    for _ in 0..<300 {
      duo.app(refused)
      duo.app(works)
      duo.lan(try Fixture.answer(to: works))
      duo.wait(.milliseconds(200), step: .milliseconds(200))
    }
    #expect(duo.gatewayEvents.count { if case .refused = $0 { true } else { false } } == 300)
    #expect(duo.asked.count <= 7, "0, 2, 6, 14, 30 s and the first: \(duo.asked.count) in a minute")
  }
}
