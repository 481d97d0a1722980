import Wire

/// What a UDP payload is, told from outside, as any observer on the wire could.
struct DatagramLabel: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case initiation, response, keepalive, other
  }

  let text: String
  let kind: Kind

  /// - Parameter carrying: what is known of the packet inside from elsewhere in the trace.
  init(_ payload: [UInt8], carrying: String? = nil) {
    if let wireGuard = Self(wireGuard: payload, carrying: carrying) {
      self = wireGuard
    } else if let stun = Self(stun: payload) {
      self = stun
    } else if let channel = Self(channelData: payload, carrying: carrying) {
      self = channel
    } else {
      self.init("udp, \(payload.count) bytes", .other)
    }
  }

  private init(_ text: String, _ kind: Kind) {
    self.text = text
    self.kind = kind
  }

  /// The WireGuard paper, section 5.4: a type byte and three reserved zeros; sizes with both MACs.
  private init?(wireGuard payload: [UInt8], carrying: String?) {
    guard payload.count >= 4, payload[1] == 0, payload[2] == 0, payload[3] == 0 else { return nil }
    switch (payload[0], payload.count) {
    case (1, 148): self.init("WireGuard initiation", .initiation)
    case (2, 92): self.init("WireGuard response", .response)
    case (3, 64): self.init("WireGuard cookie reply", .other)
    // 16 bytes of header and 16 of tag around nothing.
    case (4, 32): self.init("WireGuard keepalive", .keepalive)
    case (4, 33...): self.init(carrying.map { "data: \($0)" } ?? "WireGuard data, \(payload.count - 32) bytes", .other)
    default: return nil
    }
  }

  /// RFC 8489 §5: two zero bits, and the magic cookie at byte 4.
  private init?(stun payload: [UInt8]) {
    guard payload.count >= 20, payload[0] & 0xc0 == 0, payload.be32(4) == 0x2112_a442 else { return nil }
    let type = payload.be16(0)
    // The method's bits stand around the two bits of the class (RFC 8489 §5, figure 3).
    let method = type & 0xf | (type & 0xe0) >> 1 | (type & 0x3e00) >> 2
    let classes = ["request", "indication", "success", "error"]
    let name = Self.methods.first { $0.number == method }?.name ?? "method \(method)"
    self.init("STUN \(name) \(classes[Int(type >> 4 & 1 | type >> 7 & 2)])", .other)
  }

  /// RFC 8489 §18.2 and RFC 8656 §17.
  private static let methods: [(number: UInt16, name: String)] = [
    (1, "binding"), (3, "allocate"), (4, "refresh"), (6, "send"), (7, "data"), (8, "create-permission"),
    (9, "channel-bind"),
  ]

  /// RFC 8656 §12.4: channel number, length, data.
  private init?(channelData payload: [UInt8], carrying: String?) {
    guard payload.count >= 4, (0x4000...0x4fff).contains(payload.be16(0)) else { return nil }
    let length = Int(payload.be16(2))
    guard payload.count >= 4 + length else { return nil }
    let inner = Self(Array(payload[4..<4 + length]), carrying: carrying)
    self.init("channel 0x\(String(payload.be16(0), radix: 16)): \(inner.text)", .other)
  }
}
