import Base
import Cipher

/// Records as master files and tools print them (RFC 1035 §5.1, RFC 3597 §5, RFC 9460 §2.1).
extension DNSRecord: CustomStringConvertible {
  /// `a.example. 60 IN A 192.0.2.1`
  package var description: String {
    if let edns = EDNS(self) { return "\(edns)" }
    return "\(name.absolute) \(ttl) \(self.class) \(type) \(data)"
  }
}

extension DNSQuestion: CustomStringConvertible {
  /// `a.example. IN A`
  package var description: String { "\(name.absolute) \(self.class) \(type)" }
}

extension DNSData: CustomStringConvertible {
  /// Without the type: `10 mail.example.`
  package var description: String {
    switch self {
    case .a(let address): "\(address)"
    case .aaaa(let address): "\(address)"
    case .cname(let name), .dname(let name), .ns(let name), .ptr(let name): name.absolute
    case .mx(let preference, let exchange): "\(preference) \(exchange.absolute)"
    case .srv(let service): "\(service)"
    case .txt(let strings): strings.map { DNSText.quoted($0) }.joined(separator: " ")
    case .soa(let authority): "\(authority)"
    case .svcb(let binding), .https(let binding): "\(binding)"
    case .caa(let authority): "\(authority)"
    case .opt(let options): options.map(\.description).joined(separator: ", ")
    case .other(_, let bytes): "\\# \(bytes.count)" + (bytes.isEmpty ? "" : " " + Hex.text(bytes))
    }
  }
}

extension DNSService: CustomStringConvertible {
  package var description: String { "\(priority) \(weight) \(port) \(target.absolute)" }
}

extension StartOfAuthority: CustomStringConvertible {
  package var description: String {
    "\(mname.absolute) \(rname.absolute) \(serial) \(refresh) \(retry) \(expire) \(minimum)"
  }
}

extension CertificationAuthority: CustomStringConvertible {
  package var description: String { "\(flags) \(DNSText.escaped(tag)) \(DNSText.quoted(value))" }
}

extension ServiceBinding: CustomStringConvertible {
  package var description: String {
    (["\(priority)", target.absolute] + parameters.map(\.description)).joined(separator: " ")
  }
}

extension ServiceParameter: CustomStringConvertible {
  package var description: String {
    switch self {
    case .mandatory(let keys): "mandatory=\(keys.map(Self.name).joined(separator: ","))"
    case .alpn(let ids): "alpn=" + DNSText.quoted(ids.map(Self.listed).joined(separator: [UInt8(ascii: ",")]))
    case .noDefaultALPN: "no-default-alpn"
    case .port(let port): "port=\(port)"
    case .ipv4hint(let addresses): "ipv4hint=\(addresses.map(\.description).joined(separator: ","))"
    case .ech(let bytes): "ech=\(Base64.text(bytes))"
    case .ipv6hint(let addresses): "ipv6hint=\(addresses.map(\.description).joined(separator: ","))"
    case .other(let key, let bytes): Self.name(key) + (bytes.isEmpty ? "" : "=" + DNSText.quoted(bytes))
    }
  }

  static func name(_ key: UInt16) -> String { NameTable.serviceKeys[UInt64(key)]?.name ?? "key\(key)" }

  /// RFC 9460 appendix A.1: commas and backslashes in a list's item have a backslash of their own.
  private static func listed(_ id: [UInt8]) -> [UInt8] {
    id.flatMap { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0] }
  }
}

extension EDNS: CustomStringConvertible {
  /// `. OPT size 1232 do`
  package var description: String {
    var words = ". OPT size \(payloadSize)"
    if version != 0 { words += " version \(version)" }
    if extendedRcode != 0 { words += " extended-rcode \(extendedRcode)" }
    if dnssecOK { words += " do" }
    return ([words] + options.map(\.description)).joined(separator: ", ")
  }
}

extension EDNSOption: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nsid(let bytes): "nsid \(DNSText.quoted(bytes))"
    case .clientSubnet(let subnet): "ecs \(subnet.source)/\(subnet.scopeLength)"
    case .cookie(let client, let server): "cookie \(Hex.text(client + server))"
    case .padding(let bytes): "padding \(bytes.count)"
    case .extendedError(let code, let text): "ede \(code)" + (text.isEmpty ? "" : " " + DNSText.quoted(text))
    case .other(let code, let bytes): "option \(code) \(Hex.text(bytes))"
    }
  }
}
