import Base

/// Reading fields out of the bytes of a packet.
extension Packet {
  /// Whether the field exists in the layer at `span`: its bytes are there and its condition holds.
  func isPresent(_ field: FieldSchema, at span: Int) -> Bool {
    let layer = layers[span]
    if case .bits(let offset, let width) = field.place, layer.start + (offset + width + 7) / 8 > layer.headerEnd {
      return false
    }
    guard let condition = field.onlyIf else { return true }
    return condition.terms.allSatisfy { term in
      layer.schema[term.field].flatMap { number($0, at: span) }.map(term.values.contains) ?? false
    }
  }

  /// The number in a field of at most 64 bits; nil for other fields and where the bytes are missing.
  func number(_ field: FieldSchema, at span: Int) -> UInt64? {
    let layer = layers[span]
    switch field.place {
    case .bits(let offset, let width):
      guard width <= 64, layer.start + (offset + width + 7) / 8 <= layer.headerEnd else { return nil }
      return bytes.bits(at: layer.start * 8 + offset, width: width)
    case .option(let kind, let width): return option(kind, width: width, in: layer)?.value
    case .tail: return nil
    }
  }

  /// The bytes of the tail: options, a quote, raw data.
  func tail(at span: Int) -> ArraySlice<UInt8> {
    let layer = layers[span]
    return bytes[min(layer.start + layer.schema.fixedLength, layer.headerEnd)..<layer.headerEnd]
  }

  /// The value of a field; nil where the packet does not have it.
  package func value(of field: FieldSchema, at span: Int) -> FieldValue? {
    guard isPresent(field, at: span) else { return nil }
    switch (field.place, field.kind) {
    case (.bits(let offset, _), .address(let family)):
      let at = layers[span].start + offset / 8
      return .address(
        family == .v4
          ? .v4(IPv4Address(bits: bytes.be32(at))) : .v6(IPv6Address(high: bytes.be64(at), low: bytes.be64(at + 8))))
    case (.tail, _):
      return layers[span].schema.fixedLength > 0 && tail(at: span).isEmpty ? nil : .bytes(Array(tail(at: span)))
    default: return number(field, at: span).map(FieldValue.number)
    }
  }

  /// The value that a computed field ought to have; nil where nothing is right or wrong.
  func rightValue(of field: FieldSchema, at span: Int) -> UInt64? {
    guard case .bits(_, let width) = field.place, isPresent(field, at: span) else { return nil }
    guard let value = field.computed?.value(self, span) else { return nil }
    return width < 64 ? value & (1 << UInt64(width) - 1) : value
  }

  /// Fields whose value is not the one that the rest of the packet asks for. Nothing is said of what cannot be known:
  /// lengths and sums of fragments and of quotes that were cut short.
  package var faults: [FieldFault] {
    var faults: [FieldFault] = []
    for span in layers.indices {
      let partial = isPartial(span)
      for (i, field) in layers[span].schema.fields.enumerated() {
        guard let computed = field.computed, !(partial && computed.needsWholeLayer),
          let right = rightValue(of: field, at: span), let value = number(field, at: span), value != right,
          !isAbsentChecksum(field, value, at: span)
        else { continue }
        faults.append(FieldFault(layer: span, field: i, value: value, right: right))
      }
    }
    return faults
  }

  /// RFC 768: zero over IPv4 says that there is no checksum. RFC 8200 §8.1 forbids that over IPv6.
  private func isAbsentChecksum(_ field: FieldSchema, _ value: UInt64, at span: Int) -> Bool {
    value == 0 && field.name == "checksum" && layers[span].schema === LayerSchema.udp
      && ipLayer(under: span).map { layers[$0].schema === LayerSchema.ip4 } ?? true
  }

  /// In a quote, or above the header of a fragment.
  private func isPartial(_ span: Int) -> Bool {
    if layers[span].depth > 0 { return true }
    return layers[..<span].indices.contains { i in
      let schema = layers[i].schema
      return (schema === LayerSchema.ip4 && bytes.be16(layers[i].start + 6) & 0x3fff != 0)
        || (schema === LayerSchema.fragment && bytes.be16(layers[i].start + 2) & 0xfff9 != 0)
    }
  }
}
