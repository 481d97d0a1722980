import Base

/// Reading fields out of the bytes of a packet.
extension Packet {
  /// Whether the field exists in the layer at `span`: its bytes are there and its condition holds.
  func isPresent(_ field: FieldSchema, at span: Int) -> Bool { bytes.isPresent(field, in: layers[span].header) }

  /// The number in a field of at most 64 bits; nil for other fields and where the bytes are missing.
  func number(_ field: FieldSchema, at span: Int) -> UInt64? {
    let header = layers[span].header
    guard case .item(let schema, let index) = field.place else { return bytes.number(field, in: header) }
    guard case .number(let number)? = itemValue(schema, index, in: header, at: span) else { return nil }
    return number
  }

  /// The bytes of the tail: options, a quote, raw data.
  func tail(at span: Int) -> ArraySlice<UInt8> {
    let layer = layers[span]
    return bytes[min(layer.start + layer.schema.fixedLength, layer.headerEnd)..<layer.headerEnd]
  }

  /// The value of a field; nil where the packet does not have it.
  package func value(of field: FieldSchema, at span: Int) -> FieldValue? {
    value(of: field, in: layers[span].header, at: span)
  }

  /// - Parameters:
  ///   - header: the layer's, or an item's inside it.
  ///   - span: index of the layer.
  func value(of field: FieldSchema, in header: Header, at span: Int) -> FieldValue? {
    switch field.place {
    case .bits(let offset, let width):
      guard bytes.isPresent(field, in: header) else { return nil }
      let at = header.start + offset / 8
      switch field.kind {
      case .address(let family?): return .address(bytes.address(family, at: at))
      case .bytes: return .bytes(Array(bytes[at..<at + width / 8]))
      default: return bytes.number(field, in: header).map(FieldValue.number)
      }
    case .tail, .coded:
      guard field.onlyIf == nil || bytes.isPresent(field, in: header), let range = bytes.range(of: field, in: header)
      else { return nil }
      if case .coded(let coding) = field.place { return coding.read(bytes, range, header.origin) }
      return range.isEmpty && header.schema.fixedLength > 0 ? nil : tailValue(of: field, range, in: header, at: span)
    case .item(let schema, let index): return itemValue(schema, index, in: header, at: span)
    case .lengthOf(let name):
      guard let other = header.schema[name], bytes.isPresent(other, in: header) else { return nil }
      guard let range = bytes.range(of: other, in: header), !range.isEmpty else { return nil }
      return .number(UInt64(range.count))
    case .following(let schema, let name):
      guard let next = layer(after: span), layers[next].schema === schema() else { return nil }
      return layers[next].schema[name].flatMap { value(of: $0, at: next) }
    case .unsent: return nil
    }
  }

  private func tailValue(of field: FieldSchema, _ range: Range<Int>, in header: Header, at span: Int) -> FieldValue {
    let whole = Array(bytes[range])
    switch field.kind {
    case .text: return String(validating: whole, as: UTF8.self).map(FieldValue.text) ?? .bytes(whole)
    case .list(let element):
      guard whole.count % element.length == 0 else { return .bytes(whole) }
      let starts = stride(from: range.lowerBound, to: range.upperBound, by: element.length)
      let elements = starts.compactMap { element.read(bytes, at: $0) }
      return elements.count * element.length == whole.count ? .list(elements) : .bytes(whole)
    case .items(let list):
      let walk = bytes.items(list, in: range, of: header)
      return walk.isWhole ? .items(walk.items.map { item(writtenFrom: $0, of: list, at: span) }) : .bytes(whole)
    default: return .bytes(whole)
    }
  }

  /// The value that a computed field ought to have; nil where nothing is right or wrong.
  func rightValue(of field: FieldSchema, at span: Int) -> FieldValue? {
    rightValue(of: field, in: layers[span].header, at: span, written: nil)
  }

  func rightValue(of field: FieldSchema, in header: Header, at span: Int, written: Layer?, item: Layer? = nil)
    -> FieldValue?
  {
    let value = computedValue(of: field, in: header, at: span, written: written, item: item)
    guard case .number(let number)? = value, let width = field.width, width < 64 else { return value }
    return .number(number & (1 << UInt64(width) - 1))
  }

  /// What the rule of a computed field says, whether it fits the field or not.
  func computedValue(of field: FieldSchema, in header: Header, at span: Int, written: Layer?, item: Layer?)
    -> FieldValue?
  {
    guard let computed = field.computed, bytes.isPresent(field, in: header) else { return nil }
    switch computed.rule {
    case .plain(let rule): return number(rule, of: span).map(FieldValue.number)
    case .number(let rule): return rule(self, span).map(FieldValue.number)
    case .value(let rule):
      return rule(ComputedSite(packet: self, layer: span, header: header, written: written, item: item))
    }
  }
}
