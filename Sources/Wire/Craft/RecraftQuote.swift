import Base

extension Packet {
  /// Writes a quote as a packet, with how much of it is quoted where that is not the usual; bytes that no packet gives
  /// stay bytes.
  func quote(in layer: inout Layer, at span: Int) {
    guard let field = layer.schema.index(of: "quote"), case .bytes(let bytes)? = layer.value(ofFieldAt: field) else {
      return
    }
    let next = self.layer(after: span).flatMap { i in
      layers[i].schema === LayerSchema.icmpExtensions ? self.layer(writtenFrom: layers[i].header, at: i) : nil
    }
    for (quoted, length) in Self.quotes(bytes, isPadded: next != nil) {
      guard quoted.layers.first?.schema.family != nil else { continue }
      var candidate = layer
      candidate.assign(field, .packet(quoted))
      if let length, let index = layer.schema.index(of: "quote_length") { candidate.assign(index, .number(length)) }
      guard candidate.gives(tail(at: span), before: next) else { continue }
      layer = candidate
      return
    }
  }

  /// What may have been quoted, the shortest way to say it first.
  private static func quotes(_ bytes: [UInt8], isPadded: Bool) -> [(CraftedPacket, length: UInt64?)] {
    var quotes: [(CraftedPacket, length: UInt64?)] = []
    if isPadded, let end = bytes.lastIndex(where: { $0 != 0 }) {
      let found = Packet(dissecting: bytes)
      let header = found.layers.first?.headerEnd ?? 0
      let usual = header + QuoteLimit.v4Payload
      let whole = min(found.layers.first?.end ?? 0, bytes.count)
      // Zeros at the end may be padding, or the packet's own.
      for cut in [usual, whole] where end < cut && cut < bytes.count {
        let quoted = CraftedPacket(dissecting: Array(bytes[..<cut]))
        quotes += [(quoted, nil), (quoted, UInt64(cut))]
      }
    }
    let quoted = CraftedPacket(dissecting: bytes)
    return quotes + [(quoted, nil), (quoted, UInt64(bytes.count))]
  }
}
