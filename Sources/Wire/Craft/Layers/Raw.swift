/// Bytes whose meaning is not known, or is the application's own.
extension LayerSchema {
  package static let raw = LayerSchema(
    "raw", title: "Bytes as they are", rfc: "", fixedLength: 0,
    fields: [FieldSchema("data", .tail, .bytes, "the bytes", aliases: ["load"])],
    read: { _, _, end in LayerReading(headerEnd: end, end: end, next: .raw) })

  /// Bytes behind the end that the IP header states: no length counts them, no checksum covers them.
  package static let padding = LayerSchema(
    "padding", title: "Bytes behind the end of the packet", rfc: "", fixedLength: 0, role: .padding,
    fields: [FieldSchema("data", .tail, .bytes, "the bytes")],
    read: { _, _, end in LayerReading(headerEnd: end, end: end, next: .raw) })
}
