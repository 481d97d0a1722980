import Base

/// How many answers an address gets that has shown no credentials. A table of constant size: addresses share a row by a
/// keyed hash, so that nobody can choose whose row to fill.
struct AnswerBudget: Sendable {
  private struct Row: Sendable {
    var second: Int64 = -1
    var count: UInt16 = 0
  }

  private static let rowCount = 1024
  private let key: (UInt64, UInt64)
  private let limit: UInt16
  private var rows = [Row](repeating: Row(), count: rowCount)

  init(limit: UInt16, drawnFrom chance: inout Chance) {
    self.limit = limit
    key = (chance.nextUInt64(), chance.nextUInt64())
  }

  /// Takes one answer; false where the second's are spent.
  mutating func spend(_ address: IPAddress, at now: Instant) -> Bool {
    let row = row(address)
    let second = now.nanoseconds / 1_000_000_000
    if rows[row].second != second { rows[row] = Row(second: second) }
    guard rows[row].count < limit else { return false }
    rows[row].count += 1
    return true
  }

  /// Multiplication by a secret and folding: enough where all that an attacker could win is a shared row.
  private func row(_ address: IPAddress) -> Int {
    let bits: UInt64 =
      switch address {
      case .v4(let v4): UInt64(v4.bits)
      case .v6(let v6): v6.high
      }
    let product = (bits ^ key.0).multipliedFullWidth(by: key.1 | 1)
    return Int(truncatingIfNeeded: (product.high ^ product.low) >> 54)
  }
}
