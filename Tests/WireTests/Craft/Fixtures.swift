import Base
import Testing

@testable import Wire

/// Stacks layers as a script does.
func stack(_ layers: Layer...) -> CraftedPacket { CraftedPacket(layers) }

func layer(_ name: String, _ fields: KeyValuePairs<String, FieldValue> = [:]) throws -> Layer {
  try Layer(name, fields.map { (name: $0.key, value: $0.value) })
}

extension FieldValue {
  static func ip(_ text: String) -> FieldValue {
    IPAddress(text).map(FieldValue.address) ?? IPPrefix(text).map(FieldValue.prefix) ?? .name(text)
  }
}

func caught(_ body: () throws -> Void) -> CraftingError? {
  do {
    try body()
    return nil
  } catch { return error as? CraftingError }
}

/// Seeded packets of every layer and family, right and wrong.
struct PacketMaker {
  var chance: Chance

  init(seed: UInt64) { chance = Chance(seed: seed) }

  mutating func pick(_ bound: UInt32) -> UInt32 { chance.below(bound) }

  mutating func address(_ family: IPFamily) -> FieldValue {
    family == .v4
      ? .address(.v4(IPv4Address(bits: chance.nextUInt32())))
      : .address(.v6(IPv6Address(high: chance.nextUInt64(), low: chance.nextUInt64())))
  }

  mutating func packet(wrong: Bool, within outer: IPFamily? = nil) throws -> CraftedPacket {
    let family = outer ?? (pick(2) == 0 ? .v4 : .v6)
    var ip = Layer(family == .v4 ? .ip4 : .ip6)
    try ip.set("src", to: address(family))
    try ip.set("dst", to: address(family))
    if family == .v4, pick(4) == 0 { try ip.set("options", to: .bytes(chance.bytes(Int(pick(40))))) }
    var layers = [ip]
    if family == .v6, pick(4) == 0 {
      var options = Layer(.hopByHop)
      try options.set("options", to: .bytes(chance.bytes(Int(pick(30)))))
      layers.append(options)
    }
    switch pick(outer != nil ? 4 : 5) {
    case 0: layers.append(try transport(.udp, ["sport", "dport"]))
    case 1:
      var tcp = try transport(.tcp, ["sport", "dport", "seq", "ack", "flags", "window", "urgent"])
      if pick(2) == 0 { try tcp.set("options", to: .bytes(chance.bytes(Int(pick(40))))) }
      if pick(4) == 0 {
        tcp.assign(tcp.schema.index(of: "options") ?? 0, .auto)
        try tcp.set("mss", to: .number(1240))
      }
      layers.append(tcp)
    case 2:
      var echo = Layer(family == .v4 ? .icmp4 : .icmp6)
      try echo.set("id", to: .number(UInt64(pick(65536))))
      layers.append(echo)
    case 3: break
    default:
      var error = Layer(family == .v4 ? .icmp4 : .icmp6)
      try error.set("type", to: .name("unreachable"))
      try error.set("code", to: .name("prohibited"))
      try error.set("quote", to: .packet(try packet(wrong: false, within: family)))
      layers.append(error)
      return CraftedPacket(layers)
    }
    if pick(3) > 0 { layers.append(.raw(chance.bytes(1 + Int(pick(64))))) }
    if wrong { try spoil(&layers[Int(pick(UInt32(layers.count)))]) }
    return CraftedPacket(layers)
  }

  private mutating func transport(_ schema: LayerSchema, _ fields: [String]) throws -> Layer {
    var layer = Layer(schema)
    for name in fields {
      guard let field = schema[name] else { continue }
      try layer.set(name, to: .number(chance.nextUInt64() & field.greatest))
    }
    return layer
  }

  /// Sets one field of fixed width to anything.
  private mutating func spoil(_ layer: inout Layer) throws {
    let numbers = layer.schema.fields.filter {
      if case .address = $0.kind { false } else if case .bits = $0.place { true } else { false }
    }
    guard !numbers.isEmpty else { return }
    let field = numbers[Int(pick(UInt32(numbers.count)))]
    try layer.set(field.name, to: .number(chance.nextUInt64() & field.greatest))
  }
}
