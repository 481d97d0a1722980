import Base
import Lab

/// What a router did.
enum RouterReport: Described {
  case mapping(NATMappingChange)
  /// It was put there, or behaves in another way from here on.
  case changed(node: String, String)
  /// A datagram passed with other ends.
  case translated(NATFlow, to: Endpoint, isOutbound: Bool)

  var kind: String {
    switch self {
    case .mapping(.created): "nat.created"
    case .mapping(.ended): "nat.expired"
    case .changed: "nat.changed"
    case .translated: "nat.translated"
    }
  }

  var fields: [Field] {
    switch self {
    case .mapping(.created(let mapping)): mapping.fields
    case .mapping(.ended(let mapping, let end)): mapping.fields + [Field("reason", end.rawValue)]
    case .changed(let node, let words): [Field("node", node), Field("nat", words)]
    case .translated(let flow, let other, let isOutbound):
      [
        Field("direction", isOutbound ? "out" : "in"), Field("protocol", flow.proto.word),
        Field("inside", .endpoint(isOutbound ? flow.local : other)),
        Field("outside", .endpoint(isOutbound ? other : flow.local)), Field("remote", .endpoint(flow.remote)),
      ]
    }
  }
}

extension NATMapping {
  var fields: [Field] {
    [
      Field("protocol", key.proto.word), Field("inside", .endpoint(key.inside)), Field("outside", .endpoint(outside)),
      Field("remote", remoteFact),
    ]
  }

  /// Nothing where it serves whoever asks.
  var remoteFact: Fact {
    guard let remote = key.remote else { return .none }
    return remote.port == 0 ? .address(remote.address) : .endpoint(remote)
  }
}
