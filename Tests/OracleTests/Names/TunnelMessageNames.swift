/// WireGuard's messages in the words of others.
extension ScapyNames {
  private static let type = PeerField("type", "message_type", isTold: true)
  private static let reserved = PeerField("reserved", "reserved_zero")
  private static let codes = [
    PeerField("mac1", .bytes("mac1"), isTold: true), PeerField("mac2", .bytes("mac2"), isTold: true),
  ]

  /// Scapy seals nothing: what we computed is told.
  static let tunnelMessages: [ScapyRow] = [
    ScapyRow(
      "wg.initiation", "WireguardInitiation",
      [
        type, reserved, PeerField("sender", "sender_index"),
        PeerField("ephemeral", .bytes("unencrypted_ephemeral"), isTold: true),
        PeerField("encrypted_static", .bytes("encrypted_static"), isTold: true),
        PeerField("encrypted_timestamp", .bytes("encrypted_timestamp"), isTold: true),
      ] + codes),
    ScapyRow(
      "wg.response", "WireguardResponse",
      [
        type, reserved, PeerField("sender", "sender_index"), PeerField("receiver", "receiver_index", isTold: true),
        PeerField("ephemeral", .bytes("unencrypted_ephemeral"), isTold: true),
        PeerField("encrypted_empty", .bytes("encrypted_nothing"), isTold: true),
      ] + codes),
    ScapyRow(
      "wg.cookie", "WireguardCookieReply",
      [
        type, reserved, PeerField("receiver", "receiver_index", isTold: true), PeerField("nonce", .bytes("nonce")),
        PeerField("encrypted_cookie", .bytes("encrypted_cookie"), isTold: true),
      ]),
    ScapyRow(
      "wg.transport", "WireguardTransport",
      [
        type, reserved, PeerField("receiver", "receiver_index"), PeerField("counter", "counter"),
        PeerField("encrypted_packet", .bytes("encrypted_encapsulated_packet"), isTold: true),
      ]),
  ]
}

extension TsharkNames {
  private static let hidden = "shown without a value"
  private static let head = [
    TsharkField("type", "wg.type"), TsharkField("reserved", nil, "zero, or it is no such message"),
  ]
  private static let codes = [TsharkField("mac1", "wg.mac1"), TsharkField("mac2", "wg.mac2")]

  static let tunnelMessages: [TsharkRow] = [
    TsharkRow(
      "wg.initiation",
      head + [
        TsharkField("sender", "wg.sender"), TsharkField("ephemeral", nil, "in base 64"),
        TsharkField("encrypted_static", nil, hidden), TsharkField("encrypted_timestamp", nil, hidden),
      ] + codes),
    TsharkRow(
      "wg.response",
      head + [
        TsharkField("sender", "wg.sender"), TsharkField("receiver", "wg.receiver"),
        TsharkField("ephemeral", nil, "in base 64"), TsharkField("encrypted_empty", nil, hidden),
      ] + codes),
    TsharkRow(
      "wg.cookie",
      head + [
        TsharkField("receiver", "wg.receiver"), TsharkField("nonce", "wg.nonce"),
        TsharkField("encrypted_cookie", "wg.encrypted_cookie"),
      ]),
    TsharkRow(
      "wg.transport",
      head + [
        TsharkField("receiver", "wg.receiver"), TsharkField("counter", "wg.counter"),
        TsharkField("encrypted_packet", nil, hidden),
      ]),
  ]
}
