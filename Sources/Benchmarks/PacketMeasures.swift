import Base
import Wire

/// Crafting, dissecting and matching packets.
enum PacketMeasures {
  static func all() throws -> [Measure] {
    let address = FieldValue.address(.v4(IPv4Address(172, 20, 0, 100)))
    let bytes = try crafted(address).build().bytes
    let packet = try IPPacket(bytes)
    let pattern = try PacketPattern([
      LayerPattern("ip", [FieldTest("dst", .equal, address)]),
      LayerPattern("udp", [FieldTest("dport", .equal, .number(53))]),
    ])
    return [
      Measure("craft ip()/udp() by names, to bytes", count: 20_000) { count in
        for _ in 0..<count { use(try crafted(address).build()) }
      },
      Measure("dissect ip/udp", count: 100_000) { count in
        for _ in 0..<count { use(Packet(dissecting: bytes)) }
      },
      Measure("match a pattern of two layers", count: 500_000) { count in
        for _ in 0..<count { use(pattern.matches(packet)) }
      },
    ]
  }

  private static func crafted(_ address: FieldValue) throws -> CraftedPacket {
    CraftedPacket([try Layer("ip", [("dst", address)]), try Layer("udp", [("dport", .number(53))])])
  }
}
