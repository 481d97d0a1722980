import Base

/// Reads an entry's parts, never beyond its end.
struct BundleCursor {
  let bytes: [UInt8]
  private(set) var at: Int
  let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) { (self.bytes, at, end) = (bytes, range.lowerBound, range.upperBound) }

  var left: Int { end - at }

  func problem(_ reason: String) -> BundleProblem { BundleProblem(at, reason) }

  mutating func byte() throws(BundleProblem) -> UInt8 {
    guard at < end else { throw problem("the entry is too short") }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func flag() throws(BundleProblem) -> Bool {
    let byte = try byte()
    guard byte <= 1 else { throw BundleProblem(at - 1, "\(byte) is neither yes nor no") }
    return byte == 1
  }

  mutating func varint() throws(BundleProblem) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<10 {
      let byte = try byte()
      let part = UInt64(byte & 0x7f)
      guard i < 9 || part <= 1 else { break }
      value |= part << UInt64(7 * i)
      if byte & 0x80 == 0 { return value }
    }
    throw problem("a number of more than 64 bits")
  }

  mutating func signed() throws(BundleProblem) -> Int64 {
    let folded = try varint()
    return Int64(bitPattern: folded >> 1 ^ (0 &- (folded & 1)))
  }

  mutating func number32() throws(BundleProblem) -> UInt32 {
    let value = try varint()
    guard let number = UInt32(exactly: value) else { throw problem("\(value) has more than 32 bits") }
    return number
  }

  mutating func fixed32() throws(BundleProblem) -> UInt32 {
    var value: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 32, by: 8) { value |= UInt32(try byte()) << shift }
    return value
  }

  /// How many of something follow, each of at least one byte: no more than there are bytes.
  mutating func count() throws(BundleProblem) -> Int {
    let value = try varint()
    guard value <= UInt64(left) else { throw problem("\(value) of something in \(left) bytes") }
    return Int(value)
  }

  mutating func raw(_ count: Int) throws(BundleProblem) -> [UInt8] {
    guard count <= left else { throw problem("the entry is too short") }
    defer { at += count }
    return Array(bytes[at..<at + count])
  }

  mutating func blob() throws(BundleProblem) -> [UInt8] { try raw(try count()) }

  mutating func text() throws(BundleProblem) -> String {
    let start = at
    guard let text = String(validating: try blob(), as: UTF8.self) else { throw BundleProblem(start, "not UTF-8") }
    return text
  }

  mutating func address() throws(BundleProblem) -> IPAddress {
    switch try byte() {
    case 4: return .v4(IPv4Address(bits: UInt32(try big(4))))
    case 6: return .v6(IPv6Address(high: try big(8), low: try big(8)))
    case let family: throw BundleProblem(at - 1, "there is no family \(family)")
    }
  }

  private mutating func big(_ count: Int) throws(BundleProblem) -> UInt64 {
    try raw(count).reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func endpoint() throws(BundleProblem) -> Endpoint {
    Endpoint(try address(), try port())
  }

  mutating func port() throws(BundleProblem) -> UInt16 {
    let low = try byte()
    return UInt16(try byte()) << 8 | UInt16(low)
  }

  mutating func prefix() throws(BundleProblem) -> IPPrefix {
    let (address, length) = (try address(), try byte())
    guard let prefix = IPPrefix(address, length: Int(length)) else {
      throw BundleProblem(at - 1, "a prefix of \(length) bits")
    }
    return prefix
  }

  mutating func list<Element>(
    _ read: (inout BundleCursor) throws(BundleProblem) -> Element
  ) throws(BundleProblem) -> [Element] {
    let count = try count()
    var list: [Element] = []
    for _ in 0..<count { list.append(try read(&self)) }
    return list
  }

  mutating func finish() throws(BundleProblem) {
    guard at == end else { throw problem("\(left) bytes behind the end of the entry") }
  }
}
