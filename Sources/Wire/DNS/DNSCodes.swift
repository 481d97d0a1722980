/// A record's type, or what a question asks for (IANA "Resource Record (RR) TYPEs").
package struct DNSType: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let a = DNSType(rawValue: 1)
  package static let ns = DNSType(rawValue: 2)
  package static let cname = DNSType(rawValue: 5)
  package static let soa = DNSType(rawValue: 6)
  package static let ptr = DNSType(rawValue: 12)
  package static let mx = DNSType(rawValue: 15)
  package static let txt = DNSType(rawValue: 16)
  package static let aaaa = DNSType(rawValue: 28)
  package static let srv = DNSType(rawValue: 33)
  package static let dname = DNSType(rawValue: 39)
  package static let opt = DNSType(rawValue: 41)
  package static let svcb = DNSType(rawValue: 64)
  package static let https = DNSType(rawValue: 65)
  package static let any = DNSType(rawValue: 255)
  package static let caa = DNSType(rawValue: 257)
}

/// IANA "DNS CLASSes". In mDNS the top bit has a meaning of its own (RFC 6762 §10.2); it is not split off here.
package struct DNSClass: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let `in` = DNSClass(rawValue: 1)
  package static let chaos = DNSClass(rawValue: 3)
  /// RFC 2136 §2.4: in updates.
  package static let none = DNSClass(rawValue: 254)
  package static let any = DNSClass(rawValue: 255)
}

/// IANA "DNS OpCodes": four bits.
package struct DNSOpcode: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

  package static let query = DNSOpcode(rawValue: 0)
  package static let notify = DNSOpcode(rawValue: 4)
  package static let update = DNSOpcode(rawValue: 5)
}

/// IANA "DNS RCODEs": four bits in the header, eight more in an OPT record (RFC 6891 §6.1.3).
package struct DNSRcode: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue & 0xfff }

  package static let noError = DNSRcode(rawValue: 0)
  package static let formatError = DNSRcode(rawValue: 1)
  package static let serverFailure = DNSRcode(rawValue: 2)
  package static let nonExistentDomain = DNSRcode(rawValue: 3)
  package static let notImplemented = DNSRcode(rawValue: 4)
  package static let refused = DNSRcode(rawValue: 5)
  package static let badVersion = DNSRcode(rawValue: 16)
}

extension DNSType: CustomStringConvertible {
  /// `AAAA`; `TYPE65280` (RFC 3597 §5) where the registry has no name.
  package var description: String {
    NameTable.dnsTypes[UInt64(rawValue)]?.name.uppercased() ?? "TYPE\(rawValue)"
  }
}

extension DNSClass: CustomStringConvertible {
  package var description: String { NameTable.dnsClasses[UInt64(rawValue)]?.name.uppercased() ?? "CLASS\(rawValue)" }
}

extension DNSOpcode: CustomStringConvertible {
  package var description: String { NameTable.dnsOpcodes[UInt64(rawValue)]?.name.uppercased() ?? "OPCODE\(rawValue)" }
}

extension DNSRcode: CustomStringConvertible {
  package var description: String { NameTable.dnsRcodes[UInt64(rawValue)]?.name.uppercased() ?? "RCODE\(rawValue)" }
}
