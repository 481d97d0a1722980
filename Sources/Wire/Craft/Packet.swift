import Base

/// Where one layer lies in a packet's bytes.
///
/// ```
/// start      start + fixedLength   headerEnd            end
/// [ fixed part | tail (options, quote) | payload … ]
/// ```
package struct LayerSpan: Hashable, Sendable {
  package let schema: LayerSchema
  package let start: Int
  package internal(set) var headerEnd: Int
  package internal(set) var end: Int
  /// 0 outside; one more inside each quoted packet.
  package let depth: Int
}

/// Bytes with the map of their layers: what building makes and what dissecting finds.
///
/// The layers stand in the order of their bytes; those of a quoted packet follow the error that quotes it, one
/// `depth` deeper.
package struct Packet: Hashable, Sendable {
  package internal(set) var bytes: [UInt8]
  package internal(set) var layers: [LayerSpan]
  /// What a tunnel message in it carries, if that is known: one packet, or none.
  var inside: [Packet] = []
}

extension Packet {
  /// What no layer but `raw` holds, outside of quotes.
  package var payload: [UInt8] {
    layers.filter { $0.depth == 0 && $0.schema === LayerSchema.raw }.flatMap { bytes[$0.start..<$0.headerEnd] }
  }

  /// What stands behind the header of one layer.
  package func payload(of layer: Int) -> ArraySlice<UInt8> { bytes[layers[layer].headerEnd..<layers[layer].end] }
}

/// A field whose value is not the one that the rest of the packet asks for.
package struct FieldFault: Hashable, Sendable {
  /// Index in `Packet.layers`.
  package let layer: Int
  /// Index in the schema's `fields`; of the list, for a field of an item.
  package let field: Int
  /// `checksum`, or `mss.length` for a field of an item.
  package let name: String
  package let value: FieldValue
  package let right: FieldValue
}
