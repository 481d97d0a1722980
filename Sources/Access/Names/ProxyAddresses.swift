import Base

/// Hands out the addresses that stand for names: four of a family at a time, in ascending order, and none twice.
package struct ProxyAddresses: Sendable {
  /// How many addresses a name gets of each family.
  package static let perName = 4

  /// 100.96.0.1 … 100.127.255.254 without the sentinels' 256.
  package static let capacity4 = (1 << 21) - 2 - sentinelCount
  /// fd00:2021:1111:8000:: and the 2²¹ - 1 addresses behind it; the sentinels lie elsewhere.
  package static let capacity6 = 1 << 21

  private static let first4: UInt32 = 100 << 24 | 96 << 16 | 1
  private static let sentinel4: UInt32 = 100 << 24 | 100 << 16 | 111 << 8
  private static let sentinelCount = 256
  private static let high6: UInt64 = 0xfd00_2021_1111_8000

  private let capacity: Int?
  /// What each block of four stands for.
  private var owners4: [Int32] = []
  private var owners6: [Int32] = []

  /// - Parameter capacity: addresses of each family, where fewer than the ranges hold are to be given.
  package init(capacity: Int? = nil) { self.capacity = capacity }

  private func blocks(_ family: IPFamily) -> Int {
    min(family == .v4 ? Self.capacity4 : Self.capacity6, capacity ?? .max) / Self.perName
  }

  /// A block's number; nil when none is left.
  mutating func take(_ family: IPFamily, for owner: Int) -> Int? {
    let taken = family == .v4 ? owners4.count : owners6.count
    guard taken < blocks(family) else { return nil }
    if family == .v4 { owners4.append(Int32(owner)) } else { owners6.append(Int32(owner)) }
    return taken
  }

  static func addresses(_ family: IPFamily, block: Int) -> [IPAddress] {
    (block * perName..<(block + 1) * perName).map { n in
      switch family {
      case .v4:
        let plain = first4 + UInt32(n)
        return .v4(IPv4Address(bits: plain < sentinel4 ? plain : plain + UInt32(sentinelCount)))
      case .v6: return .v6(IPv6Address(high: high6, low: UInt64(n)))
      }
    }
  }

  /// Whose address it is.
  func owner(of address: IPAddress) -> Int? {
    switch address {
    case .v4(let v4):
      guard v4.bits >= Self.first4 else { return nil }
      let plain = v4.bits < Self.sentinel4 ? v4.bits : v4.bits &- UInt32(Self.sentinelCount)
      guard v4.bits < Self.sentinel4 || plain >= Self.sentinel4 else { return nil }
      return owner(owners4, UInt64(plain - Self.first4))
    case .v6(let v6): return v6.high == Self.high6 ? owner(owners6, v6.low) : nil
    }
  }

  private func owner(_ owners: [Int32], _ number: UInt64) -> Int? {
    let block = number / UInt64(Self.perName)
    return block < UInt64(owners.count) ? Int(owners[Int(block)]) : nil
  }
}
