import Base

/// Values by chance, of the size and kind that a field takes.
extension FieldSchema {
  /// - Returns: nil for what chance cannot make: a packet, a list.
  package func drawn(from chance: inout Chance) -> FieldValue? {
    switch kind {
    case .address(let family): return .address(.drawn(from: &chance, family ?? .v4))
    case .bytes: return .bytes(chance.bytes(byteCount(&chance)))
    case .named(let names) where !names.entries.isEmpty && chance.below(2) == 0:
      let entry = names.entries[Int(chance.below(UInt32(names.entries.count)))]
      return .number(min(entry.value, greatest))
    case .number, .hexadecimal, .flags, .named, .namedBy: return .number(number(&chance))
    case .endpoint:
      return .endpoint(Endpoint(.drawn(from: &chance, .v4), UInt16(truncatingIfNeeded: chance.nextUInt32())))
    case .domainName: return .text(word(&chance) + ".example")
    case .text: return .text(word(&chance))
    case .list, .items, .packet: return nil
    }
  }

  /// One in four is a number at an edge, where mistakes are.
  private func number(_ chance: inout Chance) -> UInt64 {
    let edges = [0, 1, greatest / 2, greatest / 2 + 1, greatest - 1, greatest]
    if chance.below(4) == 0 { return edges[Int(chance.below(UInt32(edges.count)))] }
    return chance.nextUInt64() & greatest
  }

  /// 1 to 12 small letters.
  private func word(_ chance: inout Chance) -> String {
    let letters = (0...chance.below(12)).map { _ in UInt8(ascii: "a") + UInt8(chance.below(26)) }
    return String(decoding: letters, as: UTF8.self)
  }

  /// As many as the field has room for; of one without a width 1 to 32.
  private func byteCount(_ chance: inout Chance) -> Int {
    width.map { $0 / 8 } ?? Int(chance.below(32)) + 1
  }
}

extension IPAddress {
  package static func drawn(from chance: inout Chance, _ family: IPFamily) -> IPAddress {
    IPAddress(bits: UInt128(chance.nextUInt64()) << 64 | UInt128(chance.nextUInt64()), family)
  }
}

extension AddressRange {
  package func drawn(from chance: inout Chance) -> IPAddress {
    let wide = UInt128(chance.nextUInt64()) << 64 | UInt128(chance.nextUInt64())
    let span = upper.bits - lower.bits
    return IPAddress(bits: span == .max ? wide : lower.bits + wide % (span + 1), lower.family)
  }
}
