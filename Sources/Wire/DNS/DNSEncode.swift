import Base

extension DNSMessage {
  /// The message's bytes.
  package func encoded(_ compression: NameCompression = .standard) throws(OversizedDNS) -> [UInt8] {
    var writer = DNSWriter(compression)
    writer.reserve(64 + 32 * (answers.count + authorities.count + additionals.count))
    try writer.message(self)
    guard writer.count <= Self.greatestLength else { throw .message(writer.count) }
    return writer.bytes
  }

  /// The message, or where that is longer than `limit`, its header and questions with TC set.
  ///
  /// - Parameter limit: 512 without EDNS (RFC 1035 §4.2.1), else the size that the query's OPT record names.
  package func encoded(within limit: Int, _ compression: NameCompression = .standard) throws(OversizedDNS) -> [UInt8] {
    do throws(OversizedDNS) {
      let whole = try encoded(compression)
      if whole.count <= limit { return whole }
    } catch .message {}
    return try truncated.encoded(compression)
  }

  /// As a stream carries it: behind its length (RFC 7766 §8).
  package func framed(_ compression: NameCompression = .standard) throws(OversizedDNS) -> [UInt8] {
    let bytes = try encoded(compression)
    return [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
  }
}

extension DNSWriter {
  mutating func message(_ message: DNSMessage) throws(OversizedDNS) {
    append16(message.header.id)
    append16(message.header.bits)
    try count(message.questions.count)
    try count(message.answers.count)
    try count(message.authorities.count)
    try count(message.additionals.count)
    for question in message.questions { self.question(question) }
    for record in message.answers { try self.record(record) }
    for record in message.authorities { try self.record(record) }
    for record in message.additionals { try self.record(record) }
  }

  private mutating func count(_ count: Int) throws(OversizedDNS) {
    guard let word = UInt16(exactly: count) else { throw .section(count) }
    append16(word)
  }

  mutating func question(_ question: DNSQuestion) {
    name(question.name)
    append16(question.type.rawValue)
    append16(question.class.rawValue)
  }

  mutating func record(_ record: DNSRecord) throws(OversizedDNS) {
    name(record.name)
    append16(record.type.rawValue)
    append16(record.class.rawValue)
    append32(record.ttl)
    try counted { writer throws(OversizedDNS) in try writer.data(record.data) }
  }

  private mutating func data(_ data: DNSData) throws(OversizedDNS) {
    switch data {
    case .a(let address): append32(address.bits)
    case .aaaa(let address): append(address)
    case .cname(let target), .ns(let target), .ptr(let target): name(target, .data)
    case .dname(let target): name(target, .opaque)
    case .mx(let preference, let exchange):
      append16(preference)
      name(exchange, .data)
    case .srv(let service): append(service)
    case .txt(let strings): for string in strings { try self.string(string) }
    case .soa(let authority): append(authority)
    case .svcb(let binding), .https(let binding): try append(binding)
    case .caa(let authority):
      append(authority.flags)
      try string(authority.tag)
      append(authority.value)
    case .opt(let options): for option in options { try append(option) }
    case .other(_, let bytes): append(bytes)
    }
  }

  mutating func append(_ address: IPv6Address) {
    for half in [address.high, address.low] {
      append32(UInt32(half >> 32))
      append32(UInt32(truncatingIfNeeded: half))
    }
  }

  private mutating func append(_ service: DNSService) {
    append16(service.priority)
    append16(service.weight)
    append16(service.port)
    name(service.target, .target)
  }

  private mutating func append(_ authority: StartOfAuthority) {
    name(authority.mname, .data)
    name(authority.rname, .data)
    append32(authority.serial)
    append32(authority.refresh)
    append32(authority.retry)
    append32(authority.expire)
    append32(authority.minimum)
  }
}

extension DNSWriter {
  mutating func append(_ binding: ServiceBinding) throws(OversizedDNS) {
    append16(binding.priority)
    name(binding.target, .opaque)
    for parameter in binding.parameters {
      append16(parameter.key)
      try counted { writer throws(OversizedDNS) in try writer.value(of: parameter) }
    }
  }

  private mutating func value(of parameter: ServiceParameter) throws(OversizedDNS) {
    switch parameter {
    case .mandatory(let keys): for key in keys { append16(key) }
    case .alpn(let ids): for id in ids { try string(id) }
    case .noDefaultALPN: break
    case .port(let port): append16(port)
    case .ipv4hint(let addresses): for address in addresses { append32(address.bits) }
    case .ipv6hint(let addresses): for address in addresses { append(address) }
    case .ech(let bytes), .other(_, let bytes): append(bytes)
    }
  }

  mutating func append(_ option: EDNSOption) throws(OversizedDNS) {
    append16(option.code)
    try counted { writer throws(OversizedDNS) in
      switch option {
      case .nsid(let bytes), .padding(let bytes), .other(_, let bytes): writer.append(bytes)
      case .cookie(let client, let server):
        writer.append(client)
        writer.append(server)
      case .extendedError(let code, let text):
        writer.append16(code)
        writer.append(text)
      case .clientSubnet(let subnet): writer.append(subnet)
      }
    }
  }

  private mutating func append(_ subnet: ClientSubnet) {
    append16(subnet.source.family == .v4 ? 1 : 2)
    append(subnet.source.length)
    append(subnet.scopeLength)
    append(Array(subnet.source.address.octets.prefix((Int(subnet.source.length) + 7) / 8)))
  }
}
