import Access
import Base
import Portal
import Wire

/// What a gateway tells of names, translations and its name server.
extension AccessReport {
  var namingFields: [Field] {
    switch event {
    case .noAuthorizationSent(_, let client, let notice):
      [
        named(client), Field("destination", .address(notice.destination)),
        Field("protocol", IPProtocol(rawValue: notice.proto).description),
        Field("port", notice.port.map { .number(Int64($0)) } ?? .none),
      ]
    case .lookedUp(let id, let domain, let end): [number(id), Field("domain", domain.wireText)] + (end?.fields ?? [])
    case .domainSetUp(let client, let resource, let domain, let status, let fault):
      [
        named(client), named(resource), Field("domain", domain.wireText), Field("status", status.rawValue.lowercased()),
      ] + (fault.map { [Field("reason", $0.name)] } ?? [])
    case .natChanged(let client, .created(let session)): [named(client)] + session.fields
    case .natChanged(let client, .ended(let session, let end)):
      [named(client)] + session.fields + [Field("reason", end.rawValue)]
    case .queryForwarded(let id, let client, let server):
      [number(id), named(client), Field("server", .endpoint(server))]
    case .queryAnswered(let id, let client, let rcode):
      (id.map { [number($0)] } ?? []) + [named(client), Field("rcode", rcode.description)]
    default: []
    }
  }

  private func number(_ id: LookupID) -> Field { Field("number", .number(Int64(id.number))) }
}

extension NATSession {
  fileprivate var fields: [Field] {
    [
      Field("protocol", inside.port.protocolName), Field("port", .number(Int64(inside.port.number))),
      Field("proxy", .address(inside.proxy)), Field("outside_port", .number(Int64(outside.port.number))),
      Field("real", .address(outside.address)),
    ]
  }
}

extension FlowPort {
  package var protocolName: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp: "icmp"
    }
  }
}

extension LookupEnd {
  fileprivate var fields: [Field] {
    switch self {
    case .addresses(let addresses): [Field("addresses", .list(addresses.map { .address($0) }))]
    case .failed(let reason): [Field("reason", "failed"), Field("detail", reason)]
    case .timedOut: [Field("reason", "timed-out")]
    }
  }
}
