/// Cuts a stream into messages (RFC 7766 §8): two bytes of length before each.
///
/// It keeps at most one message that has not come to its end, 65,537 bytes with its length.
package struct DNSStream: Sendable {
  private var unfinished: [UInt8] = []

  package init() {}

  /// Whether the stream ends where a message does.
  package var isBetweenMessages: Bool { unfinished.isEmpty }

  /// The messages that end in `bytes`, without their lengths.
  package mutating func receive(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
    unfinished += bytes
    var messages: [[UInt8]] = []
    var at = 0
    while unfinished.count - at >= 2 {
      let end = at + 2 + Int(unfinished.be16(at))
      guard end <= unfinished.count else { break }
      messages.append(Array(unfinished[at + 2..<end]))
      at = end
    }
    if at > 0 { unfinished.removeFirst(at) }
    return messages
  }
}
