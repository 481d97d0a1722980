import Base
import Testing

@testable import Portal

/// A description of the directory that is another now.
@Suite struct ReloadTests {
  private let time = Fixture.epoch

  private func actions(
    _ change: (inout Directory) throws -> Void, operated: (inout Directory) throws -> Void = { _ in }
  ) throws -> [OperatorAction] {
    let old = try Fixture.directory()
    var (new, current) = (old, old)
    try change(&new)
    try operated(&current)
    let difference = DirectoryDifference(from: old.rows.map(\.described), to: new.rows.map(\.described))
    return difference.actions(on: current, at: time)
  }

  @Test func `the same description asks for nothing`() throws { #expect(try actions { _ in } == []) }

  @Test func `what is new or another is put`() throws {
    let resource = try Fixture.resource(Fixture.v4, "172.20.0.0/16", filters: [.icmp])
    #expect(try actions { try $0.put(resource) } == [.putResource(resource)])
    let policy = Directory.Policy(id: Fixture.v4Policy, group: Fixture.group, resource: Fixture.v4, isEnabled: false)
    #expect(try actions { try $0.put(policy) } == [.putPolicy(policy)])
    #expect(try actions { $0.account.slug = "other" } == [.putAccount(.init(id: Fixture.id(0), slug: "other"))])
    #expect(
      try actions { _ = try $0.setMember(Fixture.otherActor, of: Fixture.group, true) }
        == [.addMember(Fixture.otherActor, Fixture.group)])
  }

  @Test func `what goes takes along what cannot be without it`() throws {
    #expect(try actions { try $0.deleteResource(Fixture.v4) } == [.deleteResource(Fixture.v4)])
    #expect(try actions { try $0.deleteGroup(Fixture.group) } == [.deleteGroup(Fixture.group)])
    #expect(try actions { try $0.deleteActor(Fixture.actor) } == [.deleteActor(Fixture.actor)])
    #expect(
      try actions { _ = try $0.setMember(Fixture.actor, of: Fixture.group, false) }
        == [.removeMember(Fixture.actor, Fixture.group)])
  }

  @Test func `a group, its members and its policies come in this order`() throws {
    let group = Directory.Group(id: Fixture.id(0x39), name: "New")
    let policy = Directory.Policy(id: Fixture.id(0x59), group: group.id, resource: Fixture.secret)
    let actions = try actions {
      try $0.add(group, members: [Fixture.actor])
      try $0.put(policy)
    }
    #expect(actions == [.addGroup(group, members: []), .addMember(Fixture.actor, group.id), .putPolicy(policy)])
  }

  @Test func `what an operator has done already, or done away with, is left out`() throws {
    #expect(
      try actions({ try $0.deleteResource(Fixture.v4) }, operated: { try $0.deleteResource(Fixture.v4) }) == [])
    let site = Directory.Site(id: Fixture.otherSite, name: "Branch")
    #expect(try actions({ try $0.put(site) }, operated: { try $0.put(site) }) == [])
    // And what the description does not speak of stays as the operator has it.
    #expect(try actions({ _ in }, operated: { try $0.deletePolicy(Fixture.v4Policy) }) == [])
  }

  @Test func `a new token is good from now on, and an old one stays as it is`() throws {
    let token = Directory.Token(
      id: Fixture.id(0x77), owner: .actor(Fixture.actor, nil), expiresAt: UnixTime(seconds: 3600))
    var issued = token
    issued.expiresAt = time + .seconds(3600)
    #expect(try actions { try $0.put(token) } == [.putToken(issued)])
  }

  @Test func `a device of another owner is another device`() throws {
    let actions = try actions { directory in
      try directory.deleteClient(Fixture.client)
      try directory.put(Directory.Token(id: Fixture.token, owner: .actor(Fixture.otherActor, nil), expiresAt: time))
      try directory.addClient(
        Fixture.client, name: "laptop", actor: Fixture.otherActor, token: Fixture.token,
        pskBase: Array(repeating: 0x11, count: 32))
    }
    #expect(actions.count == 3)
    if case .putToken? = actions.first {} else { Issue.record("\(actions)") }
    #expect(actions.dropFirst().first == .deleteClient(Fixture.client))
    if case .addClient(let row)? = actions.last { #expect(row.actor == Fixture.otherActor) } else { Issue.record() }
  }

  @Test func `a device that has made its own row by connecting keeps that`() throws {
    let actions = try actions(
      {
        try $0.addGateway(
          Fixture.id(0x19), name: "gw", site: Fixture.site, pskBase: Array(repeating: 1, count: 32), externalID: "gw")
      },
      operated: {
        try $0.addGateway(
          Fixture.id(0x1a), name: "host", site: Fixture.site, pskBase: Array(repeating: 2, count: 32), externalID: "gw")
      })
    #expect(actions == [])
  }

  @Test func `addresses that shift with the order of a file are no difference`() throws {
    var directory = Directory(account: .init(id: Fixture.id(0), slug: "mycorp"))
    try directory.add(Directory.Site(id: Fixture.site, name: "Office"))
    var other = directory
    let base = [UInt8](repeating: 1, count: 32)
    try directory.addGateway(Fixture.gateway, name: "a", site: Fixture.site, pskBase: base)
    try directory.addGateway(Fixture.sibling, name: "b", site: Fixture.site, pskBase: base)
    try other.addGateway(Fixture.sibling, name: "b", site: Fixture.site, pskBase: base)
    try other.addGateway(Fixture.gateway, name: "a", site: Fixture.site, pskBase: base)
    #expect(directory.rows != other.rows && directory.rows.map(\.described) == other.rows.map(\.described))
  }
}
