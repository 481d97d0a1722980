import Base

/// ```
/// |            number             |            length             |  length: of the payload
/// ```
extension LayerSchema {
  package static let turnChannel = LayerSchema(
    "turn.channel", title: "TURN channel data", rfc: "RFC 8656 §12.4", fixedLength: ChannelData.headerCount,
    foundation: .layer({ .udp }, [("dport", .number(3478))]),
    fields: [
      FieldSchema(
        "number", .bits(offset: 0, width: 16), .hexadecimal, "channel: 0x4000 to 0x4fff, formerly up to 0x7fff",
        initial: UInt64(ChannelNumber.range.lowerBound)),
      FieldSchema(
        "length", .bits(offset: 16, width: 16), "length of the payload",
        computed: .payloadLength(behind: ChannelData.headerCount)),
    ],
    // A stream may hold several with padding between them; a datagram is one.
    recognises: { payload in
      !payload.isStream && payload.uses(3478)
        && (try? ChannelData(payload.bytes, in: payload.range))?.trailing == 0
    },
    read: { bytes, start, end in
      let payload = start + ChannelData.headerCount
      return LayerReading(
        headerEnd: payload, end: end, next: carried(bytes, in: payload..<end).map { .layer($0) } ?? .raw)
    })
}
