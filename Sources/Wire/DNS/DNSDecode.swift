import Base

extension DNSMessage {
  /// Reads a message that fills `bytes`.
  package init(_ bytes: [UInt8]) throws(MalformedDNS) { try self.init(bytes, in: 0..<bytes.count) }

  /// Reads a message that fills `range`, whose bytes are there.
  package init(_ bytes: [UInt8], in range: Range<Int>) throws(MalformedDNS) {
    var reader = DNSReader(bytes, in: range)
    self = try reader.message()
    guard reader.isAtEnd else { throw .trailing(at: reader.offset, count: reader.left) }
  }
}

extension DNSReader {
  mutating func message() throws(MalformedDNS) -> DNSMessage {
    try need(DNSMessage.headerLength, "header")
    let id = try word("id")
    var message = DNSMessage(DNSHeader(id: id, bits: try word("flags")))
    let counts = (try word("qdcount"), try word("ancount"), try word("nscount"), try word("arcount"))
    for _ in 0..<counts.0 { message.questions.append(try question()) }
    message.answers = try records(counts.1)
    message.authorities = try records(counts.2)
    message.additionals = try records(counts.3)
    return message
  }

  mutating func question() throws(MalformedDNS) -> DNSQuestion {
    let name = try name()
    let type = DNSType(rawValue: try word("qtype"))
    return DNSQuestion(name, type, DNSClass(rawValue: try word("qclass")))
  }

  private mutating func records(_ count: UInt16) throws(MalformedDNS) -> [DNSRecord] {
    var records: [DNSRecord] = []
    records.reserveCapacity(min(Int(count), left / Self.leastRecord))
    for _ in 0..<count { records.append(try record()) }
    return records
  }

  /// Bytes: the root's name, type, class, TTL, length.
  private static let leastRecord = 11

  mutating func record() throws(MalformedDNS) -> DNSRecord {
    let name = try name()
    try need(10, "record")
    let type = DNSType(rawValue: try word("type"))
    let `class` = DNSClass(rawValue: try word("class"))
    let ttl = try long("ttl")
    let length = Int(try word("rdlength"))
    let first = offset
    let data = try within(length, "rdata") { reader throws(MalformedDNS) in
      try reader.data(type, `class`)
    } else: {
      .dataTooLong(type, at: first, says: length, has: $0)
    }
    return DNSRecord(name, `class`, ttl: ttl, data)
  }

  private mutating func data(_ type: DNSType, _ class: DNSClass) throws(MalformedDNS) -> DNSData {
    if isAtEnd, `class` == .any || `class` == .none { return .other(type, []) }
    return switch type {
    case .a: .a(IPv4Address(bits: try long("address")))
    case .aaaa: .aaaa(try address6("address"))
    case .cname: .cname(try name())
    case .dname: .dname(try name(compressible: false))
    case .ns: .ns(try name())
    case .ptr: .ptr(try name())
    case .mx: .mx(preference: try word("preference"), exchange: try name())
    case .srv: .srv(try service())
    case .txt: .txt(try strings("text"))
    case .soa: .soa(try startOfAuthority())
    case .svcb: .svcb(try serviceBinding())
    case .https: .https(try serviceBinding())
    case .caa: .caa(try certificationAuthority())
    case .opt: .opt(try ednsOptions())
    default: .other(type, rest())
    }
  }

  mutating func address6(_ what: String) throws(MalformedDNS) -> IPv6Address {
    try need(16, what)
    return IPv6Address(
      high: UInt64(try long(what)) << 32 | UInt64(try long(what)),
      low: UInt64(try long(what)) << 32 | UInt64(try long(what)))
  }

  /// Character strings to the end.
  mutating func strings(_ what: String) throws(MalformedDNS) -> [[UInt8]] {
    var strings: [[UInt8]] = []
    while !isAtEnd { strings.append(try string(what)) }
    return strings
  }

  private mutating func service() throws(MalformedDNS) -> DNSService {
    // RFC 2782 forbids to compress the target, RFC 3597 §4 asks readers to follow the pointers of those who do.
    DNSService(
      priority: try word("priority"), weight: try word("weight"), port: try word("port"), target: try name())
  }

  private mutating func startOfAuthority() throws(MalformedDNS) -> StartOfAuthority {
    StartOfAuthority(
      mname: try name(), rname: try name(), serial: try long("serial"), refresh: try long("refresh"),
      retry: try long("retry"), expire: try long("expire"), minimum: try long("minimum"))
  }

  private mutating func certificationAuthority() throws(MalformedDNS) -> CertificationAuthority {
    CertificationAuthority(flags: try byte("flags"), tag: try string("tag"), value: rest())
  }
}
