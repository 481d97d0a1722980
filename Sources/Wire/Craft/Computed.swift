import Base

/// The rules by which unset fields get their value. Each looks at the packet as laid out, all other fields in place.
extension ComputedField {
  /// A length of this layer: of the header alone, of all, or of what follows the fixed part.
  static func headerLength(unit: Int) -> ComputedField {
    ComputedField("length of the header in units of \(unit) bytes", needsWholeLayer: false) { packet, i in
      let span = packet.layers[i]
      return UInt64((span.headerEnd - span.start) / unit)
    }
  }

  static let wholeLength = ComputedField("length of header and payload") { packet, i in
    UInt64(packet.layers[i].end - packet.layers[i].start)
  }

  static func payloadLength(behind header: Int) -> ComputedField {
    ComputedField("length of all behind this header") { packet, i in
      UInt64(packet.layers[i].end - packet.layers[i].start - header)
    }
  }

  /// The protocol number of the layer that follows; nothing is wrong where that is not one we know.
  static func nextProtocol(_ family: IPFamily) -> ComputedField {
    ComputedField("number of the layer that follows", needsWholeLayer: false) { packet, i in
      packet.layer(after: i).flatMap { packet.layers[$0].schema.protocolNumber(in: family) }.map(UInt64.init)
    }
  }

  /// The same, of a header that either family carries.
  static let nextProtocol = ComputedField("number of the layer that follows", needsWholeLayer: false) { packet, i in
    let family = packet.ipLayer(under: i).flatMap { packet.layers[$0].schema.family } ?? .v6
    return packet.layer(after: i).flatMap { packet.layers[$0].schema.protocolNumber(in: family) }.map(UInt64.init)
  }

  /// RFC 791: over the header alone.
  static func headerChecksum(at offset: Int) -> ComputedField {
    ComputedField("Internet checksum of the header", needsWholeLayer: false, isSum: true) { packet, i in
      let span = packet.layers[i]
      var sum = Checksum()
      packet.sum(span.start..<span.headerEnd, without: span.start + offset, into: &sum)
      return UInt64(sum.value)
    }
  }

  /// RFC 792: over the message.
  static func messageChecksum(at offset: Int) -> ComputedField {
    ComputedField("Internet checksum of the message", isSum: true) { packet, i in
      let span = packet.layers[i]
      var sum = Checksum()
      packet.sum(span.start..<span.end, without: span.start + offset, into: &sum)
      return UInt64(sum.value)
    }
  }

  /// RFC 768, 9293, 4443 §2.3: over pseudo-header and message. The pseudo-header's length is that of the bytes that
  /// are there, whatever a length field says; but for UDP's own, where it states fewer.
  static func pseudoHeaderChecksum(at offset: Int, _ proto: IPProtocol, zeroMeansNone: Bool = false) -> ComputedField {
    ComputedField("Internet checksum of pseudo-header and message", isSum: true) { packet, i in
      let span = packet.layers[i]
      guard let ip = packet.ipLayer(under: i) else { return nil }
      let length = packet.summedLength(of: i)
      var sum = Checksum()
      packet.sumEnds(of: ip, under: i, into: &sum)
      sum.add(word: UInt16(truncatingIfNeeded: length >> 16))
      sum.add(word: UInt16(truncatingIfNeeded: length))
      sum.add(word: UInt16(proto.rawValue))
      packet.sum(span.start..<span.start + length, without: span.start + offset, into: &sum)
      return zeroMeansNone && sum.value == 0 ? 0xffff : UInt64(sum.value)
    }
  }
}

extension Packet {
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
