import Base
import Testing

@testable import Portal

@Suite struct AuthorizationTableTests {
  private func basis(_ number: UInt64) -> Authorization.Basis {
    .init(policy: Fixture.id(number), group: Fixture.id(number), token: Fixture.id(number), site: Fixture.id(number))
  }

  private func access(_ number: UInt64) -> AccessPath {
    AccessPath(gateway: Fixture.id(number), client: Fixture.id(number), resource: Fixture.id(number))
  }

  @Test func `a row is found by whatever it stands on, until it ends`() throws {
    var table = AuthorizationTable()
    for number in 1...3 {
      _ = table.create(access(UInt64(number)), on: basis(UInt64(number)), at: .zero, until: Fixture.tokenEnd)
    }
    let scopes: [AuthorizationScope] = [
      .client(Fixture.id(2)), .gateway(Fixture.id(2)), .resource(Fixture.id(2)), .policy(Fixture.id(2)),
      .group(Fixture.id(2)), .token(Fixture.id(2)), .site(Fixture.id(2)),
    ]
    for scope in scopes { #expect(table.live(scope).map(\.id.number) == [2]) }
    #expect(table.live(access(2)).map(\.id.number) == [2])
    #expect(table.connects(Fixture.id(2), Fixture.id(2)))
    #expect(!table.connects(Fixture.id(2), Fixture.id(3)))
    let ended = table.end(AuthorizationID(2), .gatewayDeleted, at: .zero)
    #expect(ended?.end?.reason == .gatewayDeleted)
    #expect(table.end(AuthorizationID(2), .gatewayDeleted, at: .zero) == nil)
    for scope in scopes { #expect(table.live(scope).isEmpty) }
    #expect(table.live(access(2)).isEmpty && !table.connects(Fixture.id(2), Fixture.id(2)))
    #expect(table[AuthorizationID(2)] == ended)
    #expect(table.rows.map(\.id.number) == [1, 2, 3] && table.live.map(\.id.number) == [1, 3])
  }

  @Test func `the hour decides who is due, and may be moved`() {
    var table = AuthorizationTable()
    for number in 1...3 {
      let end = Fixture.epoch + .seconds(10 * number)
      _ = table.create(access(UInt64(number)), on: basis(1), at: .zero, until: end)
    }
    #expect(table.nextExpiry == Fixture.epoch + .seconds(10))
    #expect(table.due(at: Fixture.epoch + .seconds(20)).map(\.id.number) == [1, 2])
    #expect(table.setExpiry(of: AuthorizationID(1), to: Fixture.epoch + .seconds(40))?.expiresAt.seconds != nil)
    #expect(table.nextExpiry == Fixture.epoch + .seconds(20))
    #expect(table.due(at: Fixture.epoch + .seconds(50)).map(\.id.number) == [2, 3, 1])
  }

  @Test func `only the latest ended rows are kept`() {
    var table = AuthorizationTable()
    for _ in 0..<AuthorizationTable.keptEnded + 10 {
      let row = table.create(access(1), on: basis(1), at: .zero, until: Fixture.tokenEnd)
      _ = table.end(row.id, .superseded, at: .zero)
    }
    #expect(table.rows.count == AuthorizationTable.keptEnded)
    #expect(table[AuthorizationID(10)] == nil && table[AuthorizationID(11)] != nil)
  }

  /// Were a step linear in the rows, this would be 10¹⁰ of them.
  @Test func `a hundred thousand rows of a thousand clients and fifty gateways come and go`() {
    var table = AuthorizationTable()
    for number in UInt64(0)..<100_000 {
      let access = AccessPath(
        gateway: Fixture.id(number % 50), client: Fixture.id(number % 1000), resource: Fixture.id(number / 1000))
      let basis = Authorization.Basis(
        policy: Fixture.id(number / 1000), group: Fixture.id(1), token: Fixture.id(number % 1000),
        site: Fixture.id(number % 50))
      _ = table.create(access, on: basis, at: .zero, until: Fixture.epoch + .seconds(Int64(number * 7919 % 100_000)))
    }
    let snapshot = table
    #expect(table.live(.client(Fixture.id(7))).count == 100)
    #expect(table.live(.gateway(Fixture.id(7))).count == 2000)
    for row in table.live(.client(Fixture.id(7))) { _ = table.end(row.id, .clientDeleted, at: .zero) }
    let due = table.due(at: Fixture.epoch + .seconds(49_999))
    for row in due { _ = table.end(row.id, .expired, at: .zero) }
    #expect(table.liveCount == 100_000 - 100 - due.count && due.count == 49_950)
    #expect(snapshot.liveCount == 100_000)
  }
}
