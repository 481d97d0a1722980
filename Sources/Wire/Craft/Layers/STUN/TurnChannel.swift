import Base

/// ```
/// |            number             |            length             |  length: of the payload
/// ```
extension LayerSchema {
  package static let turnChannel = LayerSchema(
    "turn.channel", title: "TURN channel data", rfc: "RFC 8656 §12.4", fixedLength: ChannelData.headerCount,
    foundation: .layer({ .udp }, [("dport", .number(3478))]), role: .turnChannel,
    fields: [
      FieldSchema(
        "number", .bits(offset: 0, width: 16), .hexadecimal, "channel: 0x4000 to 0x4fff, formerly up to 0x7fff",
        initial: UInt64(ChannelNumber.range.lowerBound)),
      FieldSchema(
        "length", .bits(offset: 16, width: 16), "length of the payload, without padding",
        computed: ComputedField("length of the payload, without padding") { packet, i in
          UInt64((packet.dataEnd(of: i) ?? packet.layers[i].end) - packet.layers[i].headerEnd)
        }),
    ],
    // A datagram is one; `StreamMessages` finds those of a stream.
    recognises: { payload in
      !payload.isStream && payload.uses(3478)
        && (try? ChannelData(payload.bytes, in: payload.range))?.trailing == 0
    },
    read: { bytes, start, end in
      let payload = start + ChannelData.headerCount
      return LayerReading(
        headerEnd: payload, end: end, next: carried(bytes, in: payload..<end).map { .layer($0) } ?? .raw)
    })

  /// What fills a channel's data up to 32 bits in a stream. One that is not written is put where it is missing.
  package static let turnPadding = LayerSchema(
    "turn.padding", title: "What fills TURN channel data up to 32 bits", rfc: "RFC 8656 §12.5", fixedLength: 0,
    foundation: .layer({ .turnChannel }, []),
    fields: [FieldSchema("data", .tail, .bytes, "the bytes, up to three; receivers do not look at them")],
    read: { _, _, end in LayerReading(headerEnd: end, end: end, next: .raw) })
}

extension Packet {
  /// Where the padding behind a channel's data or the next message of the stream begins; nil where nothing follows.
  fileprivate func dataEnd(of channel: Int) -> Int? {
    var next = layer(after: channel)
    while let i = next {
      let isCarried = next == channel + 1 && layers[i].schema === LayerSchema.stun
      if !isCarried, layers[i].schema.endsChannelData { return layers[i].start }
      next = layer(after: i)
    }
    return nil
  }
}

extension LayerSchema {
  /// What cannot be in a channel's data, but for STUN at its beginning.
  fileprivate var endsChannelData: Bool { [.turnChannel, .turnPadding, .stun].contains(self) }
}

extension CraftedPacket {
  /// Bytes of layers that stand on others, without what would be put below them; nil where they cannot be built.
  private static func length(of layers: ArraySlice<Layer>) -> Int? {
    guard let first = layers.first else { return 0 }
    guard let built = try? CraftedPacket(Array(layers)).build(),
      let span = built.layers.first(where: { $0.schema === first.schema })
    else { return nil }
    return built.bytes.count - span.start
  }

  /// RFC 8656 §12.5: in a stream the data of a channel is padded. Padding that was written, even none, stays.
  mutating func padChannels() {
    guard let stream = layers.firstIndex(where: { $0.schema === LayerSchema.tcp }),
      var at = layers[stream...].firstIndex(where: { $0.schema === LayerSchema.turnChannel })
    else { return }
    while at < layers.count {
      let next = layers.indices[(at + 1)...].first { i in
        let isCarried = i == at + 1 && layers[i].schema === LayerSchema.stun
        return !isCarried && layers[i].schema.endsChannelData || layers[i].schema === LayerSchema.padding
      }
      let end = next ?? layers.count
      let carried = Self.length(of: layers[(at + 1)..<end])
      if let carried, carried % 4 != 0, next.map({ layers[$0].schema !== LayerSchema.turnPadding }) ?? true {
        var padding = Layer(.turnPadding)
        padding.assign(0, .bytes([UInt8](repeating: 0, count: -carried & 3)))
        layers.insert(padding, at: end)
      }
      guard end < layers.count, let more = layers[end...].firstIndex(where: { $0.schema === LayerSchema.turnChannel })
      else { return }
      at = more
    }
  }
}
