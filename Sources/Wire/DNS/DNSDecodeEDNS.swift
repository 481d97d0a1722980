import Base

/// Options of an OPT record (RFC 6891 §6.1.2).
extension DNSReader {
  mutating func ednsOptions() throws(MalformedDNS) -> [EDNSOption] {
    var options: [EDNSOption] = []
    while !isAtEnd {
      let first = offset
      let code = try word("option code")
      let length = Int(try word("option length"))
      options.append(
        try within(length, "option") { reader throws(MalformedDNS) in
          try reader.option(code, at: first)
        } else: { _ in
          .badOption(code, at: first)
        })
    }
    return options
  }

  private mutating func option(_ code: UInt16, at first: Int) throws(MalformedDNS) -> EDNSOption {
    switch code {
    case 3: return .nsid(rest())
    case 8: return .clientSubnet(try clientSubnet(at: first))
    case 10:
      // RFC 7873 §4: eight bytes alone, or with 8…32 of the server's.
      guard left == 8 || (16...40).contains(left) else { throw .badOption(code, at: first) }
      return .cookie(client: try take(8, "client cookie"), server: rest())
    case 12: return .padding(rest())
    case 15: return .extendedError(try word("info code"), rest())
    default: return .other(code, rest())
    }
  }

  private mutating func clientSubnet(at first: Int) throws(MalformedDNS) -> ClientSubnet {
    let (family, length, scope) = (try word("family"), try byte("source prefix"), try byte("scope prefix"))
    let bytes = rest()
    guard let whole = Self.address(bytes, family), bytes.count == (Int(length) + 7) / 8,
      scope <= IPPrefix.width(of: whole.family), let prefix = IPPrefix(whole, length: Int(length)),
      prefix.address == whole
    else { throw .badOption(8, at: first) }
    return ClientSubnet(prefix, scopeLength: scope)
  }

  /// An address of which the last bytes may have been left out; families as IANA numbers them.
  private static func address(_ bytes: [UInt8], _ family: UInt16) -> IPAddress? {
    let width = family == 1 ? 4 : family == 2 ? 16 : 0
    guard width > 0, bytes.count <= width else { return nil }
    let whole = bytes + [UInt8](repeating: 0, count: width - bytes.count)
    return family == 1
      ? .v4(IPv4Address(bits: whole.be32(0))) : .v6(IPv6Address(high: whole.be64(0), low: whole.be64(8)))
  }
}
