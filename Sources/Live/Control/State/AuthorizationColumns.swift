import Base
import Portal

// A row of the table of authorizations; the order is the table's.

extension AuthorizationRow {
  var columns: [SQLValue] {
    [
      .integer(Int64(id.number)), .text("\(access.client)"), .text("\(access.gateway)"), .text("\(access.resource)"),
      SQLValue(basis.policy.map { "\($0)" }), SQLValue(basis.group.map { "\($0)" }), .text("\(basis.token)"),
      .text("\(basis.site)"), .integer(createdAt.nanoseconds), SQLValue(confirmedAt?.nanoseconds),
      .integer(expiresAt.nanoseconds), SQLValue(end?.at.nanoseconds), SQLValue(end?.reason), .text(names.client),
      .text(names.actor), .text(names.resource), .text(names.gateway), .text(names.site), SQLValue(names.group),
    ]
  }

  /// nil where something is not what we write.
  init?(_ columns: [SQLValue]) {
    func identifier<Kind>(_ place: Int) -> Identifier<Kind>? { columns[place].text.flatMap { Identifier($0) } }
    func time(_ place: Int) -> UnixTime? { columns[place].integer.map { UnixTime(nanoseconds: $0) } }
    guard columns.count == 19, let number = columns[0].integer.flatMap({ UInt32(exactly: $0) }),
      let client: ClientID = identifier(1), let gateway: GatewayID = identifier(2),
      let resource: ResourceID = identifier(3), let token: TokenID = identifier(6), let site: SiteID = identifier(7),
      let created = time(8), let expires = time(10)
    else { return nil }
    var names = Names()
    (names.client, names.actor) = (columns[13].text ?? "", columns[14].text ?? "")
    (names.resource, names.gateway) = (columns[15].text ?? "", columns[16].text ?? "")
    (names.site, names.group) = (columns[17].text ?? "", columns[18].text)
    self.init(
      id: AuthorizationID(number), access: AccessPath(gateway: gateway, client: client, resource: resource),
      basis: .init(policy: identifier(4), group: identifier(5), token: token, site: site), createdAt: created,
      expiresAt: expires, names: names)
    confirmedAt = time(9)
    end = time(11).map { End(at: $0, reason: columns[12].text ?? "") }
  }
}
