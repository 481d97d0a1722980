import Base

extension [FieldSchema] {
  /// What goes with the quote of an error. How much is quoted is not said on the wire: it is where the quote ends.
  static let quoting: [FieldSchema] = [
    FieldSchema(
      "quote_length", .lengthOf("quote"),
      "bytes that are quoted; by default IP header and 8 (ICMPv4), or what 1280 bytes leave (ICMPv6)"),
    FieldSchema(
      "extensions", .following({ .icmpExtensions }, field: "objects"), .items(ICMPExtension.list),
      "objects of an extension structure (RFC 4884)"),
  ]
}

extension FieldCondition {
  static func type(_ values: [UInt64]) -> FieldCondition { FieldCondition(("type", values)) }
}

extension ComputedField {
  /// RFC 4884 §4: stated where an extension structure follows the quote.
  static func quoteLength(unit: Int) -> ComputedField {
    ComputedField("0, or the quote's length where an extension follows it") { packet, i in
      packet.layer(after: i).map { _ in UInt64((packet.layers[i].headerEnd - packet.layers[i].start - 8) / unit) }
    }
  }
}

extension LayerReading {
  /// - Parameters:
  ///   - length: of the quote in bytes, if an extension structure follows it; else 0.
  ///   - mayBeExtended: whether this type may have one.
  static func quote(_ bytes: [UInt8], _ start: Int, _ end: Int, length: Int, mayBeExtended: Bool) -> LayerReading {
    let isStated = length > 0 && start + 8 + length <= end
    // RFC 4884 §5.5: nodes from before the length was defined put the structure behind 128 bytes.
    let old = start + 8 + QuoteArea.leastExtended
    let isOld = mayBeExtended && length == 0 && ICMPExtension.isSummed(bytes, old, end)
    let quoteEnd = isStated ? start + 8 + length : isOld ? old : end
    let extended = isOld || (isStated && ICMPExtension.follows(bytes, quoteEnd..<end, if: true))
    return LayerReading(
      headerEnd: quoteEnd, end: end, next: .quote(at: start + 8, then: extended ? .icmpExtensions : .raw))
  }
}

/// How much of a packet an error quotes.
enum QuoteArea {
  /// RFC 4884 §3: a quote that is followed by extensions has at least this many bytes, padded with zeros.
  static let leastExtended = 128

  /// Bytes that are quoted where nothing else was asked for.
  ///
  /// - Parameter extensions: bytes of the structure that follows; 0 for none.
  static func limit(_ schema: LayerSchema, header: Int, extensions: Int) -> Int {
    guard schema === LayerSchema.icmp6 else { return header + QuoteLimit.v4Payload }
    guard extensions > 0 else { return QuoteLimit.v6 }
    return max(leastExtended, (QuoteLimit.v6 - extensions) / unit(schema) * unit(schema))
  }

  private static func unit(_ schema: LayerSchema) -> Int { schema === LayerSchema.icmp6 ? 8 : 4 }

  /// The bytes of the quote.
  static func bytes(_ quoted: ArraySlice<UInt8>, _ schema: LayerSchema, extensions: Int) -> [UInt8] {
    guard extensions > 0 else { return Array(quoted) }
    let unit = unit(schema)
    let length = max(leastExtended, (quoted.count + unit - 1) / unit * unit)
    return quoted + [UInt8](repeating: 0, count: length - quoted.count)
  }
}
