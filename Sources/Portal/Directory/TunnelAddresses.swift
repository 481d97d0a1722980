import Base

/// Hands out tunnel addresses one after the other, from the first of each range: the same lab, the same addresses.
struct TunnelAddresses: Sendable {
  private var next: UInt32 = 1

  private static let prefix: UInt32 = 0x6440_0000

  /// 2²¹ addresses each in 100.64.0.0/11 and fd00:2021:1111::/107; the numbers of both families agree.
  mutating func allocate() throws(DirectoryError) -> Directory.TunnelPair {
    let start = TunnelRange.ipv4
    guard next < 1 << 21 else { throw .rangeFull(start) }
    defer { next += 1 }
    return Directory.TunnelPair(
      ipv4: IPv4Address(bits: Self.prefix | next),
      ipv6: IPv6Address(high: 0xfd00_2021_1111_0000, low: UInt64(next)))
  }

  /// Somebody has these already: they and all before them are not handed out any more.
  mutating func keep(_ pair: Directory.TunnelPair) {
    let number = pair.ipv4.bits &- Self.prefix
    if number < 1 << 21 { next = max(next, number + 1) }
  }
}
