/// Raw bytes that take the place of a field.
struct Splice {
  /// The field's own bytes, in the packet as it was laid out.
  let range: Range<Int>
  let bytes: [UInt8]
}

extension FieldSchema {
  /// Bytes in the field's place: its value where they have its width, bytes of a field that has no width, or else what
  /// is put in when all that is computed stands.
  func raw(_ bytes: [UInt8], in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch place {
    case .bits(let offset, let width):
      guard offset % 8 == 0, width % 8 == 0 else { throw CraftingError(schema, name, .notWholeBytes(bits: width)) }
      return bytes.count * 8 == width ? try canonical(value(of: bytes), in: schema) : .raw(bytes)
    case .tail: return try canonical(.bytes(bytes), in: schema)
    case .coded: return .raw(bytes)
    case .item(let item, let field?): return try item.fields[field].raw(bytes, in: item)
    case .following(let next, let field):
      guard let other = next()[field] else { break }
      return try other.raw(bytes, in: next())
    case .item, .lengthOf, .unsent: break
    }
    throw CraftingError(schema, name, .notSent)
  }

  /// - Parameter bytes: as many as the field has.
  private func value(of bytes: [UInt8]) -> FieldValue {
    switch kind {
    case .address(let family?): .address(bytes.address(family, at: 0))
    case _ where isNumber: .number(ordered(bytes.bits(at: 0, width: bytes.count * 8)))
    default: .bytes(bytes)
    }
  }
}

extension CraftedPacket {
  /// Whether raw bytes stand in the place of a field: what is found in the packet is then not what was written.
  package var isSpliced: Bool { layers.contains(where: \.isSpliced) }
}

extension Layer {
  fileprivate var isSpliced: Bool {
    assignments.contains { assignment in
      switch assignment.value {
      case .raw: true
      case .set(let members): members.contains { if case .raw = $0 { true } else { false } }
      case .items(let items): items.contains(where: \.isSpliced)
      default: false
      }
    }
  }
}

extension Packet {
  /// The packet with raw bytes in the place of fields, and the layers that a receiver finds in it.
  ///
  /// - Parameter first: the layer that it begins with.
  func replacing(_ splices: [Splice], as first: LayerSchema?) -> Packet {
    var bytes = bytes
    var end = bytes.count
    let ordered = splices.sorted { a, b in
      (-a.range.lowerBound, a.range.count) < (-b.range.lowerBound, b.range.count)
    }
    for splice in ordered {
      // Of fields that share their bytes, as those of ICMP do, one stands: the last, and of two the narrower.
      guard splice.range.upperBound <= end else { continue }
      bytes.replaceSubrange(splice.range, with: splice.bytes)
      end = splice.range.lowerBound
    }
    var packet = Packet(dissecting: bytes, as: first?.family == nil ? first : nil)
    packet.inside = inside
    return packet
  }
}
