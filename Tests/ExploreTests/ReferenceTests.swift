import Base
import Lab
import Testing

@testable import Explore

/// What the reference makes of deeds, without any lab.
@Suite struct ReferenceTests {
  private static let lab = """
    lab: small
    portal: {addresses: [203.0.113.10]}
    relays:
      relay-1: {addresses: [203.0.113.101, "2001:db8::101"]}
    clients: {alice: {addresses: [203.0.113.30]}, bob: {addresses: [203.0.113.31]}}
    sites:
      s:
        gateways: {gw-a: {addresses: [203.0.113.41]}}
        hosts: {web: {addresses: [10.0.0.1]}}
        dns: {txt.s.example: [TXT hello]}
      t:
        gateways: {gw-t: {addresses: [203.0.113.42]}}
        hosts: {db: {addresses: [10.0.1.1]}}
    resources: {Net: {address: 10.0.0.0/24, site: s}, Other: {address: 10.0.1.0/24, site: t}, Names: {address: "*.s.example", type: dns, site: s}}

    """

  private func reference() throws -> Reference {
    let topology = try LabFile.read(Array(Self.lab.utf8))
    return Reference(terrain: Terrain(topology), rights: Rights(topology))
  }

  private func probe() throws -> Probe {
    Probe(client: "alice", program: .ping, goal: .address(try #require(IPAddress("10.0.0.1"))))
  }

  @Test func `a portal that is restarted while it is stopped runs`() throws {
    var reference = try reference()
    reference.suffer(.stop("portal", kill: false), at: .zero, until: .zero)
    #expect(reference.settlingLine.contains("start portal"))
    reference.suffer(.restart("portal", kill: false), at: .zero, until: .zero)
    #expect(!reference.settlingLine.contains("start portal"))
  }

  /// Alice's ping has got through at 100 s, and at 110 s this happens.
  @Test(
    arguments: [
      ([.stop("portal", kill: false)], true), ([.partition("alice", "portal")], true),
      ([.partition("gw-a", "portal")], true), ([.partition("gw-a", "portal"), .heal], true),
      ([.stop("portal", kill: false), .start("portal")], true), ([.restart("portal", kill: false)], true),
      ([.stop("relay-1", kill: false)], true), ([.partition("relay-1", nil)], true), ([.rebootRelays], true),
      ([.rule(.init(message: "create_flow", verdict: "drop", times: 3))], true), ([.restart("gw-t", kill: true)], true),
      ([.partition("alice", "gw-a")], false), ([.partition("gw-a", nil)], false), ([.roam("alice")], false),
      ([.restart("gw-a", kill: true)], false), ([.sleep("alice", .seconds(60))], false),
      ([.nat("gw-a", "symmetric")], false),
      ([.shape("alice", LinkTrouble(words: "loss=20%", isHarmless: false))], false),
      ([.partition("gw-a", "portal"), .revoke("Net", client: "alice", gateway: "gw-a")], false),
      ([.stop("portal", kill: false), .enablePolicies("Net", false), .enablePolicies("Net", true)], false),
    ] as [([Deed], Bool)])
  func `what got through goes on while nothing comes between its two ends`(deeds: [Deed], goesOn: Bool) throws {
    var reference = try reference()
    let probe = try probe()
    let isAsForetold = reference.learn(from: probe, .reply, at: .zero + .seconds(100))
    #expect(isAsForetold)
    for deed in deeds { reference.suffer(deed, at: .zero + .seconds(110), until: .zero + .seconds(110)) }
    let foretold = reference.foretell(probe, at: .zero + .seconds(120))
    #expect(foretold.isExact == goesOn)
    #expect(!goesOn || foretold.outcomes == [.reply])
  }

  @Test func `a relay that a path leads over stands between its ends`() throws {
    for relayed in [[], ["alice"], ["bob"]] {
      var reference = try reference()
      let probe = try probe()
      let isAsForetold = reference.learn(from: probe, .reply, at: .zero + .seconds(100))
      #expect(isAsForetold)
      reference.relayed = relayed
      reference.suffer(.stop("relay-1", kill: false), at: .zero + .seconds(110), until: .zero + .seconds(110))
      let foretold = reference.foretell(probe, at: .zero + .seconds(120))
      #expect(foretold.isExact == (relayed != ["alice"]))
    }
  }

  @Test func `what never got through is not foretold while the portal is away`() throws {
    var reference = try reference()
    let probe = try probe()
    reference.suffer(.stop("portal", kill: false), at: .zero, until: .zero)
    #expect(!reference.foretell(probe, at: .zero + .seconds(20)).isExact)
  }

  @Test func `texts of a name are known in its own site alone`() throws {
    var reference = try reference()
    let probe = Probe(client: "alice", program: .dig("TXT", overTCP: false), goal: .name("txt.s.example", .v4))
    #expect(reference.foretell(probe, at: .zero + .seconds(10)).outcomes == [.reply])
    reference.suffer(.resite("Names", "t"), at: .zero + .seconds(10), until: .zero + .seconds(10))
    #expect(reference.foretell(probe, at: .zero + .seconds(60)).outcomes == [.noName])
  }
}
