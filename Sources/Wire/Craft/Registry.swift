import Base

extension LayerSchema {
  /// Every layer, in the order in which `layers` lists them. A new layer is added here.
  package static let all: [LayerSchema] = [
    .ip4, .ip6, .hopByHop, .routing, .fragment, .authentication, .destinationOptions, .icmp, .icmp4, .icmp6,
    .icmpExtensions, .udp, .tcp, .dns, .dnsFrame, .stun, .turnChannel, .turnPadding, .wgInitiation, .wgResponse,
    .wgCookie, .wgTransport, .control, .raw, .padding,
  ]

  /// Names and aliases with their places in `all`.
  package static let names = NameIndex(
    all.enumerated().flatMap { place, schema in ([schema.name] + schema.aliases).map { (name: $0, place: place) } })

  /// A layer by name or alias; case does not matter.
  package static func find(_ name: String) -> LayerSchema? {
    if let place = names[name] { return all[place] }
    return name.isPlainName ? nil : names[name.lowercased()].map { all[$0] }
  }

  package static func named(_ name: String) throws(CraftingError) -> LayerSchema {
    guard let schema = find(name) else {
      let names = all.flatMap { [$0.name] + $0.aliases }
      throw CraftingError(nil, nil, .unknownLayer(name, suggestion: Suggestion.nearest(to: name, in: names)))
    }
    return schema
  }

  private static func byProtocol(_ number: (LayerSchema) -> UInt8?) -> [LayerSchema?] {
    var table = [LayerSchema?](repeating: nil, count: 256)
    for schema in all { if let number = number(schema) { table[Int(number)] = schema } }
    return table
  }
  private static let carriedByIPv4 = byProtocol { $0.protocolNumber.v4 }
  private static let carriedByIPv6 = byProtocol { $0.protocolNumber.v6 }

  /// What an IP header announces with this protocol number.
  static func carried(by family: IPFamily, _ number: UInt8) -> LayerSchema? {
    (family == .v4 ? carriedByIPv4 : carriedByIPv6)[Int(number)]
  }

  func protocolNumber(in family: IPFamily) -> UInt8? { family == .v4 ? protocolNumber.v4 : protocolNumber.v6 }

  /// The family of an IP layer; nil for all others.
  package var family: IPFamily? { if case .ip(let family) = role { family } else { nil } }

  /// An extension header that IPv4 does not carry: all but the authentication header.
  var isOnlyIPv6: Bool { isExtension && protocolNumber.v4 == nil }

  /// Between the IPv6 header and the upper layer (RFC 8200 §4).
  var isExtension: Bool { protocolNumber.v6.map { IPProtocol(rawValue: $0).isExtension } ?? false }
}
