import Base

/// The attributes of STUN as items.
///
/// ```
/// |             type              |            length             |     length: of the value alone
/// |  value, padded to 32 bits …
/// ```
enum STUNItem {
  static let frame = TLV(kind: (0, 16), length: (16, 16), uncounted: 4)

  /// An attribute by its own name in lower case.
  ///
  /// - Parameter fields: the one that says most first: the argument without a name.
  static func item(_ type: STUNAttributeType, _ title: String, _ rfc: String, _ fields: FieldSchema...) -> LayerSchema {
    let positional = fields.map(\.name).filter { $0 != "reserved" && $0 != ItemList.fillName }
    return frame.item(type.name.lowercased(), UInt64(type.rawValue), title, rfc, fields, positional: positional)
  }

  static let list = ItemList(
    frame,
    turn + [
      software, xorMappedAddress, mappedAddress, lifetime, errorCode, unknownAttributes, alternateServer,
      alternateDomain,
    ] + ice + discovery + [
      username, userhash, realm, nonce, passwordAlgorithms, passwordAlgorithm, messageIntegrity, messageIntegritySHA256,
      fingerprint,
    ],
    generic: STUNItem.generic, alignment: 4, implied: impliedIntegrity)

  private static let turn = [
    requestedTransport, requestedAddressFamily, additionalAddressFamily, evenPort, dontFragment, reservationToken,
    xorPeerAddress, channelNumber, data, icmp, xorRelayedAddress, addressErrorCode,
  ]
  private static let ice = [priority, useCandidate, iceControlled, iceControlling]
  private static let discovery = [changeRequest, padding, responsePort, responseOrigin, otherAddress]

  /// An attribute without a name here, or with a value that is none of its type.
  private static let generic: LayerSchema = {
    let generic = frame.generic("attribute", "STUN attribute", "RFC 8489 §14")
    return LayerSchema(
      item: generic.name, generic.title, generic.rfc, headerLength: frame.headerLength,
      fields: generic.fields + [.fill],
      positional: generic.positional.map { generic.fields[$0].name })
  }()
}

/// RFC 8489 §14.
extension STUNItem {
  static let mappedAddress = item(
    .mappedAddress, "where the request came from, in the open", "RFC 8489 §14.1", .endpoint, .reserved(0, 8))
  static let xorMappedAddress = item(
    .xorMappedAddress, "where the request came from", "RFC 8489 §14.2", .xorEndpoint, .reserved(0, 8))
  static let username = item(.username, "who asks", "RFC 8489 §14.3", .text("name"), .fill)
  static let userhash = item(
    .userhash, "who asks, as SHA-256 of name and realm", "RFC 8489 §14.4",
    FieldSchema("hash", .bits(offset: 0, width: 256), .bytes, "SHA-256 of `name:realm`"))
  static let errorCode = item(
    .errorCode, "why the request is refused", "RFC 8489 §14.8", .errorCode, .reason, .reserved(0, 8), .fill)
  static let realm = item(.realm, "where the name is known", "RFC 8489 §14.9", .text("name"), .fill)
  static let nonce = item(.nonce, "the server's sign of the time", "RFC 8489 §14.10", .text("value"), .fill)
  static let passwordAlgorithms = item(
    .passwordAlgorithms, "what the server makes keys with", "RFC 8489 §14.11",
    FieldSchema("algorithms", .coded(.passwordAlgorithms), .list(.number(width: 16)), "1: MD5, 2: SHA-256"))
  static let passwordAlgorithm = item(
    .passwordAlgorithm, "what the key is made with", "RFC 8489 §14.12",
    FieldSchema("algorithm", .bits(offset: 0, width: 16), .named(.stunPasswordAlgorithms), "MD5 or SHA-256"),
    FieldSchema("parameters_length", .bits(offset: 16, width: 16), "bytes of parameters"),
    FieldSchema("parameters", .tail, .bytes, "of the algorithm"), .fill)
  static let unknownAttributes = item(
    .unknownAttributes, "types that were not understood", "RFC 8489 §14.13",
    FieldSchema("types", .tail, .list(.number(width: 16)), "attribute types"), .fill)
  static let software = item(.software, "who speaks", "RFC 8489 §14.14", .text("description"), .fill)
  static let alternateServer = item(
    .alternateServer, "whom to ask instead", "RFC 8489 §14.15", .endpoint, .reserved(0, 8))
  static let alternateDomain = item(
    .alternateDomain, "the name of whom to ask instead", "RFC 8489 §14.16", .text("name"), .fill)
}

/// RFC 8656 §18.
extension STUNItem {
  static let channelNumber = item(
    .channelNumber, "the channel to bind", "RFC 8656 §18.1",
    FieldSchema("number", .bits(offset: 0, width: 16), .hexadecimal, "0x4000 to 0x4fff", initial: 0x4000),
    .reserved(16, 16))
  static let lifetime = item(
    .lifetime, "seconds that the server keeps it; 0 ends it", "RFC 8656 §18.2",
    FieldSchema("seconds", .bits(offset: 0, width: 32), "0 ends an allocation"))
  static let xorPeerAddress = item(
    .xorPeerAddress, "the peer behind the relay", "RFC 8656 §18.3", .xorEndpoint, .reserved(0, 8))
  static let data = item(
    .data, "what a peer sent or is to get", "RFC 8656 §18.4",
    FieldSchema("bytes", .tail, .bytes, "the datagram's payload"), .fill)
  static let xorRelayedAddress = item(
    .xorRelayedAddress, "the address that the relay lends", "RFC 8656 §18.5", .xorEndpoint, .reserved(0, 8))
  static let requestedAddressFamily = item(
    .requestedAddressFamily, "the family of address to allocate", "RFC 8656 §18.6", .family, .reserved(8, 24))
  static let evenPort = item(
    .evenPort, "an even port is asked for; 1: and the next one", "RFC 8656 §18.7",
    FieldSchema("next", .bits(offset: 0, width: 1), "1: and the port behind it, too"), .reserved(1, 7), .fill)
  static let requestedTransport = item(
    .requestedTransport, "the protocol to reach peers by", "RFC 8656 §18.8",
    FieldSchema("protocol", .bits(offset: 0, width: 8), .named(.protocols), "UDP alone is defined", initial: 17),
    .reserved(8, 24))
  static let dontFragment = item(.dontFragment, "DF is asked for towards the peer", "RFC 8656 §18.9")
  static let reservationToken = item(
    .reservationToken, "a port that the server keeps", "RFC 8656 §18.10",
    FieldSchema("token", .bits(offset: 0, width: 64), .hexadecimal, "as the server gave it"))
  static let additionalAddressFamily = item(
    .additionalAddressFamily, "a second family of address to allocate", "RFC 8656 §18.11", .family, .reserved(8, 24))
  static let addressErrorCode = item(
    .addressErrorCode, "why a family was not allocated", "RFC 8656 §18.12", .errorCode, .reason, .family, .fill)
  static let icmp = item(
    .icmp, "type of an ICMP error from the peer's side", "RFC 8656 §18.13",
    FieldSchema("icmp_type", .bits(offset: 16, width: 7), "as in the ICMP of the peer's family"),
    FieldSchema("icmp_code", .bits(offset: 23, width: 9), "as in the ICMP of the peer's family"),
    FieldSchema("error_data", .bits(offset: 32, width: 32), .hexadecimal, "the error's second word"), .reserved(0, 16))
}

/// RFC 8445 §16.1 and RFC 5780 §7.
extension STUNItem {
  static let priority = item(
    .priority, "of a candidate found by this check", "RFC 8445 §16.1",
    FieldSchema("value", .bits(offset: 0, width: 32), "the greater the better"))
  static let useCandidate = item(.useCandidate, "this pair is nominated", "RFC 8445 §16.1")
  static let iceControlled = item(.iceControlled, "the sender is controlled", "RFC 8445 §16.1", .tieBreaker)
  static let iceControlling = item(.iceControlling, "the sender is in control", "RFC 8445 §16.1", .tieBreaker)

  static let changeRequest = item(
    .changeRequest, "answer from another address", "RFC 5780 §7.2",
    FieldSchema(
      "flags", .bits(offset: 0, width: 32), .flags([FlagName(2, nil, "address"), FlagName(1, nil, "port")]),
      "what is to be another"))
  static let padding = item(
    .padding, "to make fragments", "RFC 5780 §7.6", FieldSchema("bytes", .tail, .bytes, "of no meaning"), .fill)
  static let responsePort = item(
    .responsePort, "where to send the answer", "RFC 5780 §7.5",
    FieldSchema("port", .bits(offset: 0, width: 16), "UDP port"), .reserved(16, 16))
  static let responseOrigin = item(
    .responseOrigin, "where the answer comes from", "RFC 5780 §7.3", .endpoint, .reserved(0, 8))
  static let otherAddress = item(
    .otherAddress, "where CHANGE-REQUEST is answered from", "RFC 5780 §7.4", .endpoint, .reserved(0, 8))
}

/// Fields that several attributes share. Places count from the start of the value.
extension FieldSchema {
  fileprivate static func reserved(_ offset: Int, _ width: Int) -> FieldSchema {
    FieldSchema("reserved", .bits(offset: offset, width: width), .hexadecimal, "zero")
  }
  fileprivate static func text(_ name: String) -> FieldSchema { FieldSchema(name, .tail, .text, "UTF-8") }

  /// What fills the value up to 32 bits. RFC 8489 §14: zero, and not to be looked at.
  fileprivate static let fill = FieldSchema(
    ItemList.fillName, .unsent(secret: false), .bytes, "behind the value, up to 32 bits")

  fileprivate static let endpoint = FieldSchema("address", .coded(.endpoint(isXORed: false)), .endpoint, "and port")
  fileprivate static let xorEndpoint = FieldSchema(
    "address", .coded(.endpoint(isXORed: true)), .endpoint, "and port, hidden behind cookie and transaction id")
  fileprivate static let family = FieldSchema(
    "family", .bits(offset: 0, width: 8), .named(.stunFamilies), "IPv4 or IPv6", initial: 1)
  fileprivate static let tieBreaker = FieldSchema(
    "tie_breaker", .bits(offset: 0, width: 64), .hexadecimal, "drawn by the agent")
  fileprivate static let errorCode = FieldSchema(
    "code", .coded(.stunError), .named(.stunErrors), "the hundreds and the rest", initial: 400)
  fileprivate static let reason = FieldSchema("reason", .coded(.stunReason), .text, "words for people")
}
