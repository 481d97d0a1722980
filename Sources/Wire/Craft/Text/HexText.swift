import Base

/// The bytes of one field, for a map of the packet.
package struct FieldBytes: Hashable, Sendable {
  /// Index in `Packet.layers`.
  package let layer: Int
  /// `ip.total_length`; fields that share a byte are joined: `ip.version ihl`.
  package let name: String
  package let range: Range<Int>
  package let text: String
}

extension Packet {
  /// Sixteen bytes a line with offsets and the printable characters.
  package var hex: String { Self.hexLines(bytes[...]).joined(separator: "\n") }

  /// The same of the header of one layer, where it stands.
  package func hex(ofLayer span: Int) -> String {
    Self.hexLines(bytes[layers[span].start..<layers[span].headerEnd]).joined(separator: "\n")
  }

  /// One line a field: offset, bytes, name and value.
  package var hexMap: String { hexMap(of: fieldBytes) }

  package func hexMap(ofLayer span: Int) -> String { hexMap(of: fieldBytes.filter { $0.layer == span }) }

  private func hexMap(of map: [FieldBytes]) -> String {
    let width = map.map(\.name.count).max() ?? 0
    return map.flatMap { entry -> [String] in
      let lines = stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: 8).map { at in
        let part = bytes[at..<min(at + 8, entry.range.upperBound)]
        let hex = part.map { Hex.text([$0]) }.joined(separator: " ").padded(to: 23)
        return "\(Self.offset(at))  \(hex)"
      }
      let depth = String(repeating: "  ", count: layers[entry.layer].depth)
      return lines.enumerated().map { i, line in
        i == 0 ? "\(line)  \(depth)\(entry.name.padded(to: width)) = \(entry.text)" : line
      }
    }.joined(separator: "\n")
  }

  /// Which bytes belong to which field, in the order of the bytes. A quote is mapped by its own layers; bytes of a
  /// header that no field can read count as its `unread`.
  package var fieldBytes: [FieldBytes] {
    layers.indices.flatMap { span in
      var entries: [FieldBytes] = []
      let fields = layers[span].schema.fields.sorted { $0.place.firstBit < $1.place.firstBit }
      for (field, entry) in fields.flatMap({ field in bytes(of: field, at: span).map { (field, $0) } }) {
        if let last = entries.last, last.range.upperBound > entry.range.lowerBound {
          let range = last.range.lowerBound..<max(last.range.upperBound, entry.range.upperBound)
          entries[entries.count - 1] = FieldBytes(
            layer: span, name: "\(last.name) \(field.name)", range: range, text: "\(last.text), \(entry.text)")
        } else {
          entries.append(entry)
        }
      }
      return entries + unread(at: span, behind: entries.last?.range.upperBound)
    }
  }

  private func unread(at span: Int, behind end: Int?) -> [FieldBytes] {
    let layer = layers[span]
    let end = end ?? layer.start
    let isQuote = span + 1 < layers.count && layers[span + 1].depth > layer.depth
    guard !isQuote, end < layer.headerEnd else { return [] }
    let rest = Array(bytes[end..<layer.headerEnd])
    return [
      FieldBytes(
        layer: span, name: "\(layer.schema.name).unread", range: end..<layer.headerEnd, text: FieldValue.literal(rest))
    ]
  }

  private func bytes(of field: FieldSchema, at span: Int) -> [FieldBytes] {
    guard let value = value(of: field, at: span) else { return [] }
    let layer = layers[span]
    let range: Range<Int>
    switch (field.place, field.kind) {
    case (.bits(let offset, let width), _): range = layer.start + offset / 8..<layer.start + (offset + width + 7) / 8
    case (.item, _), (.lengthOf, _), (.following, _), (.unsent, _): return []
    default:
      if case .packet = field.kind, span + 1 < layers.count, layers[span + 1].depth > layer.depth { return [] }
      guard let own = bytes.range(of: field, in: layer.header), !own.isEmpty else { return [] }
      range = own
    }
    let name = "\(layer.schema.name).\(field.name)"
    guard case .items(let list) = field.kind, case .items(let items) = value else {
      let text = field.text(value, type: type(for: field, at: span))
      return [FieldBytes(layer: span, name: name, range: range, text: text)]
    }
    return itemBytes(items, bytes.items(list, in: range, of: layer.header).items, in: range, name, at: span)
  }

  /// One entry for each item, with the padding behind it.
  private func itemBytes(_ items: [Layer], _ headers: [Header], in range: Range<Int>, _ name: String, at span: Int)
    -> [FieldBytes]
  {
    var entries = zip(items, headers).enumerated().map { i, item in
      let end = i + 1 < headers.count ? headers[i + 1].start : item.1.end
      return FieldBytes(layer: span, name: name, range: item.1.start..<end, text: item.0.itemSource)
    }
    let end = headers.last?.end ?? range.lowerBound
    if end < range.upperBound {
      entries.append(FieldBytes(layer: span, name: name, range: end..<range.upperBound, text: "padding"))
    }
    return entries
  }

  private static func hexLines(_ bytes: ArraySlice<UInt8>) -> [String] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 16).map { at in
      let row = bytes[at..<min(at + 16, bytes.endIndex)]
      let hex = row.map { Hex.text([$0]) }.joined(separator: " ").padded(to: 47)
      let text = row.map { (0x20...0x7e).contains($0) ? Character(Unicode.Scalar($0)) : "." }
      return "\(offset(at))  \(hex)  \(String(text))"
    }
  }

  private static func offset(_ at: Int) -> String {
    let text = String(at, radix: 16)
    return String(repeating: "0", count: max(0, 4 - text.count)) + text
  }
}

extension FieldPlace {
  /// Variable fields stand in the order of the schema behind all others.
  fileprivate var firstBit: Int {
    switch self {
    case .bits(let offset, _): offset
    case .tail, .coded, .lengthOf, .following, .item, .unsent: .max
    }
  }
}
