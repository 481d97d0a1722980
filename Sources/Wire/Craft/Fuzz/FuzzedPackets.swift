import Base

/// Packets by chance, made one at a time: of each packet of a set so many.
package struct FuzzedPackets: RandomAccessCollection, Sendable {
  package let startIndex = 0
  package let endIndex: Int
  private let bases: PacketSet
  private let rounds: Int
  private let rules: FuzzRules
  private let chance: Chance

  /// - Parameter rounds: how many of each packet; more than `CraftedPacket.greatestSet` in all is an error.
  package init(_ packet: CraftedPacket, _ rules: FuzzRules, rounds: Int, seed: UInt64) throws(CraftingError) {
    let whole = try packet.completed()
    bases = try whole.expand()
    let (total, overflow) = bases.count.multipliedReportingOverflow(by: rounds)
    guard !overflow, total <= CraftedPacket.greatestSet else {
      throw CraftingError(nil, nil, .tooManyPackets(limit: CraftedPacket.greatestSet))
    }
    endIndex = total
    self.rounds = rounds
    self.rules = rules
    chance = Chance(seed: seed).stream("fuzz")
  }

  /// What cannot be drawn stays as it was written.
  package subscript(position: Int) -> CraftedPacket {
    let base = bases[position / rounds]
    return (try? base.fuzzed(rules, chance.stream("\(position)"))) ?? base
  }
}
