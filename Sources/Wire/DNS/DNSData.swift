import Base

/// What a record says, by its type.
package enum DNSData: Hashable, Sendable {
  case a(IPv4Address)
  case aaaa(IPv6Address)
  case cname(DomainName)
  case dname(DomainName)
  case ns(DomainName)
  case ptr(DomainName)
  case mx(preference: UInt16, exchange: DomainName)
  case srv(DNSService)
  /// Character strings of at most 255 bytes each.
  case txt([[UInt8]])
  case soa(StartOfAuthority)
  case svcb(ServiceBinding)
  case https(ServiceBinding)
  case caa(CertificationAuthority)
  case opt([EDNSOption])
  /// Bytes of a type that is not read here (RFC 3597), and of updates that name a type without data (RFC 2136 §2.4).
  case other(DNSType, [UInt8])

  package var type: DNSType {
    switch self {
    case .a: .a
    case .aaaa: .aaaa
    case .cname: .cname
    case .dname: .dname
    case .ns: .ns
    case .ptr: .ptr
    case .mx: .mx
    case .srv: .srv
    case .txt: .txt
    case .soa: .soa
    case .svcb: .svcb
    case .https: .https
    case .caa: .caa
    case .opt: .opt
    case .other(let type, _): type
    }
  }
}

/// RFC 2782.
package struct DNSService: Hashable, Sendable {
  package var priority: UInt16
  package var weight: UInt16
  package var port: UInt16
  package var target: DomainName

  package init(priority: UInt16, weight: UInt16, port: UInt16, target: DomainName) {
    self.priority = priority
    self.weight = weight
    self.port = port
    self.target = target
  }
}

/// RFC 1035 §3.3.13; times in seconds.
package struct StartOfAuthority: Hashable, Sendable {
  package var mname: DomainName
  package var rname: DomainName
  package var serial: UInt32
  package var refresh: UInt32
  package var retry: UInt32
  package var expire: UInt32
  package var minimum: UInt32

  package init(
    mname: DomainName, rname: DomainName, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32,
    minimum: UInt32
  ) {
    self.mname = mname
    self.rname = rname
    self.serial = serial
    self.refresh = refresh
    self.retry = retry
    self.expire = expire
    self.minimum = minimum
  }
}

/// RFC 8659 §4.1.
package struct CertificationAuthority: Hashable, Sendable {
  package var flags: UInt8
  /// `issue`, `issuewild`, `iodef`: 1…255 bytes.
  package var tag: [UInt8]
  package var value: [UInt8]

  package init(flags: UInt8, tag: [UInt8], value: [UInt8]) {
    self.flags = flags
    self.tag = tag
    self.value = value
  }
}
