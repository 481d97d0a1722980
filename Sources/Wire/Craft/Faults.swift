import Base

extension Packet {
  /// Fields whose value is not the one that the rest of the packet asks for. Nothing is said of what cannot be known:
  /// lengths and sums of fragments and of quotes that were cut short.
  package var faults: [FieldFault] { faults(of: nil) }

  /// - Parameter written: the completed layers that were built, one for each layer of depth 0. What is not sent, but
  ///   was written, tells what ought to have been.
  func faults(of written: [Layer]?) -> [FieldFault] {
    var faults: [FieldFault] = []
    var outer = 0
    for span in layers.indices {
      let partial = isPartial(span)
      let layer = layers[span].depth == 0 && outer < written?.count ?? 0 ? written?[outer] : nil
      if layers[span].depth == 0 { outer += 1 }
      for (i, field) in layers[span].schema.fields.enumerated() {
        if case .items = field.kind { faults += itemFaults(of: field, i, at: span, partial: partial) }
        if let (value, right) = fault(in: field, layers[span].header, at: span, partial: partial, layer) {
          faults.append(FieldFault(layer: span, field: i, name: field.name, value: value, right: right))
        }
      }
    }
    return faults
  }

  private func fault(
    in field: FieldSchema, _ header: Header, at span: Int, partial: Bool, _ written: Layer? = nil
  ) -> (value: FieldValue, right: FieldValue)? {
    guard let computed = field.computed, !(partial && computed.needsWholeLayer),
      let right = rightValue(of: field, in: header, at: span, written: written),
      let value = value(of: field, in: header, at: span), value != right, !isAbsentChecksum(field, value, at: span)
    else { return nil }
    return (value, right)
  }

  private func itemFaults(of field: FieldSchema, _ index: Int, at span: Int, partial: Bool) -> [FieldFault] {
    guard case .items(let list) = field.kind, let range = bytes.range(of: field, in: layers[span].header) else {
      return []
    }
    return bytes.items(list, in: range, of: layers[span].header).items.flatMap { item in
      item.schema.fields.compactMap { inner in
        fault(in: inner, item, at: span, partial: partial).map { value, right in
          FieldFault(layer: span, field: index, name: "\(item.schema.name).\(inner.name)", value: value, right: right)
        }
      }
    }
  }

  /// RFC 768: zero over IPv4 says that there is no checksum. RFC 8200 §8.1 forbids that over IPv6.
  private func isAbsentChecksum(_ field: FieldSchema, _ value: FieldValue, at span: Int) -> Bool {
    value == .number(0) && field.name == "checksum" && layers[span].schema === LayerSchema.udp
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
