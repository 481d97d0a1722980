import Base

@testable import Wire

private func hex(_ text: String) -> [UInt8] { Hex.bytes(text) ?? [] }

/// A handshake with every input known, calculated by an independent implementation of Noise.
enum KnownTunnel {
  static let initiatorStatic = hex("33f266381253eb7a442dfa1db6d156b909ccc7267f0de8df4a66ee23c18f7ff8")
  static let responderStatic = hex("985abe282094db1924d1c341c033ac968a3c97792b829f922f6c82fb08a0d732")
  static let responderPublic = hex("c75e017b0322cbbd5138a63b00b81140027315d527b75dfcae9945ba76039d57")
  static let initiatorEphemeral = hex("f6726b24ba99f091401dbc6d5502ea1b48cd8b7d3699e6a29a64275a841dc283")
  static let responderEphemeral = hex("14a4214bd8b3fc3457b960cbdc96dfa95e71e35dd173d789eae7b7843fe5e4e7")
  static let psk = hex("10e81a327eccc526962c2b9f6e803681f82254285d8cf57a6b82b26e150604a9")
  /// 4000000065e5a80a12345600: ten seconds after Unix time and 2^62.
  static let seconds: UInt64 = 0x65e5_a800
  static let nanoseconds: UInt64 = 0x1234_5600
  /// As numbers; on the wire 01020304 and a1a2a3a4.
  static let initiatorIndex: UInt64 = 0x0403_0201
  static let responderIndex: UInt64 = 0xa4a3_a2a1
  static let initiation = hex(
    "0100000001020304c4e685be880269b40eea66c9f674b2631ba2a6de7e0fce8eea591595e298fe37a55047277c898a5540dc"
      + "7cdf3224b80dd138ea07852fb60fe2310307e19d53d7b21768bebfc9d04ef56fd6d1e6b9398ceac4773c913281248418b110"
      + "544b9b0ec627e7d85816cd9a19f3248c99d1c9e05aaca2fcd295d3bf2227c9ad00000000000000000000000000000000")
  static let response = hex(
    "02000000a1a2a3a4010203045c7c73f08420356be2d5d20d2aa8813e4676a72303d630cbbda0165affab8a2237d6bb461330"
      + "9cfc021b071da7790f15fa3349487fd1c6f9b0351257c0c0634300000000000000000000000000000000")
  static let toResponder = hex("746366d2fe204574c431f1f133e72b05f9b648cdb8bcb1eba13891e770ebc765")
  static let keepalive = hex("04000000a1a2a3a400000000000000002fc55cd37d7c24e15a07ddb77dec96bb")
  static let packet = hex("4500002500010000400166110a6200010a6200020800cf1312340001776972656775617264")
  static let paddedPacket = hex(
    "04000000a1a2a3a40100000000000000159a63f6e5d4e0fc34e9858a899032885ee4c0aa64af23dc4168739d5621afd373b9"
      + "ced4db42cbf2a0ae0966ac611c83500de2dbd0df3ba6a912265aedf191d2")
  static let cookie = hex("d7e83e28a04b537e64424546b14caf9b")
  static let cookieNonce = hex("0dacfa69fb6e61485f10ff0cc13af8125300b94a5c10e552")
  static let cookieReply = hex(
    "03000000010203040dacfa69fb6e61485f10ff0cc13af8125300b94a5c10e552eb259f550e3a6a39cf3a63a2f0d3c9133a6e"
      + "cf953ec9a768a4ed2eacae2864e9")
  static let initiationWithMAC2: [UInt8] = initiation.dropLast(16) + hex("1746e0c51c1a4da07286511649d565ce")

  static let messages: [(layer: String, bytes: [UInt8])] = [
    ("wg.initiation", initiation), ("wg.response", response), ("wg.cookie", cookieReply), ("wg.transport", keepalive),
    ("wg.transport", paddedPacket),
  ]

  static func initiationLayer(_ more: KeyValuePairs<String, FieldValue> = [:]) throws -> Layer {
    var message = try layer(
      "wg.initiation",
      [
        "sender": .number(initiatorIndex), "static_private": .bytes(initiatorStatic),
        "peer_public": .bytes(responderPublic), "ephemeral_private": .bytes(initiatorEphemeral),
        "timestamp": .number(seconds), "nanoseconds": .number(nanoseconds),
      ])
    for (name, value) in more { try message.set(name, to: value) }
    return message
  }

  static func transportLayer(counter: UInt64) throws -> Layer {
    try layer(
      "wg.transport",
      ["receiver": .number(responderIndex), "counter": .number(counter), "key": .bytes(toResponder)])
  }
}

/// An initiation that wireguard-go sent, with the keys that it used.
enum CapturedTunnel {
  static let initiatorStatic = hex("a0c60a95e4eaf69c29e6a861eadfc1275f53b50424cde19b2ef96d8aec44415b")
  static let responderStatic = hex("b88911c934218bbedbc8dbe450a23e09ad3347bb057e013566ae240bb5532752")
  static let initiatorEphemeral = hex("60ca9f9112c3e06c1d6763d9ce54dc77a6c6f6d7ced8f38ab805f4d1797e6476")
  static let seconds: UInt64 = 0x6b03_134a - 10
  static let nanoseconds: UInt64 = 0x3600_0000
  static let index: UInt64 = 0x31b3_5603
  static let initiation = hex(
    "010000000356b3315c0715ff232f4719649f14f0c72444bf884cc26afceeabbbaef22ceff9e709603e7167b8075fb7ead36d"
      + "3c91cf560912142a0b57ca82bf918bd1c137ad4e67a7ad4491ac6f57ec260e2a221ef348a031a1cdd0076916d568cd2d5334"
      + "db176634c3cf4963c7b63f0e405b6a7f150e70585f966e406b01d9f8c8c85fbc00000000000000000000000000000000")
  static let toResponder = hex("75692856567f8857dee9cc640f2705e5f3e01012618fc5d07d3e372d63680c28")
  static let transport = hex(
    "04000000695e5ec70000000000000000eb3ab6106c36bd944cd84533fb7bc7b9c2d9559f60027d8db574d12a43ef1dbfa074"
      + "6bbb1bfabe2fd3e283d45dabe3039b7f516c2febb679c5d0d4432697c44dd2169e2823e48756cbe7eb955644751bb9ba1d7d"
      + "305a6d133bbbdc7482f9aa88810075e1f2f9a44e2a73662ed4a61eb3")
  static let plaintext = hex(
    "45000054b34a4000400172980a6200010a62000208002446499300014013036b000000007ad40d0000000000101112131415"
      + "161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637000000000000000000000000")
}
