import Base

/// A packet while it is being built: its bytes so far, and the items whose fields are still to be computed.
struct Layout {
  var packet = Packet(bytes: [], layers: [])
  /// In the order in which they are computed: an item inside another before it.
  private var items: [PlacedItem] = []
  /// Bytes of the ICMP extension structure behind the layer that is being laid out.
  private var extensions = 0

  private struct PlacedItem {
    let owner: Int
    let layer: Layer
    let header: Header
  }

  /// Fields in whose place raw bytes will stand, when all else does.
  private(set) var splices: [Splice] = []

  /// The names of the layer that is being laid out, where it shortens them.
  private var names: NameEnds?

  /// - Parameter capacity: how many layers there will be; most packets that are written have few bytes.
  init(capacity: Int) {
    packet.bytes.reserveCapacity(128)
    packet.layers.reserveCapacity(capacity)
  }

  /// Every layer but padding ends where the packet does, once all are laid out.
  ///
  /// - Parameters:
  ///   - count: how many layers were appended.
  ///   - padding: where padding begins, if there is any.
  /// - Returns: Where in the packet each of them stands; nil where no quote has layers between them: then the n-th is the n-th.
  mutating func close(_ count: Int, before padding: Int?) -> [Int]? {
    let end = padding ?? packet.bytes.count
    for i in packet.layers.indices where packet.layers[i].depth == 0 {
      if padding == nil || packet.layers[i].schema.role != .padding { packet.layers[i].end = end }
    }
    return packet.layers.count == count ? nil : packet.layers.indices.filter { packet.layers[$0].depth == 0 }
  }

  /// One layer as if nothing were around it, but for what its quote is padded for.
  init(alone layer: Layer, before next: Layer? = nil) throws(CraftingError) {
    self.init(capacity: 1)
    try append(layer, before: next)
    try computeLengths([layer], 0, at: 0)
    try computeSums([layer], 0, at: 0)
  }

  /// Lays out one layer: the fixed part with what was set, then the variable fields.
  mutating func append(_ layer: Layer, before next: Layer? = nil) throws(CraftingError) {
    extensions = if let next, next.schema.role == .icmpExtensions { try Self.length(of: next) } else { 0 }
    let start = packet.bytes.count
    let schema = layer.schema
    let own = packet.layers.count
    packet.layers.append(LayerSpan(schema: schema, start: start, headerEnd: start, end: start, depth: 0))
    names = schema.role == .dns ? NameEnds(layer.nameCompression) : nil
    try write(layer, origin: start, owner: own)
    if schema.tailUnit > 1 {
      let fill =
        schema.tailUnit - (packet.bytes.count - start - schema.fixedLength + schema.tailOffset) % schema.tailUnit
      if fill < schema.tailUnit { packet.bytes += layer.padding(fill) }
    }
    packet.layers[own].headerEnd = packet.bytes.count
    packet.layers[own].end = packet.bytes.count
  }

  private mutating func write(_ layer: Layer, origin: Int, owner: Int) throws(CraftingError) {
    let start = packet.bytes.count
    let schema = layer.schema
    packet.bytes += schema.template
    for assignment in layer.assignments {
      guard let bits = schema.order.places[assignment.field] else { continue }
      if case .raw(let bytes) = assignment.value {
        let at = start + bits.offset / 8
        splices.append(Splice(range: at..<at + bits.width / 8, bytes: bytes))
      }
      if case .number(let number) = assignment.value {
        packet.bytes.setBits(bits.ordered(number), at: start * 8 + bits.offset, width: bits.width)
      } else {
        packet.bytes.put(assignment.value, at: start * 8 + bits.offset, width: bits.width)
      }
    }
    for index in schema.variable where layer.sets(index) || schema.order.speaks(index) {
      try write(layer, variable: index, origin: origin, owner: owner)
    }
  }

  private mutating func write(_ layer: Layer, variable index: Int, origin: Int, owner: Int) throws(CraftingError) {
    let field = layer.schema.fields[index]
    guard layer.sets(index) || field.isComputed || layer.writes(field) else { return }
    let set = layer.value(ofFieldAt: index)
    let raw: [UInt8]? = if case .raw(let bytes)? = set { bytes } else { nil }
    let start = packet.bytes.count
    defer { if let raw { splices.append(Splice(range: start..<packet.bytes.count, bytes: raw)) } }
    let value = raw == nil ? set ?? early(field, of: layer, from: origin, owner) : nil
    guard value != nil || layer.writes(field) else { return }
    if case .domainName(let place) = field.kind, let name = (value ?? FieldValue(DomainName.root)).domainName {
      if names == nil { packet.bytes += name.wire }
      names?.write(name, place, to: &packet.bytes, from: origin)
      return
    }
    if case .coded(let coding) = field.place { return coding.write(value, &packet.bytes, origin) }
    switch (value, field.kind) {
    case (.bytes(let tail), .packet):
      packet.bytes += QuoteArea.bytes(tail[...], layer.schema, extensions: extensions)
    case (.bytes(let tail), _): packet.bytes += tail
    case (.text(let text), _): packet.bytes += Array(text.utf8)
    case (.list(let members), .list(let element)): for member in members { element.write(member, to: &packet.bytes) }
    case (.packet(let quoted), _): try appendQuote(quoted, of: layer)
    default: break
    }
    guard case .items(let list) = field.kind else { return }
    for item in layer.items(of: list) {
      let start = packet.bytes.count
      try write(item, origin: origin, owner: owner)
      let header = Header(schema: item.schema, start: start, end: packet.bytes.count, origin: origin)
      items.append(PlacedItem(owner: owner, layer: item, header: header))
      packet.bytes += item.fill((list.alignment - (header.end - start) % list.alignment) % list.alignment)
    }
  }

  /// A variable field's length must be known here: what computes it looks at what was written and at what stands before.
  private func early(_ field: FieldSchema, of layer: Layer, from start: Int, _ owner: Int) -> FieldValue? {
    guard field.width == nil, case .value(let rule)? = field.computed?.rule else { return nil }
    let header = Header(schema: layer.schema, start: start, end: packet.bytes.count, origin: start)
    return rule(ComputedSite(packet: packet, layer: owner, header: header, written: layer))
  }

  private static func length(of layer: Layer) throws(CraftingError) -> Int {
    try Layout(alone: layer).packet.bytes.count
  }

  /// A quoted packet is built whole, cut to what was asked for or is usual, and padded for extensions.
  private mutating func appendQuote(_ quoted: CraftedPacket, of layer: Layer) throws(CraftingError) {
    let schema = layer.schema
    let extensions = extensions
    let inner: Packet
    do throws(CraftingError) { inner = try quoted.build() } catch {
      throw CraftingError(schema, "quote", error.problem)
    }
    let usual = QuoteArea.limit(schema, header: inner.layers.first?.headerEnd ?? 0, extensions: extensions)
    let limit = if case .number(let number)? = layer.value(of: "quote_length") { Int(number) } else { usual }
    let quote = QuoteArea.bytes(inner.bytes.prefix(limit), schema, extensions: extensions)
    let shift = packet.bytes.count
    packet.bytes += quote
    let end = packet.bytes.count
    let spans = quote.count > inner.bytes.count || quote.count > limit ? Packet(dissecting: quote).layers : inner.layers
    for span in spans where span.start < quote.count || span.start == 0 {
      packet.layers.append(
        LayerSpan(
          schema: span.schema, start: shift + span.start, headerEnd: min(shift + span.headerEnd, end),
          end: min(shift + span.end, end), depth: span.depth + 1))
    }
  }

  /// Computes what hangs on lengths and neighbours alone, where it was not set.
  ///
  /// - Parameter layers: all that are laid out, and which of them this is: handing one on counts all that it holds.
  mutating func computeLengths(_ layers: [Layer], _ i: Int, at span: Int) throws(CraftingError) {
    try compute(layers[i].schema.order.lengths, layers, i, at: span)
    for item in items where item.owner == span {
      try compute(item.layer.schema.order.lengths, of: item, in: layers[i])
    }
  }

  /// Computes what covers all else. The lengths of all layers, and the sums of those inside, are in place.
  mutating func computeSums(_ layers: [Layer], _ i: Int, at span: Int) throws(CraftingError) {
    for item in items where item.owner == span {
      try compute(item.layer.schema.order.sums, of: item, in: layers[i])
    }
    try compute(layers[i].schema.order.sums, layers, i, at: span)
  }

  private mutating func compute(_ places: [ComputedPlace], _ layers: [Layer], _ i: Int, at span: Int)
    throws(CraftingError)
  {
    for place in places where !layers[i].sets(place.field) {
      guard let (bits, rule, greatest) = place.number else {
        let field = layers[i].schema.fields[place.field]
        try compute(field, in: packet.layers[span].header, at: span, written: layers[i], item: nil)
        continue
      }
      guard let number = packet.number(rule, of: span) else { continue }
      if number > greatest {
        throw Self.tooWide(number, layers[i].schema.fields[place.field], in: layers[i].schema)
      }
      packet.bytes.setBits(bits.ordered(number), at: packet.layers[span].start * 8 + bits.offset, width: bits.width)
    }
  }

  private mutating func compute(_ places: [ComputedPlace], of item: PlacedItem, in owner: Layer)
    throws(CraftingError)
  {
    for place in places where !item.layer.sets(place.field) {
      let field = item.layer.schema.fields[place.field]
      try compute(field, in: item.header, at: item.owner, written: owner, item: item.layer)
    }
  }

  /// A field whose rule needs to know more than the packet, or that has no fixed place.
  private mutating func compute(
    _ field: FieldSchema, in header: Header, at span: Int, written owner: Layer, item: Layer?
  ) throws(CraftingError) {
    guard let value = packet.computedValue(of: field, in: header, at: span, written: owner, item: item) else { return }
    if case .number(let number) = value, number > field.greatest {
      throw Self.tooWide(number, field, in: (item ?? owner).schema)
    }
    switch field.place {
    case .bits(let offset, let width):
      let ordered: FieldValue = if case .number(let number) = value { .number(field.ordered(number)) } else { value }
      packet.bytes.put(ordered, at: header.start * 8 + offset, width: width)
    case .coded(let coding):
      guard let width = coding.width, let range = packet.bytes.range(of: field, in: header),
        range.count * 8 >= width
      else { return }
      packet.bytes.put(value, at: range.lowerBound * 8, width: width)
    case .tail, .lengthOf, .following, .item, .unsent: break
    }
  }

  private static func tooWide(_ number: UInt64, _ field: FieldSchema, in schema: LayerSchema) -> CraftingError {
    CraftingError(schema, field.name, .computedTooWide(number, bits: field.width ?? 64, max: field.greatest))
  }
}

extension Layer {
  /// Whether a variable field that is not set leaves something in the bytes.
  fileprivate func writes(_ field: FieldSchema) -> Bool {
    if case .coded = field.place {
      return field.onlyIf?.terms.allSatisfy { term in number(of: term.field).map(term.values.contains) ?? false }
        ?? true
    }
    if case .items = field.kind { return !schema.shorthands.isEmpty }
    return false
  }

  /// What fills the header up to its unit.
  fileprivate func padding(_ count: Int) -> [UInt8] {
    guard let index = schema.variable.last, case .items(let list) = schema.fields[index].kind else {
      return [UInt8](repeating: 0, count: count)
    }
    return list.padding(count)
  }
}

extension [UInt8] {
  /// - Parameter offset: in bits.
  fileprivate mutating func put(_ value: FieldValue, at offset: Int, width: Int) {
    switch value {
    case .number(let number): setBits(number, at: offset, width: width)
    case .address(.v4(let v4)): setBits(UInt64(v4.bits), at: offset, width: 32)
    case .address(.v6(let v6)):
      setBits(v6.high, at: offset, width: 64)
      setBits(v6.low, at: offset + 64, width: 64)
    case .bytes(let bytes):
      let at = offset / 8
      for (i, byte) in bytes.prefix(width / 8).enumerated() { self[at + i] = byte }
    default: break
    }
  }
}
