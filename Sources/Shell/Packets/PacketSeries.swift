import Wire

/// Packets one behind the other, made when they are needed: however many a set stands for, one is in memory.
struct PacketSeries: RandomAccessCollection, Sendable {
  private enum Part: Sendable {
    case one(CraftedPacket)
    case set(PacketSet)
    case fuzzed(FuzzedPackets)
  }

  private var parts: [Part] = []
  /// Where each part ends.
  private var ends: [Int] = []

  let startIndex = 0
  var endIndex: Int { ends.last ?? 0 }

  init() {}
  init(_ packet: CraftedPacket) { append(.one(packet), 1) }
  init(_ packets: PacketSet) { append(.set(packets), packets.count) }
  init(_ packets: FuzzedPackets) { append(.fuzzed(packets), packets.count) }

  private mutating func append(_ part: Part, _ count: Int) {
    guard count > 0 else { return }
    parts.append(part)
    ends.append(endIndex + count)
  }

  mutating func append(_ other: PacketSeries) {
    let shift = endIndex
    parts += other.parts
    ends += other.ends.map { $0 + shift }
  }

  subscript(position: Int) -> CraftedPacket {
    let part = part(holding: position)
    let offset = position - (part == 0 ? 0 : ends[part - 1])
    return switch parts[part] {
    case .one(let packet): packet
    case .set(let packets): packets[offset]
    case .fuzzed(let packets): packets[offset]
    }
  }

  /// The first part that ends behind the position.
  private func part(holding position: Int) -> Int {
    var (low, high) = (0, parts.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > position { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
