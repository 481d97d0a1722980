import Base

extension Packet {
  /// Finds the layers in bytes. Everything is kept: what cannot be understood is `raw`, what lies behind the end that
  /// the IP header states is `padding`. Never fails.
  ///
  /// - Parameter first: the layer that the bytes begin with; by default IP of the version that the first byte names.
  package init(dissecting bytes: [UInt8], as first: LayerSchema? = nil) {
    self.init(bytes: bytes, layers: [])
    layers.reserveCapacity(4)
    guard let byte = bytes.first else { return }
    dissect(0..<bytes.count, as: first ?? Self.schema(version: byte >> 4), depth: 0)
  }

  package init(_ packet: IPPacket) { self.init(dissecting: packet.bytes) }

  private static func schema(version: UInt8) -> LayerSchema {
    version == 4 ? .ip4 : version == 6 ? .ip6 : .raw
  }

  /// Quotes within quotes deeper than this are left as bytes: nothing honest has them, and recursion stays bounded.
  private static let greatestDepth = 4

  private mutating func dissect(_ range: Range<Int>, as first: LayerSchema, depth: Int) {
    var schema = first
    var at = range.lowerBound
    var end = range.upperBound
    var family = IPFamily.v6
    while at < end {
      guard end - at >= schema.fixedLength, let reading = schema.read(bytes, at, end) else {
        appendUnread(at..<end, as: schema, depth: depth)
        break
      }
      if schema.family == nil {
        layers.append(LayerSpan(schema: schema, start: at, headerEnd: reading.headerEnd, end: end, depth: depth))
      } else {
        layers.append(
          LayerSpan(schema: schema, start: at, headerEnd: reading.headerEnd, end: reading.end, depth: depth))
        end = reading.end
      }
      family = schema.family ?? family
      at = reading.headerEnd
      switch reading.next {
      case .layer(let next): schema = next
      case .raw: schema = .raw
      case .carried(let number): schema = .carried(by: family, number) ?? .raw
      case .sequence(let messages):
        for message in messages {
          dissect(at..<message.end, as: message.schema, depth: depth)
          at = message.end
        }
        schema = .raw
      case .framed(let inner, end: let frameEnd):
        dissect(at..<frameEnd, as: inner, depth: depth)
        at = frameEnd
      case .quote(at: let start, then: let next):
        if start < reading.headerEnd {
          let inner = depth < Self.greatestDepth ? Self.schema(version: bytes[start] >> 4) : .raw
          dissect(start..<reading.headerEnd, as: inner, depth: depth + 1)
        }
        schema = next
      case .inside(let inner, let range):
        if depth < Self.greatestDepth { dissect(range, as: inner, depth: depth + 1) }
        schema = .raw
      }
    }
    if end < range.upperBound { append(.padding, end..<range.upperBound, depth: depth) }
  }

  /// In a quote the first bytes of an upper layer are still of use: ports stand in the first four.
  private mutating func appendUnread(_ range: Range<Int>, as schema: LayerSchema, depth: Int) {
    append(depth > 0 && schema.family == nil && schema.foundation.isIP ? schema : .raw, range, depth: depth)
  }

  private mutating func append(_ schema: LayerSchema, _ range: Range<Int>, depth: Int) {
    layers.append(
      LayerSpan(
        schema: schema, start: range.lowerBound, headerEnd: range.upperBound, end: range.upperBound, depth: depth))
  }
}

extension Foundation {
  fileprivate var isIP: Bool {
    if case .ip = self { true } else { false }
  }
}
