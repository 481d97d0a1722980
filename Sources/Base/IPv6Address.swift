/// An IPv6 address (RFC 4291), kept as two numbers in host order. Zones are not part of it.
@usableFromInline package struct IPv6Address: Hashable, Comparable, Sendable {
  @usableFromInline package var high: UInt64
  @usableFromInline package var low: UInt64

  @inlinable package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Parameter groups: eight 16-bit groups, most significant first.
  package init(groups: [UInt16]) {
    high = groups.prefix(4).reduce(0) { $0 << 16 | UInt64($1) }
    low = groups.suffix(4).reduce(0) { $0 << 16 | UInt64($1) }
  }

  @inlinable package static func < (a: IPv6Address, b: IPv6Address) -> Bool { (a.high, a.low) < (b.high, b.low) }

  package func group(_ i: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: (i < 4 ? high : low) >> UInt64((3 - i % 4) * 16))
  }

  package var groups: [UInt16] { (0..<8).map(group) }
  package var octets: [UInt8] { groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }

  package static let unspecified = IPv6Address(high: 0, low: 0)
  package var isUnspecified: Bool { high == 0 && low == 0 }
  package var isMulticast: Bool { high >> 56 == 0xff }
}

extension IPv6Address {
  /// The text forms of RFC 4291 §2.2, an embedded IPv4 tail included; anything else is nil.
  package init?(_ text: some StringProtocol) {
    let utf8 = Array(text.utf8)
    let colon = UInt8(ascii: ":")
    guard utf8.count >= 2, utf8.count <= 45 else { return nil }
    var halves: [[UInt16]] = [[]]
    var i = 0
    if utf8[0] == colon {
      guard utf8[1] == colon else { return nil }
      halves.append([])
      i = 2
    }
    var afterColon = true
    while i < utf8.count {
      let end = utf8[i...].firstIndex(of: colon) ?? utf8.count
      if end == i {
        // The second colon of "::".
        guard halves.count == 1, afterColon, i > 0 else { return nil }
        halves.append([])
        i += 1
        continue
      }
      if end == utf8.count, utf8[i...].contains(UInt8(ascii: ".")) {
        guard let v4 = IPv4Address(String(decoding: utf8[i...], as: UTF8.self)) else { return nil }
        halves[halves.count - 1] += [UInt16(v4.bits >> 16), UInt16(v4.bits & 0xffff)]
      } else {
        guard end - i <= 4, let group = Self.group(utf8[i..<end]) else { return nil }
        halves[halves.count - 1].append(group)
      }
      afterColon = end < utf8.count
      i = end + 1
      if afterColon, i == utf8.count { return nil }  // a single trailing colon
    }
    let written = halves.reduce(0) { $0 + $1.count }
    if halves.count == 1 {
      guard written == 8 else { return nil }
      self.init(groups: halves[0])
    } else {
      guard written <= 7 else { return nil }
      self.init(groups: halves[0] + Array(repeating: 0, count: 8 - written) + halves[1])
    }
  }

  private static func group(_ digits: ArraySlice<UInt8>) -> UInt16? {
    var value: UInt16 = 0
    for digit in digits {
      guard let nibble = Hex.value(of: digit) else { return nil }
      value = value << 4 | UInt16(nibble)
    }
    return value
  }
}

extension IPv6Address: CustomStringConvertible {
  /// RFC 5952: lower case, no leading zeros, the longest (first) run of two or more zero groups shortened.
  @usableFromInline package var description: String {
    let groups = groups
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = max(end, start + 1)
    }
    func text(_ range: Range<Int>) -> String {
      range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
  }
}
