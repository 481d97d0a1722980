import Base

/// A pattern over one family, as loads and comparisons on the bytes of an `IPPacket`.
struct FastProgram: Sendable {
  /// False where no packet of the family can match.
  private var possible = true
  private var proto: UInt8?
  private var tests: [FastTest] = []

  /// Both programs, if the pattern is no more than an IP layer, a transport layer, and fields of their fixed parts.
  static func pair(_ layers: [[CompiledLayer]]) -> (v4: FastProgram, v6: FastProgram)? {
    guard let v4 = FastProgram(layers, .v4), let v6 = FastProgram(layers, .v6) else { return nil }
    return (v4, v6)
  }

  private init?(_ layers: [[CompiledLayer]], _ family: IPFamily) {
    for (i, variants) in layers.enumerated() {
      guard let first = variants.first, variants.allSatisfy(\.elements.isEmpty) else { return nil }
      if let other = first.schema.family {
        guard i == 0 else { return nil }
        if other != family { possible = false }
        for test in first.tests {
          guard other != family || add(test, inTransport: false) else { return nil }
        }
      } else if i == layers.count - 1 {
        guard Self.isTransport(first.schema) else { return nil }
        guard let layer = variants.first(where: { $0.isOver(family) }) else {
          possible = false
          continue
        }
        proto = layer.schema.protocolNumber(in: family)
        for test in layer.lent { guard add(test, inTransport: false) else { return nil } }
        for test in layer.tests { guard add(test, inTransport: true, of: layer.schema) else { return nil } }
      } else {
        return nil
      }
    }
  }

  /// Layers whose fixed part an `IPPacket` is known to hold.
  private static func isTransport(_ schema: LayerSchema) -> Bool {
    [LayerSchema.udp, .tcp, .icmp4, .icmp6].contains { $0 === schema }
  }

  private mutating func add(_ test: CompiledTest, inTransport: Bool, of schema: LayerSchema? = nil) -> Bool {
    if let condition = test.field.onlyIf {
      for term in condition.terms {
        guard let field = schema?[term.field],
          let implied = FastTest(field, .numbers(term.values.map { $0...$0 }), inTransport)
        else { return false }
        tests.append(implied)
      }
    }
    guard let compiled = FastTest(test.field, test.expected, inTransport, negated: test.negated) else { return false }
    tests.append(compiled)
    return true
  }

  func matches(_ packet: IPPacket) -> Bool {
    guard possible else { return false }
    if let proto { guard packet.proto.rawValue == proto, !packet.isLaterFragment else { return false } }
    let transport = packet.transportOffset
    return packet.bytes.withUnsafeBytes { bytes in
      for test in tests where !test.holds(bytes, transport) { return false }
      return true
    }
  }
}

extension CompiledLayer {
  fileprivate func isOver(_ family: IPFamily) -> Bool {
    schema.protocolNumber(in: family) != nil && (lentFamily ?? family) == family
  }
}

/// A load of up to eight bytes (or of an IPv6 address), and the ranges that it must lie in.
struct FastTest: Sendable {
  private let inTransport: Bool
  private let negated: Bool
  private let at: Int
  private let count: Int
  private let shift: UInt64
  private let mask: UInt64
  private let check: Check

  private enum Check: Sendable {
    case range(UInt64, UInt64)
    case ranges([ClosedRange<UInt64>])
    case bits(UInt64)
    case prefixes([IPPrefix])
  }

  /// Nil for what is no load from a fixed place.
  init?(_ field: FieldSchema, _ expected: CompiledTest.Expected, _ inTransport: Bool, negated: Bool = false) {
    guard case .bits(let offset, let width) = field.place else { return nil }
    self.inTransport = inTransport
    self.negated = negated
    at = offset / 8
    let end = (offset + width + 7) / 8
    count = min(end - offset / 8, 8)
    shift = width <= 64 ? UInt64(end * 8 - offset - width) : 0
    mask = width < 64 ? 1 << UInt64(width) - 1 : .max
    guard end - at <= 8 || width == 128 else { return nil }
    switch expected {
    case .numbers(let ranges): check = Self.check(ranges)
    case .addresses(let prefixes) where width == 32: check = Self.check(prefixes.compactMap(\.range))
    case .addresses(let prefixes): check = .prefixes(prefixes)
    case .bits(let bits): check = .bits(bits)
    case .bytes, .part, .names, .nameWith, .values, .packet, .items: return nil
    }
  }

  private static func check(_ ranges: [ClosedRange<UInt64>]) -> Check {
    ranges.count == 1 ? .range(ranges[0].lowerBound, ranges[0].upperBound) : .ranges(ranges)
  }

  /// - Parameter bytes: of an `IPPacket`, whose headers hold all fixed parts that a program asks for.
  func holds(_ bytes: UnsafeRawBufferPointer, _ transport: Int) -> Bool {
    let start = inTransport ? transport + at : at
    guard start + count <= bytes.count else { return false }
    switch check {
    case .range(let low, let high):
      let value = load(bytes, start)
      return (value >= low && value <= high) != negated
    case .ranges(let ranges):
      let value = load(bytes, start)
      return ranges.contains { $0.contains(value) } != negated
    case .bits(let bits): return load(bytes, start) & bits == bits
    case .prefixes(let prefixes):
      guard start + 16 <= bytes.count else { return false }
      let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
      return prefixes.contains { $0.contains(.v6(IPv6Address(high: high, low: low))) } != negated
    }
  }

  private func load(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in start..<start + count { value = value << 8 | UInt64(bytes[i]) }
    return value >> shift & mask
  }
}

extension IPPrefix {
  /// The numbers of an IPv4 network's addresses.
  fileprivate var range: ClosedRange<UInt64>? {
    guard case .v4(let address) = address else { return nil }
    let size = UInt64(1) << UInt64(32 - length)
    return UInt64(address.bits)...UInt64(address.bits) + size - 1
  }
}
