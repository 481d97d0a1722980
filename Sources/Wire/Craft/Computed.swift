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
  /// are there, whatever a length field says; its destination is the final one (RFC 8200 §8.1).
  static func pseudoHeaderChecksum(at offset: Int, _ proto: IPProtocol, zeroMeansNone: Bool = false) -> ComputedField {
    ComputedField("Internet checksum of pseudo-header and message", isSum: true) { packet, i in
      let span = packet.layers[i]
      guard let ip = packet.ipLayer(under: i) else { return nil }
      let start = packet.layers[ip].start
      let length = span.end - span.start
      var sum = Checksum()
      if packet.layers[ip].schema === LayerSchema.ip4 {
        packet.sum(start + 12..<start + 20, into: &sum)
      } else {
        packet.sum(start + 8..<start + 24, into: &sum)
        packet.sum(packet.finalDestination(from: ip, to: i) ?? start + 24..<start + 40, into: &sum)
      }
      sum.add(word: UInt16(truncatingIfNeeded: length >> 16))
      sum.add(word: UInt16(truncatingIfNeeded: length))
      sum.add(word: UInt16(proto.rawValue))
      packet.sum(span.start..<span.end, without: span.start + offset, into: &sum)
      return zeroMeansNone && sum.value == 0 ? 0xffff : UInt64(sum.value)
    }
  }
}

extension Packet {
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

  /// Where a Routing header with segments left has the address of the last node: in type 0 (RFC 2460 §4.4) at its end,
  /// in types 2 (RFC 6275 §6.4) and 4 (RFC 8754 §2, the list runs backwards) at its beginning.
  fileprivate func finalDestination(from ip: Int, to i: Int) -> Range<Int>? {
    for span in layers[ip..<i] where span.schema === LayerSchema.routing && span.headerEnd - span.start >= 24 {
      guard span.depth == layers[i].depth, bytes[span.start + 3] > 0 else { continue }
      switch bytes[span.start + 2] {
      case 0: return span.headerEnd - 16..<span.headerEnd
      case 2, 4: return span.start + 8..<span.start + 24
      default: continue
      }
    }
    return nil
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
