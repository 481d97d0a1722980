import Base

/// Service bindings (RFC 9460).
extension DNSReader {
  mutating func serviceBinding() throws(MalformedDNS) -> ServiceBinding {
    var binding = ServiceBinding(priority: try word("priority"), target: try name(compressible: false))
    while !isAtEnd {
      let first = offset
      let key = try word("parameter key")
      // §2.2: ascending, each once.
      guard binding.parameters.last.map({ $0.key < key }) ?? true else { throw .badParameter(key, at: first) }
      let length = Int(try word("parameter length"))
      binding.parameters.append(
        try within(length, "parameter") { reader throws(MalformedDNS) in
          try reader.parameter(key, at: first)
        } else: { _ in
          .badParameter(key, at: first)
        })
    }
    return binding
  }

  private mutating func parameter(_ key: UInt16, at first: Int) throws(MalformedDNS) -> ServiceParameter {
    switch key {
    case 0: return .mandatory(try keys(at: first))
    case 1: return .alpn(try protocols(at: first))
    case 2: return .noDefaultALPN
    case 3: return .port(try word("port"))
    case 4:
      try checkList(of: 4, key, at: first)
      var hints: [IPv4Address] = []
      while !isAtEnd { hints.append(IPv4Address(bits: try long("ipv4hint"))) }
      return .ipv4hint(hints)
    case 5: return .ech(rest())
    case 6:
      try checkList(of: 16, key, at: first)
      var hints: [IPv6Address] = []
      while !isAtEnd { hints.append(try address6("ipv6hint")) }
      return .ipv6hint(hints)
    default: return .other(key, rest())
    }
  }

  /// At least one, and nothing behind the last.
  private func checkList(of size: Int, _ key: UInt16, at first: Int) throws(MalformedDNS) {
    guard left > 0, left % size == 0 else { throw .badParameter(key, at: first) }
  }

  /// §8: ascending, each once, and never the list itself.
  private mutating func keys(at first: Int) throws(MalformedDNS) -> [UInt16] {
    try checkList(of: 2, 0, at: first)
    var keys: [UInt16] = []
    while !isAtEnd {
      let key = try word("mandatory")
      guard key > keys.last ?? 0 else { throw .badParameter(0, at: first) }
      keys.append(key)
    }
    return keys
  }

  /// §7.1.1: no id is empty, and there is one.
  private mutating func protocols(at first: Int) throws(MalformedDNS) -> [[UInt8]] {
    let ids = try strings("alpn")
    guard !ids.isEmpty, ids.allSatisfy({ !$0.isEmpty }) else { throw .badParameter(1, at: first) }
    return ids
  }
}
