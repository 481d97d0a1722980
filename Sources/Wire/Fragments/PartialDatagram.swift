import Base

/// The fragments of one datagram so far, and what is missing (after RFC 815: a list of holes).
struct PartialDatagram: Sendable {
  let deadline: Instant
  private var pieces = SortedTable<Int, [UInt8]>()
  private var holes = [0..<Int.max]
  private var end: Int?
  /// The fragment at offset 0, and how the whole datagram's headers are made of its own.
  private var first: (bytes: [UInt8], header: Range<Int>, next: (proto: UInt8, at: Int)?)?
  private var isGivenUp = false

  init(deadline: Instant) { self.deadline = deadline }

  /// Bytes that it keeps.
  var size: Int { pieces.values.reduce(first?.bytes.count ?? 0) { $0 + $1.count } }

  /// Nil once it was given up: that has been told.
  func failure(_ key: DatagramKey, _ fault: ReassemblyFault) -> ReassemblyFailure? {
    isGivenUp ? nil : ReassemblyFailure(key: key, fault: fault, holes: holes, first: first?.bytes)
  }

  mutating func add(_ fragment: Fragment, _ bytes: [UInt8]) -> ReassemblyOutcome {
    guard !isGivenUp else { return .discarded(.givenUp) }
    let data = Array(bytes[fragment.data])
    let range = fragment.offset..<fragment.offset + data.count
    if pieces[fragment.offset] == data, !fragment.isLast || end == range.upperBound { return .duplicate }
    if let fault = fault(of: fragment, range) {
      giveUp()
      return .discarded(fault)
    }
    if fragment.isLast { limit(to: range.upperBound) }
    fill(range)
    pieces[fragment.offset] = data
    if fragment.offset == 0 { first = (Array(bytes[..<fragment.data.upperBound]), fragment.header, fragment.next) }
    guard holes.isEmpty, let first else { return .waiting }
    return .whole(whole(first.bytes, first.header, first.next))
  }

  private func fault(of fragment: Fragment, _ range: Range<Int>) -> ReassemblyFault? {
    if !fragment.isLast, range.count % 8 != 0 || range.isEmpty { return .uneven(length: range.count) }
    // RFC 791: total length counts the header; RFC 8200: payload length counts extension headers alone.
    let around = fragment.next == nil ? fragment.header.count : fragment.header.count - 40
    if range.upperBound + around > 65_535 { return .tooLong(range.upperBound + around) }
    if let end, range.upperBound > end || (fragment.isLast && range.upperBound != end) {
      return .secondEnd(range.upperBound, first: end)
    }
    if fragment.isLast, let last = pieces.keys.last, let data = pieces.values.last, last + data.count > range.upperBound
    {
      return .secondEnd(range.upperBound, first: last + data.count)
    }
    let free = holes.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
    return free || range.isEmpty ? nil : .overlap(range)
  }

  private mutating func fill(_ range: Range<Int>) {
    guard !range.isEmpty, let i = holes.firstIndex(where: { $0.contains(range.lowerBound) }) else { return }
    let hole = holes[i]
    let rest = [hole.lowerBound..<range.lowerBound, range.upperBound..<hole.upperBound]
    holes.replaceSubrange(i...i, with: rest.filter { !$0.isEmpty })
  }

  private mutating func limit(to end: Int) {
    self.end = end
    holes = holes.filter { $0.lowerBound < end }.map { $0.lowerBound..<min($0.upperBound, end) }
  }

  private mutating func giveUp() {
    isGivenUp = true
    pieces.removeAll()
    first = nil
    holes = []
  }

  /// The headers of the first fragment, as they were before it was cut, and all data.
  private func whole(_ first: [UInt8], _ header: Range<Int>, _ next: (proto: UInt8, at: Int)?) -> [UInt8] {
    var bytes = Array(first[header])
    for piece in pieces.values { bytes += piece }
    if let next {
      bytes[next.at] = next.proto
      bytes.put16(UInt16(truncatingIfNeeded: bytes.count - 40), at: 4)
    } else {
      bytes.put16(UInt16(truncatingIfNeeded: bytes.count), at: 2)
      bytes.put16(bytes.be16(6) & 0xc000, at: 6)
      bytes.put16(0, at: 10)
      bytes.put16(Checksum.of(bytes[header]), at: 10)
    }
    return bytes
  }
}
