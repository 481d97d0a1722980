import Base

/// The bytes of one layer's header, or of one item in it: where the fields of a schema are found.
///
/// ```
/// start      start + fixedLength                      end
/// [ fixed part | variable fields, in the schema's order ]
/// ```
struct Header: Hashable {
  let schema: LayerSchema
  let start: Int
  let end: Int
  /// The start of the layer; `start` itself for the layer.
  let origin: Int
}

extension LayerSpan {
  var header: Header { Header(schema: schema, start: start, end: headerEnd, origin: start) }
}

/// Reading the fields of a header. Nothing outside the header is looked at, but for what a coding refers to.
extension [UInt8] {
  /// Whether the field exists: its bytes are there and its condition holds.
  func isPresent(_ field: FieldSchema, in header: Header) -> Bool {
    if let bits = field.bits, header.start + bits.end > header.end { return false }
    guard let condition = field.onlyIf else { return true }
    return condition.terms.allSatisfy { term in
      header.schema[term.field].flatMap { number($0, in: header) }.map(term.values.contains) ?? false
    }
  }

  /// The number in a field of at most 64 bits; nil for other fields and where the bytes are missing.
  func number(_ field: FieldSchema, in header: Header) -> UInt64? {
    switch field.place {
    case .bits(let offset, let width):
      guard width <= 64, header.start + (offset + width + 7) / 8 <= header.end else { return nil }
      return field.ordered(bits(at: header.start * 8 + offset, width: width))
    case .coded(let coding):
      guard coding.width != nil, let range = range(of: field, in: header),
        case .number(let number)? = coding.read(self, range, header.origin)
      else { return nil }
      return number
    case .tail, .lengthOf, .following, .item, .unsent: return nil
    }
  }

  /// The bytes of a variable field; nil where what stands before it cannot be read.
  func range(of field: FieldSchema, in header: Header) -> Range<Int>? {
    var at = header.start + header.schema.fixedLength
    for index in header.schema.variable {
      let other = header.schema.fields[index]
      guard at <= header.end else { return nil }
      if other.onlyIf != nil, !isPresent(other, in: header) { continue }
      guard let end = extent(of: other, from: at, in: header) else { return nil }
      if other.name == field.name { return at..<end }
      at = end
    }
    return nil
  }

  /// Where the variable fields end; nil where they cannot be read.
  func variableEnd(of header: Header) -> Int? {
    var at = header.start + header.schema.fixedLength
    guard at <= header.end else { return nil }
    for index in header.schema.variable {
      let field = header.schema.fields[index]
      if field.onlyIf != nil, !isPresent(field, in: header) { continue }
      guard let end = extent(of: field, from: at, in: header) else { return nil }
      at = end
    }
    return at
  }

  private func extent(of field: FieldSchema, from at: Int, in header: Header) -> Int? {
    switch (field.place, field.kind) {
    case (.coded(let coding), _):
      guard let end = coding.extent(self, at, header.end, header.origin), end >= at, end <= header.end else {
        return nil
      }
      return end
    case (_, .items(let list)) where list.count != nil:
      // What cannot be read to its end is all that is left.
      let walk = items(list, in: at..<header.end, of: header)
      return walk.isWhole ? walk.end : header.end
    default: return header.end
    }
  }
}
