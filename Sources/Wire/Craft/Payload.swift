/// What UDP or TCP carries, for the layers that may recognise it as theirs.
struct Payload {
  let bytes: [UInt8]
  let range: Range<Int>
  let sourcePort: UInt16
  let destinationPort: UInt16
  let isStream: Bool

  /// Whether either end is this port.
  func uses(_ port: UInt16) -> Bool { sourcePort == port || destinationPort == port }
}

extension LayerSchema {
  /// The layers that UDP and TCP carry, in the order in which they are asked: those that know their own by its content
  /// before those that go by the port. A new layer is added here.
  static let payloads: [LayerSchema] = [
    .stun, .wgInitiation, .wgResponse, .wgCookie, .wgTransport, .turnChannel, .dns, .dnsFrame,
  ]

  /// What follows the header of UDP or TCP, whose first four bytes are the ports.
  static func carried(_ bytes: [UInt8], at start: Int, in range: Range<Int>, isStream: Bool) -> LayerReading.Next {
    guard !range.isEmpty, !payloads.isEmpty else { return .raw }
    let payload = Payload(
      bytes: bytes, range: range, sourcePort: bytes.be16(start), destinationPort: bytes.be16(start + 2),
      isStream: isStream)
    if isStream {
      let messages = StreamMessages.find(payload)
      if !messages.isEmpty { return .sequence(messages) }
    }
    return payloads.first { $0.recognises(payload) }.map { .layer($0) } ?? .raw
  }

  /// What lies in another message, between ports that nobody knows.
  static func carried(_ bytes: [UInt8], in range: Range<Int>) -> LayerSchema? {
    guard !range.isEmpty else { return nil }
    let payload = Payload(bytes: bytes, range: range, sourcePort: 0, destinationPort: 0, isStream: false)
    return payloads.first { $0.recognises(payload) }
  }
}
