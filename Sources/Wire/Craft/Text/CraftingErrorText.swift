import Base

extension CraftingError {
  /// One sentence without a full stop: what is wrong with what was written.
  package var message: String {
    let place = [schema?.name, field].compactMap(\.self).joined(separator: ".")
    switch problem {
    case .unknownLayer(let name, _): return "there is no layer `\(name)`"
    case .unknownField(let name, _): return "`\(schema?.name ?? "")` has no field `\(name)`"
    case .tooWide(let value, let bits, let max):
      return "\(value) does not fit `\(place)`: \(bits) \(bits == 1 ? "bit" : "bits"), 0 to \(max)"
    case .computedTooWide(let value, let bits, let max):
      return "`\(place)` would have to be \(value) and has \(bits) \(bits == 1 ? "bit" : "bits"): at most \(max)"
    case .unknownName(let name, _, _): return "`\(place)` knows no `\(name)`"
    case .unknownItem(let name, _, _): return "`\(place)` knows no `\(name)`"
    case .tooManyArguments(let count, let max):
      return "`\(place)` takes \(max == 0 ? "no value" : max == 1 ? "one value" : "\(max) values"), not \(count)"
    case .wrongLength(let length, let wanted): return "`\(place)` takes \(wanted) bytes, not \(length)"
    case .notWholeBytes(let bits):
      return "`\(place)` has \(bits) \(bits == 1 ? "bit" : "bits") of a byte: raw bytes cannot stand there"
    case .wrongType(let wanted, let got): return "`\(place)` takes \(wanted), not \(got.kindInWords)"
    case .badDomainName(let text, let error): return "`\(place)` takes a domain name, not \"\(text)\": \(error)"
    case .wrongFamily(let address, let wanted):
      return "`\(place)` takes an \(wanted.words) address; \(address) is \(address.family.words)"
    case .cannotFollow(let upper, let lower, _): return "`\(upper)` cannot follow `\(lower)`"
    case .otherFamily(let meaning):
      let there: IPFamily = meaning.family == .v4 ? .v6 : .v4
      return
        "type \(meaning.type)\(meaning.code.map { ", code \($0)" } ?? "") is \(meaning.family.icmp)'s \"\(meaning.name)\" and means nothing in \(there.icmp)"
    case .notSent: return "`\(place)` is not sent: no packet shows it"
    case .noParts:
      return "`has` looks for flags, for what is in a list, and for a part of bytes or text: not in `\(place)`"
    case .noKey: return "`\(place)` cannot be sealed without a key"
    case .saidTwice: return "`\(field ?? "")` is set here and in the IP layer below"
    case .severalPackets(let count): return "one packet is needed, and this makes \(count)"
    case .tooManyPackets(let limit): return "this makes more than \(limit) packets"
    case .tooLong(let length, let max): return "\(length) bytes are too many: at most \(max)"
    case .badPath(let text): return "`\(text)` is no path to a field"
    case .noSuchLayer(let name): return "the packet has no `\(name)`"
    }
  }

  /// What may have been meant; nil where there is no guess.
  package var suggestion: String? {
    switch problem {
    case .unknownLayer(let written, let name):
      return Self.layerAdvice(written) ?? name.map { "did you mean `\($0)`?" } ?? Self.fieldAdvice(written)
    case .unknownField(let written, let name):
      if let advice = sectionAdvice(written) { return advice }
      guard let name else { return familyAdvice(written) ?? ipAdvice(written) }
      let meaning = schema?[name]?.meaning ?? LayerSchema.ip4[name]?.meaning
      return "did you mean `\(name)`\(meaning.map { " (\($0))" } ?? "")?"
    case .unknownName(_, _, let name), .unknownItem(_, _, let name): return name.map { "did you mean `\($0)`?" }
    case .cannotFollow(_, _, let instead): return instead.map { "write `\($0)` there" }
    case .otherFamily(let meaning):
      guard let there = meaning.counterpart else { return nil }
      let family: IPFamily = meaning.family == .v4 ? .v6 : .v4
      return "in \(family.icmp) this is type \(there.type)\(there.code.map { ", code \($0)" } ?? "")"
    case .saidTwice: return "leave one of them out"
    case .wrongType(_, .text(let text)) where IPPrefix(text) != nil || UInt64(text) != nil:
      return "without quotes: \(text)"
    case .wrongType(_, .name) where isAddress: return "names are not looked up: write the address"
    case .noKey: return "say from= and to=, session=, or key="
    case .computedTooWide: return "make what it counts shorter, or set it by hand"
    default: return nil
    }
  }

  /// A protocol that IP carries and nothing here reads; `wg`, of which there are four.
  private static func layerAdvice(_ written: String) -> String? {
    let word = written.lowercased()
    if let layer = LayerSchema.all.first(where: { $0.name.hasPrefix("\(word).") }) {
      return "did you mean `\(layer.name)`?"
    }
    guard LayerSchema.ip4["protocol"]?.words.contains(word) ?? false else { return nil }
    return "its bytes can be payload: ip(protocol=\(word))/x\"…\""
  }

  /// `p with dport=81`
  private static func fieldAdvice(_ written: String) -> String? {
    let word = written.lowercased()
    return LayerSchema.all.first { $0.fieldNames.contains(word) }.map {
      "a field is written with its layer: `\($0.name).\(word)`"
    }
  }

  /// Scapy's names of the sections of DNS.
  private func sectionAdvice(_ field: String) -> String? {
    guard schema === LayerSchema.dns else { return nil }
    return switch field.lowercased() {
    case "qd": "write qname=\"a.example\", qtype=a, or questions=[question(\"a.example\")]"
    case "an": "write answers=[a(\"a.example\", 10.0.0.1)]"
    case "ns": "write authorities=[ns(\"example\", \"a.example\")]"
    case "ar": "write additionals=[opt(size=1232)]"
    default: nil
    }
  }

  /// `icmp(gateway=1.2.3.4)`: what only one of the families has.
  private func familyAdvice(_ field: String) -> String? {
    guard let schema, let layer = schema.covered().first(where: { $0[field] != nil }) else { return nil }
    return "it is a field of \(layer.name): \(layer.name)(\(field)=…)"
  }

  private var isAddress: Bool {
    guard let field, case .address = schema?[field]?.kind else { return false }
    return true
  }

  /// `icmp(ttl=3)`: what the IP layer has, and only that.
  private func ipAdvice(_ field: String) -> String? {
    if field.lowercased() == "tos", schema === LayerSchema.ip4 { return "its parts are dscp and ecn" }
    guard let schema, case .ip = schema.foundation else { return nil }
    let ip: LayerSchema = schema === LayerSchema.icmp6 ? .ip6 : .ip4
    return ip[field].map { "it is a field of \(ip.name): \(ip.name)(\($0.name)=…)/\(schema.name)(…)" }
  }

  /// `fields of ip: …` or the names that are allowed; nil where a list says nothing.
  package var note: String? {
    switch problem {
    case .unknownLayer: return "layers: \(LayerSchema.all.map(\.name).joined(separator: " "))"
    case .unknownField: return schema.map { "fields of \($0.name): \($0.fieldNames.joined(separator: " "))" }
    case .unknownItem(_, let allowed, _): return "allowed: \(allowed.joined(separator: " "))"
    case .unknownName(_, let allowed, _):
      return allowed.isEmpty
        ? "it has no names here; a number always works" : "allowed: \(allowed.joined(separator: " ")), or a number"
    default: return nil
    }
  }
}

extension IPFamily {
  fileprivate var words: String { self == .v4 ? "IPv4" : "IPv6" }
  fileprivate var icmp: String { self == .v4 ? "ICMPv4" : "ICMPv6" }
}

extension CraftingError: CustomStringConvertible {
  package var description: String { [message, suggestion].compactMap(\.self).joined(separator: "; ") }
}
