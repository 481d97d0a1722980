import Base
import Testing

@testable import Portal

/// What a gateway believes after everything that it was told, kept by the simplest means.
private struct Belief {
  var accesses: [String: UnixTime?] = [:]

  mutating func hear(_ message: ToGateway) {
    switch message {
    case .initial(let greeting):
      accesses = [:]
      for entry in greeting.authorizations { accesses[Self.name(entry.clientID, entry.resourceID)] = entry.expiresAt }
    case .authorizeFlow(let order): accesses[Self.name(order.client.id, order.resource.id)] = order.expiresAt
    case .rejectAccess(let order): accesses[Self.name(order.clientID, order.resourceID)] = nil
    case .accessAuthorizationExpiryUpdated(let entry):
      accesses[Self.name(entry.clientID, entry.resourceID)] = entry.expiresAt
    default: break
    }
  }

  static func name(_ client: ClientID, _ resource: ResourceID) -> String { "\(client) \(resource)" }
}

@Suite struct BeliefTests {
  private let resources = [Fixture.v4, Fixture.v6, Fixture.secret]
  private let clients = [Fixture.client, Fixture.otherClient]

  private func step(_ desk: inout PortalDesk, _ chance: inout Chance, _ socket: inout UInt32) throws {
    let resource = resources[Int(chance.below(3))]
    let client = clients[Int(chance.below(2))]
    let group = chance.below(2) == 0 ? Fixture.group : Fixture.otherGroup
    let policy: PolicyID = Fixture.id(0x50 + UInt64(chance.below(5)))
    switch chance.below(14) {
    case 0...4:
      guard let from = desk.portal.presence.socket(of: .client(client)) else { return }
      desk.ask(resource, on: from)
    case 5:
      let end = Fixture.epoch + .seconds(Int64(chance.below(5000)))
      desk.operate(
        .putPolicy(.init(id: policy, group: group, resource: resource, expiresAt: chance.below(2) == 0 ? nil : end)))
    case 6: desk.operate(.deletePolicy(policy))
    case 7: desk.operate(.setPolicyEnabled(policy, chance.below(2) == 0))
    case 8:
      desk.operate(
        chance.below(2) == 0
          ? .addMember(ActorID(sameAs: client), group) : .removeMember(ActorID(sameAs: client), group))
    case 9: desk.operate(.deleteAuthorization(client, resource, from: nil))
    case 10:
      let networks = ["172.20.0.0/16", "172.21.0.0/16"]
      desk.operate(.putResource(try Fixture.resource(resource, networks[Int(chance.below(2))])))
    case 11: desk.wake(after: .seconds(Int64(chance.below(40))))
    case 12:
      socket += 1
      try desk.join(client, SocketID(socket))
    default:
      socket += 1
      try desk.join(Fixture.gateway, SocketID(socket))
    }
  }

  /// Every access that the portal holds is one that the gateway believes in, to the same second, and the other way round.
  @Test(arguments: 0..<40) func `portal and gateway agree whatever happens`(_ seed: UInt64) throws {
    var desk = PortalDesk(try Fixture.directory())
    if seed % 2 == 1 {
      // As the original does it, but for clearing away what the gateway has cleared away by itself.
      for quirk in PortalQuirk.allCases where quirk != .expireByTheMinute { desk.operate(.setQuirk(quirk, true)) }
    }
    var chance = Chance(seed: seed)
    var belief = Belief()
    var socket: UInt32 = 0
    for number in 0..<150 {
      try step(&desk, &chance, &socket)
      desk.wake(after: .zero)
      for message in desk.toGateway { belief.hear(message) }
      desk.outputs = []
      guard desk.portal.presence.joined(.gateway(Fixture.gateway)) != nil else { continue }
      let time = Fixture.epoch + (desk.now - .zero)
      var held: [String: UnixTime?] = [:]
      for row in desk.portal.authorizations.live {
        let name = Belief.name(row.client, row.resource)
        held[name] = max(row.expiresAt, (held[name] ?? nil) ?? row.expiresAt)
      }
      // A gateway keeps the hour itself.
      let believed = belief.accesses.filter { $0.value.map { $0 > time } ?? true }
      try #require(believed == held, "seed \(seed), step \(number)")
    }
  }
}
