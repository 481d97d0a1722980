import Base

/// The number of a computed field that hangs on the bytes, lengths and neighbours of its layer alone, as those of most
/// headers do. Plain data: building goes through all of a packet's, and would count a reference to each rule that is code.
enum PlainRule: Sendable {
  /// Of the header, in units, less some of them.
  case headerLength(unit: Int, less: Int)
  /// Of the layer and all in it, behind so many bytes.
  case length(behind: Int)
  /// The protocol number of the layer that follows; nothing is wrong where that is not one we know. Nil: of the family that
  /// is below.
  case nextProtocol(IPFamily?)
  /// RFC 791: over the header alone. `at` is the checksum's own offset.
  case headerChecksum(at: Int)
  /// RFC 792: over the message.
  case messageChecksum(at: Int)
  /// RFC 768, 9293, 4443 §2.3: over pseudo-header and message. The pseudo-header's length is that of the bytes that
  /// are there, whatever a length field says; but for UDP's own, where it states fewer.
  case pseudoHeaderChecksum(at: Int, IPProtocol, zeroMeansNone: Bool)
  case constant(UInt64)
}

/// The rules by which unset fields get their value. Each looks at the packet as laid out, all other fields in place.
extension ComputedField {
  static func headerLength(unit: Int) -> ComputedField {
    ComputedField(
      "length of the header in units of \(unit) bytes", needsWholeLayer: false,
      rule: .plain(.headerLength(unit: unit, less: 0)))
  }

  static let wholeLength = ComputedField("length of header and payload", rule: .plain(.length(behind: 0)))

  static func payloadLength(behind header: Int) -> ComputedField {
    ComputedField("length of all behind this header", rule: .plain(.length(behind: header)))
  }

  static func nextProtocol(_ family: IPFamily) -> ComputedField {
    ComputedField("number of the layer that follows", needsWholeLayer: false, rule: .plain(.nextProtocol(family)))
  }

  /// The same, of a header that either family carries.
  static let nextProtocol = ComputedField(
    "number of the layer that follows", needsWholeLayer: false, rule: .plain(.nextProtocol(nil)))

  static func headerChecksum(at offset: Int) -> ComputedField {
    ComputedField(
      "Internet checksum of the header", needsWholeLayer: false, isSum: true, rule: .plain(.headerChecksum(at: offset)))
  }

  static func messageChecksum(at offset: Int) -> ComputedField {
    ComputedField("Internet checksum of the message", isSum: true, rule: .plain(.messageChecksum(at: offset)))
  }

  static func pseudoHeaderChecksum(at offset: Int, _ proto: IPProtocol, zeroMeansNone: Bool = false) -> ComputedField {
    ComputedField(
      "Internet checksum of pseudo-header and message", isSum: true,
      rule: .plain(.pseudoHeaderChecksum(at: offset, proto, zeroMeansNone: zeroMeansNone)))
  }
}

extension Packet {
  /// The right number by a rule, for the layer at this index; nil where nothing is right or wrong.
  func number(_ rule: PlainRule, of i: Int) -> UInt64? {
    let (start, headerEnd, end) = (layers[i].start, layers[i].headerEnd, layers[i].end)
    var sum = Checksum()
    switch rule {
    case .headerLength(let unit, let less): return UInt64(truncatingIfNeeded: (headerEnd - start) / unit - less)
    case .length(let header): return UInt64(end - start - header)
    case .nextProtocol(let family):
      guard let next = layer(after: i) else { return nil }
      let family = family ?? ipLayer(under: i).flatMap { layers[$0].schema.family } ?? .v6
      return layers[next].schema.protocolNumber(in: family).map(UInt64.init)
    case .headerChecksum(let offset): self.sum(start..<headerEnd, without: start + offset, into: &sum)
    case .messageChecksum(let offset): self.sum(start..<end, without: start + offset, into: &sum)
    case .pseudoHeaderChecksum(let offset, let proto, let zeroMeansNone):
      guard let ip = ipLayer(under: i) else { return nil }
      let length = summedLength(of: i)
      sumEnds(of: ip, under: i, into: &sum)
      sum.add(word: UInt16(truncatingIfNeeded: length >> 16))
      sum.add(word: UInt16(truncatingIfNeeded: length))
      sum.add(word: UInt16(proto.rawValue))
      self.sum(start..<start + length, without: start + offset, into: &sum)
      return zeroMeansNone && sum.value == 0 ? 0xffff : UInt64(sum.value)
    case .constant(let number): return number
    }
    return UInt64(sum.value)
  }

  /// RFC 768: the datagram is as long as it says, as far as it is there; what lies behind it is not summed (RFC 9868 §5).
  fileprivate func summedLength(of i: Int) -> Int {
    let span = layers[i]
    let whole = span.end - span.start
    guard span.schema.role == .udp, whole >= 8 else { return whole }
    let stated = Int(bytes.be16(span.start + 4))
    return (8..<whole).contains(stated) ? stated : whole
  }

  /// The index of the next layer at the same depth.
  func layer(after i: Int) -> Int? {
    let depth = layers[i].depth
    var next = i + 1
    while next < layers.count, layers[next].depth > depth { next += 1 }
    return next < layers.count && layers[next].depth == depth ? next : nil
  }

  /// The index of the nearest IP layer below, at the same depth.
  func ipLayer(under i: Int) -> Int? {
    let depth = layers[i].depth
    var below = i - 1
    while below >= 0, layers[below].depth >= depth {
      if layers[below].depth == depth, layers[below].schema.family != nil { return below }
      below -= 1
    }
    return nil
  }

  /// Both addresses of the pseudo-header.
  fileprivate func sumEnds(of ip: Int, under upper: Int, into sum: inout Checksum) {
    let start = layers[ip].start
    let (from, to) = layers[ip].schema.role == .ip(.v4) ? (12..<16, 16..<20) : (8..<24, 24..<40)
    if let home = homeAddress(of: ip, under: upper) {
      sum.add(home.octets)
    } else {
      self.sum(start + from.lowerBound..<start + from.upperBound, into: &sum)
    }
    if let final = finalDestination(of: ip, under: upper) {
      sum.add(final.octets)
    } else {
      self.sum(start + to.lowerBound..<start + to.upperBound, into: &sum)
    }
  }

  fileprivate func sum(_ range: Range<Int>, into sum: inout Checksum) {
    bytes.withUnsafeBytes { sum.add(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Sums a range as if the 16-bit word at `hole` were zero. `hole` is an even number of bytes behind the range's start.
  fileprivate func sum(_ range: Range<Int>, without hole: Int, into sum: inout Checksum) {
    self.sum(range.lowerBound..<hole, into: &sum)
    self.sum(hole + 2..<range.upperBound, into: &sum)
  }
}
