import Base

/// What an OPT record says (RFC 6891 §6.1): its class is a size, its TTL is code, version and flags.
///
/// ```
/// class: |       payload size        |
/// ttl:   | extended rcode  | version |
///        |DO|            z           |
/// ```
package struct EDNS: Hashable, Sendable {
  /// The greatest UDP payload that the sender takes.
  package var payloadSize: UInt16
  /// The high eight bits of the response code.
  package var extendedRcode: UInt8
  package var version: UInt8
  /// DO and the reserved bits.
  package var flags: UInt16
  package var options: [EDNSOption]

  package init(
    payloadSize: UInt16 = 1232, extendedRcode: UInt8 = 0, version: UInt8 = 0, flags: UInt16 = 0,
    options: [EDNSOption] = []
  ) {
    self.payloadSize = payloadSize
    self.extendedRcode = extendedRcode
    self.version = version
    self.flags = flags
    self.options = options
  }

  /// DNSSEC OK (RFC 3225).
  package var dnssecOK: Bool {
    get { flags & 0x8000 != 0 }
    set { flags = newValue ? flags | 0x8000 : flags & 0x7fff }
  }
}

extension EDNS {
  /// Nil for a record that is not OPT.
  package init?(_ record: DNSRecord) {
    guard case .opt(let options) = record.data else { return nil }
    self.init(
      payloadSize: record.class.rawValue, extendedRcode: UInt8(record.ttl >> 24),
      version: UInt8(truncatingIfNeeded: record.ttl >> 16), flags: UInt16(truncatingIfNeeded: record.ttl),
      options: options)
  }

  package var record: DNSRecord {
    DNSRecord(
      .root, DNSClass(rawValue: payloadSize),
      ttl: UInt32(extendedRcode) << 24 | UInt32(version) << 16 | UInt32(flags), .opt(options))
  }
}

extension DNSMessage {
  /// The first OPT record; set, it takes that record's place or goes to the end.
  package var edns: EDNS? {
    get { additionals.lazy.compactMap(EDNS.init).first }
    set {
      let at = additionals.firstIndex { $0.type == .opt }
      switch (newValue, at) {
      case (let edns?, let at?): additionals[at] = edns.record
      case (let edns?, nil): additionals.append(edns.record)
      case (nil, let at?): additionals.remove(at: at)
      case (nil, nil): break
      }
    }
  }

  /// The response code with the eight bits that an OPT record adds.
  package var rcode: DNSRcode {
    DNSRcode(rawValue: header.rcode.rawValue | UInt16(edns?.extendedRcode ?? 0) << 4)
  }
}

/// One option of an OPT record.
package enum EDNSOption: Hashable, Sendable {
  /// RFC 5001.
  case nsid([UInt8])
  /// RFC 7871.
  case clientSubnet(ClientSubnet)
  /// RFC 7873: eight bytes of the client's, and none or 8…32 of the server's.
  case cookie(client: [UInt8], server: [UInt8])
  /// RFC 7830: zeros, if the sender is honest.
  case padding([UInt8])
  /// RFC 8914: an info code and text in UTF-8.
  case extendedError(UInt16, [UInt8])
  case other(UInt16, [UInt8])

  package var code: UInt16 {
    switch self {
    case .nsid: 3
    case .clientSubnet: 8
    case .cookie: 10
    case .padding: 12
    case .extendedError: 15
    case .other(let code, _): code
    }
  }
}

/// RFC 7871 §6: the address has as many bytes as the source prefix needs, the bits beyond it zero.
package struct ClientSubnet: Hashable, Sendable {
  package var source: IPPrefix
  package var scopeLength: UInt8

  package init(_ source: IPPrefix, scopeLength: UInt8 = 0) {
    self.source = source
    self.scopeLength = scopeLength
  }
}
