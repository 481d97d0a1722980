import Base

/// What must stand under a layer that is written without anything below it.
package enum Foundation: Sendable {
  /// Nothing: the layer can begin a packet.
  case none
  /// An IP layer: IPv6 if an address says so, else IPv4.
  case ip
  /// This layer, with these values where they are not set.
  case layer(@Sendable () -> LayerSchema, [(field: String, value: FieldValue)])
}

/// What building and dissecting ask of a layer at every step. Kept in its schema: to compare that with the global of each
/// layer that it might be costs more than the step.
enum LayerRole: Equatable, Sendable {
  case plain
  case ip(IPFamily)
  /// Its checksum covers no more than its own length says (RFC 768).
  case udp
  /// ICMP of the family that is still to be found out.
  case eitherICMP
  /// What is put before, behind or into these hangs on the packet around them.
  case dns, turnChannel, wgTransport
  case icmpExtensions
  case padding
}

/// Where a header was found to end, and what it announces behind it.
struct LayerReading {
  /// The fixed part and the tail.
  var headerEnd: Int
  /// Where the layer's payload ends; what lies behind it is padding.
  var end: Int
  var next: Next

  enum Next {
    case layer(LayerSchema)
    case raw
    /// What the family of the IP layer below means by this number.
    case carried(UInt8)
    /// The tail is a quoted packet; behind it stands this layer.
    case quote(at: Int, then: LayerSchema)
    /// A part of the tail is another message.
    case inside(LayerSchema, Range<Int>)
    /// This layer up to there, and behind it one like the layer itself again: a message in a stream.
    case framed(LayerSchema, end: Int)
    /// These layers one behind the other, each up to its end; bytes behind the last.
    case sequence([(schema: LayerSchema, end: Int)])
  }
}

/// The definition of a layer. Building, dissecting, `fields`, completion, `show`, patterns and `diff` all read it;
/// a new layer is one file with one of these, and its line in the registry.
package final class LayerSchema: Sendable {
  package let name: String
  package let aliases: [String]
  /// `Internet Protocol, version 4`
  package let title: String
  /// `RFC 791`
  package let rfc: String
  package let fields: [FieldSchema]
  /// Bytes of the fixed part of the header; what the tail is padded to a multiple of, and how many bytes of the fixed part
  /// count towards that.
  private let size: (fixed: Int, unit: Int, counted: Int)
  /// The IP protocol numbers that announce this layer, per family; empty if IP does not carry it.
  let protocolNumber: (v4: UInt8?, v6: UInt8?)
  package let foundation: Foundation
  let role: LayerRole
  /// Layers that this one stands for until it is known which: `icmp` is ICMPv4 or ICMPv6.
  let covered: @Sendable () -> [LayerSchema]
  /// Finds the end of the header in `bytes[start..<end]`, of which `fixedLength` bytes are there; nil: not this layer.
  let read: @Sendable (_ bytes: [UInt8], _ start: Int, _ end: Int) -> LayerReading?
  /// Whether a payload between these ports is this layer's, by its content first. UDP and TCP ask the layers of
  /// `LayerSchema.payloads` in their order.
  let recognises: @Sendable (_ payload: Payload) -> Bool
  /// Other ways to say a layer that was found, tried in order where the plain way does not give its bytes.
  let rewordings: @Sendable (_ layer: Layer, _ packet: Packet, _ span: Int) -> [Layer]
  /// What follows from the fields.
  let order: FieldOrder

  init(
    _ name: String, aliases: [String] = [], title: String, rfc: String, fixedLength: Int, tailUnit: Int = 1,
    tailOffset: Int = 0,
    protocolNumber: (v4: UInt8?, v6: UInt8?) = (nil, nil), foundation: Foundation = .none,
    role: LayerRole = .plain, fields: [FieldSchema], positional: [String] = [],
    covered: @escaping @Sendable () -> [LayerSchema] = { [] },
    recognises: @escaping @Sendable (_ payload: Payload) -> Bool = { _ in false },
    rewordings: @escaping @Sendable (_ layer: Layer, _ packet: Packet, _ span: Int) -> [Layer] = { _, _, _ in [] },
    read: @escaping @Sendable (_ bytes: [UInt8], _ start: Int, _ end: Int) -> LayerReading?
  ) {
    self.name = name
    self.aliases = aliases
    self.title = title
    self.rfc = rfc
    size = (fixedLength, tailUnit, tailOffset)
    self.protocolNumber = protocolNumber
    self.foundation = foundation
    self.role = role
    self.fields = fields
    self.covered = covered
    self.recognises = recognises
    self.rewordings = rewordings
    self.read = read
    order = FieldOrder(fields, fixedLength: fixedLength, positional: positional)
  }

  /// Bytes of the fixed part of the header.
  package var fixedLength: Int { size.fixed }
  var tailUnit: Int { size.unit }
  var tailOffset: Int { size.counted }

  /// The index in `fields` of a field by name or alias; case does not matter.
  package func index(of field: String) -> Int? { order.index(of: field) }

  package subscript(field: String) -> FieldSchema? { index(of: field).map { fields[$0] } }

  /// Whether a layer of `other` counts as this one: itself, or one that it stands for.
  package func covers(_ other: LayerSchema) -> Bool {
    self === other || covered().contains { $0 === other }
  }
}

extension LayerSchema {
  /// An item: what stands between its start and its end, found by the list that it is in.
  ///
  /// - Parameters:
  ///   - headerLength: bytes of its frame, the least that its fixed part has.
  ///   - fields: places count from the start of the item.
  convenience init(
    item name: String, aliases: [String] = [], _ title: String, _ rfc: String, headerLength: Int = 0,
    fields: [FieldSchema], positional: [String]
  ) {
    let ends = fields.map { field in
      if case .bits(let offset, let width) = field.place { (offset + width + 7) / 8 } else { 0 }
    }
    self.init(
      name, aliases: aliases, title: title, rfc: rfc, fixedLength: ends.reduce(headerLength, max), fields: fields,
      positional: positional, read: { _, _, _ in nil })
  }
}

extension LayerSchema: Hashable {
  package static func == (a: LayerSchema, b: LayerSchema) -> Bool { a === b }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
