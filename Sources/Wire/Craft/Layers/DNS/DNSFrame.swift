import Base

/// ```
/// |            length             | message …
/// ```
/// What stands before each message in a stream; a `dns` over `tcp` gets it by itself.
extension LayerSchema {
  package static let dnsFrame: LayerSchema = LayerSchema(
    "dns.frame", title: "Length of a DNS message in a stream", rfc: "RFC 7766 §8", fixedLength: 2,
    foundation: .layer({ .tcp }, [("dport", .number(53))]),
    fields: [
      FieldSchema(
        "length", .bits(offset: 0, width: 16), "length of the message",
        computed: ComputedField("length of the message") { packet, i in
          packet.layer(after: i).map { UInt64(packet.layers[$0].headerEnd - packet.layers[$0].start) }
        })
    ],
    recognises: { payload in
      payload.isStream && payload.uses(53)
        && message(payload.bytes, at: payload.range.lowerBound, payload.range.upperBound) != nil
    },
    read: { bytes, start, end in
      message(bytes, at: start, end).map {
        LayerReading(headerEnd: start + 2, end: end, next: .framed(.dns, end: $0.upperBound))
      }
    })

  /// The message behind the length at `start`, if all of it is there.
  private static func message(_ bytes: [UInt8], at start: Int, _ end: Int) -> Range<Int>? {
    guard start + 2 <= end else { return nil }
    let message = start + 2..<start + 2 + Int(bytes.be16(start))
    return message.upperBound <= end && DNSSection.isMessage(bytes, in: message) ? message : nil
  }
}

extension CraftedPacket {
  /// Puts the length before each DNS message that a stream carries, and the padding behind a channel's data.
  mutating func addFrames() {
    padChannels()
    guard layers.contains(where: { $0.schema === LayerSchema.dns }) else { return }
    var isStream = false
    var framed: [Layer] = []
    for layer in layers {
      switch layer.schema {
      case .tcp: isStream = true
      case .udp, .ip4, .ip6: isStream = false
      case .dns where isStream && framed.last?.schema !== LayerSchema.dnsFrame: framed.append(Layer(.dnsFrame))
      default: break
      }
      framed.append(layer)
    }
    layers = framed
  }
}
