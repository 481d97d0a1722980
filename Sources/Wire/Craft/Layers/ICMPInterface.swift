import Base

/// Objects about an interface.
extension ICMPExtension {
  /// RFC 5837 §4. The class's subtype says what is there:
  ///
  /// ```
  /// | role (2) | reserved (2) | index | address | name | mtu |
  /// ```
  static let interface = frame.item(
    "interface", 2, "Interface Information", "RFC 5837 §4",
    [
      FieldSchema("role", .bits(offset: 0, width: 2), .named(roles), "which interface of the node it is"),
      FieldSchema("reserved", .bits(offset: 2, width: 2), "zero"),
      has("index", at: 4), has("address", at: 5), has("name", at: 6), has("mtu", at: 7),
      FieldSchema("index", .coded(.number(32)), "number of the interface (RFC 2863)", onlyIf: present("index")),
      FieldSchema(
        "address", .coded(familyAddress(prefix: 4) { [0, $0.family == .v4 ? 1 : 2, 0, 0] }), .address(nil),
        "address of the interface", onlyIf: present("address")),
      FieldSchema("name", .coded(paddedName), .text, "name of the interface (RFC 2863)", onlyIf: present("name")),
      FieldSchema("mtu", .coded(.number(32)), "MTU of the interface", onlyIf: present("mtu")),
    ], positional: ["index", "address", "name", "mtu"])

  /// RFC 8335 §2.1: which interface a probe asks for.
  static let interfaceIdentification = frame.item(
    "interface-id", 3, "Interface Identification", "RFC 8335 §2.1",
    [
      FieldSchema(
        "c_type", .bits(offset: 0, width: 8), .named(identifications), "by what the interface is named",
        computed: ComputedField("what is set", needsWholeLayer: false, rule: .value(identification))),
      FieldSchema("name", .tail, .text, "its name", onlyIf: FieldCondition(("c_type", [1]))),
      FieldSchema("index", .coded(.number(32)), "its number", onlyIf: FieldCondition(("c_type", [2]))),
      FieldSchema(
        "address", .coded(familyAddress(prefix: 4) { [0, $0.family == .v4 ? 1 : 2, UInt8($0.octets.count), 0] }),
        .address(nil), "its address", onlyIf: FieldCondition(("c_type", [3]))),
      FieldSchema(
        "data", .tail, .bytes, "of other variants", onlyIf: FieldCondition(("c_type", [0] + Array(4...255)))),
    ], positional: ["name"])

  private static func has(_ field: String, at bit: Int) -> FieldSchema {
    FieldSchema(
      "has_\(field)", .bits(offset: bit, width: 1), "1: \(field) is there",
      computed: ComputedField(
        "1 where \(field) is set", needsWholeLayer: false,
        rule: .value { site in
          site.item.map { .number($0.value(of: field) == nil ? 0 : 1) } ?? site.found("has_\(field)")
        }))
  }

  private static func present(_ field: String) -> FieldCondition { FieldCondition(("has_\(field)", [1])) }

  private static let identification: @Sendable (ComputedSite) -> FieldValue? = { site in
    guard let item = site.item else { return site.found("c_type") }
    let set = ["name", "index", "address"].firstIndex { item.value(of: $0) != nil }
    return .number(UInt64((set ?? -1) + 1))
  }

  /// An address behind four bytes that begin with its family (IANA "Address Family Numbers": 1 and 2).
  private static func familyAddress(prefix: Int, _ write: @escaping @Sendable (IPAddress) -> [UInt8]) -> Coding {
    Coding(
      extent: { bytes, at, end, _ in
        guard at + prefix <= end else { return nil }
        let length = [1: 4, 2: 16][bytes.be16(at)]
        guard let length, at + prefix + length <= end else { return nil }
        let family: IPFamily = length == 4 ? .v4 : .v6
        return bytes[at..<at + prefix].elementsEqual(write(bytes.address(family, at: at + prefix)))
          ? at + prefix + length : nil
      },
      read: { bytes, range, _ in
        .address(bytes.address(range.count - prefix == 4 ? .v4 : .v6, at: range.lowerBound + prefix))
      },
      write: { value, bytes, _ in
        if case .address(let address)? = value { bytes += write(address) + address.octets }
      })
  }

  /// Length (of all, a multiple of 4), the name in UTF-8, zeros.
  private static let paddedName = Coding(
    extent: { bytes, at, end, _ in
      guard at < end, bytes[at] >= 4, bytes[at] % 4 == 0, at + Int(bytes[at]) <= end else { return nil }
      return at + Int(bytes[at])
    },
    read: { bytes, range, _ in
      let name = Array(bytes[range].dropFirst())
      let text = name.prefix { $0 != 0 }
      let isPlain = name.count - text.count < 4 && name.dropFirst(text.count).allSatisfy { $0 == 0 }
      return (isPlain ? String(validating: text, as: UTF8.self).map(FieldValue.text) : nil) ?? .bytes(name)
    },
    write: { value, bytes, _ in
      let name: [UInt8]
      switch value {
      case .text(let text)?: name = Array(text.utf8)
      case .bytes(let raw)?: name = raw
      default: return
      }
      let length = (name.count + 4) / 4 * 4
      bytes += [UInt8(truncatingIfNeeded: length)] + name + [UInt8](repeating: 0, count: length - 1 - name.count)
    },
    check: { value in
      guard case .text(let text) = value, text.utf8.count > 63 else { return nil }
      return .tooLong(text.utf8.count, max: 63)
    })

  private static let roles = NameTable([
    NamedValue(0, "incoming", "Interface of the datagram's arrival", "in"),
    NamedValue(1, "sub-ip", "Sub-IP component of the arrival interface"),
    NamedValue(2, "outgoing", "Interface that would have sent the datagram on", "out"),
    NamedValue(3, "next-hop", "IP next hop to which it would have gone"),
  ])
  private static let identifications = NameTable([
    NamedValue(1, "by-name", "Interface by name"), NamedValue(2, "by-index", "Interface by index"),
    NamedValue(3, "by-address", "Interface by address"),
  ])
}
