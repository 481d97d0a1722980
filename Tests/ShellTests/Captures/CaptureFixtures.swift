import Base
import Report
import Testing
import Wire

/// Packets on links of every kind, as the lab has none.
enum CaptureFixtures {
  static let section = CaptureSection(comments: ["fixtures"], application: "a test")
  static let tunnel = CaptureInterface(.raw, in: section, name: "tun0", timeOffset: 1_700_000_000)
  static let ethernet = CaptureInterface(
    .ethernet, in: section, name: "eth0", snapLength: 64, resolution: .microseconds)
  static let cooked = CaptureInterface(.linuxCooked2, in: section)
  static let macs = [UInt8](repeating: 2, count: 12)

  static func udp(_ port: UInt64, payload: Int = 4) throws -> [UInt8] {
    let ip = try Layer("ip", [("src", .address(address("192.0.2.1"))), ("dst", .address(address("192.0.2.9")))])
    let udp = try Layer("udp", [("sport", .number(5000)), ("dport", .number(port))])
    return try (CraftedPacket([ip, udp]) / [UInt8](repeating: 0x61, count: payload)).build().bytes
  }

  private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  /// Raw, Ethernet with padding, VLAN, ARP, Linux cooked, cut.
  static func packets() throws -> [CapturedPacket] {
    let (dns, web) = (try udp(53), try udp(80, payload: 100))
    let cut = Array((macs + [8, 0] + web).prefix(64))
    return [
      CapturedPacket(dns, on: tunnel, at: 0, comments: ["one", "two"], flags: 1, id: 7),
      CapturedPacket(
        macs + [8, 0] + dns + [0, 0, 0], on: ethernet, at: 1_700_000_001_500_000, flags: 2),
      CapturedPacket(macs + [0x81, 0, 0, 5, 8, 0] + dns, on: ethernet, at: 1_700_000_002_000_000),
      CapturedPacket(macs + [8, 6] + [UInt8](repeating: 1, count: 28), on: ethernet, at: 1_700_000_003_000_000),
      CapturedPacket([8, 0] + [UInt8](repeating: 0, count: 18) + web, on: cooked, at: 1_700_000_004_000_000_000),
      CapturedPacket(cut, on: ethernet, at: 1_700_000_005_000_000, originalLength: UInt32(14 + web.count)),
    ]
  }

  static func file(_ packets: [CapturedPacket]) -> [UInt8] {
    var encoder = BlockEncoder()
    for packet in packets { encoder.add(packet) }
    return encoder.take()
  }

  /// A stand whose disk holds the packets as `x.pcapng`.
  static func stand() throws -> Stand {
    let stand = try Stand()
    stand.disk.files["x.pcapng"] = file(try packets())
    return stand
  }
}
