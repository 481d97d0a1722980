/// The whole messages of STUN and TURN that a segment of a stream begins with. Each says its own length (RFC 8489 §6.2.2),
/// and what a channel carries is padded to 32 bits (RFC 8656 §12.5).
enum StreamMessages {
  static func find(_ payload: Payload) -> [(schema: LayerSchema, end: Int)] {
    var messages: [(schema: LayerSchema, end: Int)] = []
    var at = payload.range.lowerBound
    while at < payload.range.upperBound {
      let rest = at..<payload.range.upperBound
      if let end = stunEnd(payload.bytes, rest) {
        messages.append((.stun, end))
        at = end
      } else if payload.uses(3478) || !messages.isEmpty, let data = channelData(payload.bytes, rest) {
        messages.append((.turnChannel, data.payload.upperBound))
        let fill = -(data.payload.count) & 3
        if fill > 0 { messages.append((.turnPadding, data.payload.upperBound + fill)) }
        at = data.payload.upperBound + fill
      } else {
        break
      }
    }
    return messages
  }

  private static func stunEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard STUNMessage.isLikely(bytes, in: range) else { return nil }
    let length = Int(bytes.be16(range.lowerBound + 2))
    let end = range.lowerBound + STUNMessage.headerCount + length
    return length % 4 == 0 && end <= range.upperBound ? end : nil
  }

  /// Nil where the padding is not there, too: then more of it is in the next segment.
  private static func channelData(_ bytes: [UInt8], _ range: Range<Int>) -> ChannelData? {
    guard let data = try? ChannelData(bytes, in: range), data.trailing >= -(data.payload.count) & 3 else { return nil }
    return data
  }
}
