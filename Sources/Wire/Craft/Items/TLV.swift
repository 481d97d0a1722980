import Base

/// The frame of an item that begins with its kind and its length.
///
/// ```
/// | kind | length | value … | padding |     TCP, IPv4, IPv6, STUN, EDNS0
/// | length | kind | value … |               RFC 4884
/// ```
package struct TLV: Sendable {
  /// What scripts call the kind: `kind` in TCP, `type` elsewhere.
  let kindName: String
  /// In bits from the start of the item.
  let kind: (offset: Int, width: Int)
  let length: (offset: Int, width: Int)
  /// Bytes of the unit in which the length counts.
  let unit: Int
  /// Bytes of the item that the length does not count.
  let uncounted: Int
  /// Kinds that stand alone, without length and value.
  let alone: [UInt64]

  init(
    kindName: String = "type", kind: (offset: Int, width: Int), length: (offset: Int, width: Int), unit: Int = 1,
    uncounted: Int = 0, alone: [UInt64] = []
  ) {
    self.kindName = kindName
    self.kind = kind
    self.length = length
    self.unit = unit
    self.uncounted = uncounted
    self.alone = alone
  }

  /// Bytes before the value.
  var headerLength: Int { (max(kind.offset + kind.width, length.offset + length.width) + 7) / 8 }
}

extension TLV {
  /// An item of this frame.
  ///
  /// - Parameters:
  ///   - fields: places of fixed bits count from the start of the value.
  ///   - positional: the fields that arguments without a name go to; by default all.
  func item(
    _ name: String, _ kind: UInt64, aliases: [String] = [], _ title: String, _ rfc: String,
    _ fields: [FieldSchema] = [],
    positional: [String]? = nil
  ) -> LayerSchema {
    make(name, aliases: aliases, title, rfc, fields, kind: kind, positional: positional ?? fields.map(\.name))
  }

  /// What keeps an item of a kind that nobody knows: `option(254, x"01 02")`.
  func generic(_ name: String, _ title: String, _ rfc: String, data: String = "data") -> LayerSchema {
    make(
      name, title, rfc, [FieldSchema(data, .tail, .bytes, "the value")], kind: nil, positional: [kindName, data])
  }

  private func make(
    _ name: String, aliases: [String] = [], _ title: String, _ rfc: String, _ fields: [FieldSchema], kind: UInt64?,
    positional: [String]
  ) -> LayerSchema {
    let isAlone = kind.map(alone.contains) ?? false
    let header = isAlone ? self.kind.width / 8 : headerLength
    let own = [
      FieldSchema(
        kindName, .bits(offset: self.kind.offset, width: self.kind.width), "which item it is", initial: kind ?? 0),
      FieldSchema(
        "length", .bits(offset: length.offset, width: length.width), "length of the item", computed: stated),
    ]
    let values = fields.map { $0.moved(by: header * 8) }
    return LayerSchema(
      item: name, aliases: aliases, title, rfc, headerLength: header,
      fields: (isAlone ? [own[0]] : own) + values, positional: positional)
  }

  var stated: ComputedField {
    let words = uncounted == 0 ? "length of the item" : "length of the value"
    return ComputedField(
      words + (unit > 1 ? " in units of \(unit) bytes" : ""), needsWholeLayer: false,
      rule: .value { site in
        let length = (site.header.end - site.header.start + unit - 1) / unit * unit
        return .number(UInt64(max(0, length - uncounted) / unit))
      })
  }

  /// The number that stands for a schema of this frame.
  func kind(of schema: LayerSchema) -> UInt64 { schema.template.bits(at: kind.offset, width: kind.width) }

  /// A schema that the item's length does not fit is passed over for the generic one.
  func find(
    _ bytes: [UInt8], _ at: Int, _ end: Int, _ origin: Int, _ known: [UInt64: LayerSchema], _ generic: LayerSchema
  ) -> FoundItem? {
    guard at + (kind.offset + kind.width) / 8 <= end else { return nil }
    let number = bytes.bits(at: at * 8 + kind.offset, width: kind.width)
    if alone.contains(number) { return known[number].map { FoundItem(schema: $0, end: at + kind.width / 8) } }
    guard at + headerLength <= end else { return nil }
    let total = Int(bytes.bits(at: at * 8 + length.offset, width: length.width)) * unit + uncounted
    guard total >= headerLength, total <= end - at else { return nil }
    if let schema = known[number] {
      let header = Header(schema: schema, start: at, end: at + total, origin: origin)
      if bytes.variableEnd(of: header) == header.end { return FoundItem(schema: schema, end: header.end) }
    }
    return FoundItem(schema: generic, end: at + total)
  }
}

extension FieldSchema {
  fileprivate func moved(by shift: Int) -> FieldSchema {
    guard case .bits(let offset, let width) = place else { return self }
    return FieldSchema(
      name, .bits(offset: offset + shift, width: width), kind, meaning, initial: initial, computed: computed,
      onlyIf: onlyIf, isLittleEndian: bits?.isLittleEndian ?? false, aliases: aliases)
  }
}
