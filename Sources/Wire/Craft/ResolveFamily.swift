import Base

extension Layer {
  /// A neutral `icmp` as the layer of one family: names get that family's numbers.
  func resolved(in family: IPFamily) throws(CraftingError) -> Layer {
    let target: LayerSchema = family == .v4 ? .icmp4 : .icmp6
    var layer = Layer(target)
    layer.lent = lent
    if case .name("packet-too-big") = value(of: "type"), family == .v4 {
      // RFC 1191: ICMPv4 says it with a code of "unreachable".
      try layer.set("type", to: .number(3))
      if value(of: "code") == nil { try layer.set("code", to: .number(4)) }
    }
    for assignment in assignments {
      let name = schema.fields[assignment.field].name
      if name == "type", layer.value(of: "type") != nil { continue }
      try layer.set(name, to: assignment.value)
    }
    try checkNumbers(in: family)
    return layer
  }

  /// Numbers that mean something in the other family alone are a slip, not a wish.
  private func checkNumbers(in family: IPFamily) throws(CraftingError) {
    guard case .number(let type) = value(of: "type") else { return }
    var code: UInt64?
    if case .number(let number) = value(of: "code") { code = number }
    guard let meaning = ICMPMeaning.misplaced(type: type, code: code, in: family) else { return }
    throw CraftingError(schema, code == nil ? "type" : "code", .otherFamily(meaning))
  }
}

extension CraftedPacket {
  /// Layers that the layer below cannot announce are refused, unless its announcement was written by hand.
  func checkOrder() throws(CraftingError) {
    for i in layers.indices.dropFirst() {
      let (under, over) = (layers[i - 1].schema, layers[i].schema)
      guard over.isCarriedByIP, over.family == nil else { continue }
      let announcing = under.family ?? (under.isExtension ? family(of: i - 1) : nil)
      if let announcing, over.protocolNumber(in: announcing) != nil { continue }
      let (lower, upper) = (layers[i - 1], layers[i])
      if announcing != nil, lower.value(of: "next_header") ?? lower.value(of: "protocol") != nil { continue }
      throw CraftingError(
        upper.schema, nil,
        .cannotFollow(upper: upper.schema.name, lower: lower.schema.name, instead: upper.counterpart(over: announcing)),
        layer: i)
    }
  }
}

extension CraftedPacket {
  /// Of the IP layer that an extension header stands over.
  private func family(of layer: Int) -> IPFamily {
    layers[..<layer].last { $0.schema.family != nil }?.schema.family ?? .v6
  }
}

extension LayerSchema {
  fileprivate var isCarriedByIP: Bool { protocolNumber.v4 != nil || protocolNumber.v6 != nil }
}

extension Layer {
  /// What to write instead of an ICMP layer of the wrong family.
  fileprivate func counterpart(over family: IPFamily?) -> String? {
    guard let family, schema === LayerSchema.icmp4 || schema === LayerSchema.icmp6 else { return nil }
    let name = family == .v4 ? "icmp4" : "icmp6"
    let code = value(of: "code") == nil ? nil : number(of: "code")
    guard let type = number(of: "type"), value(of: "type") != nil,
      let there = ICMPMeaning.counterpart(of: type, code, from: family == .v4 ? .v6 : .v4)
    else { return "\(name)(…)" }
    return "\(name)(type=\(there.type)\(there.code.map { ", code=\($0)" } ?? ""))"
  }
}
