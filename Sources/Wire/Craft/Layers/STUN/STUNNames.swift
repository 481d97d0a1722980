extension NameTable {
  /// RFC 8489 §5.
  static let stunClasses = NameTable([
    NamedValue(0, "request", "Request"), NamedValue(1, "indication", "Indication"),
    NamedValue(2, "success", "Success response", "success-response", "response"),
    NamedValue(3, "error", "Error response", "error-response"),
  ])

  /// RFC 8489 §18.2 and RFC 8656 §17.
  static let stunMethods = NameTable([
    NamedValue(1, "binding", "Binding"), NamedValue(3, "allocate", "Allocate"), NamedValue(4, "refresh", "Refresh"),
    NamedValue(6, "send", "Send"), NamedValue(7, "data", "Data"),
    NamedValue(8, "create-permission", "CreatePermission", "createpermission"),
    NamedValue(9, "channel-bind", "ChannelBind", "channelbind"),
  ])

  /// Every method with the classes that it has.
  static let stunTypes = NameTable(
    stunMethods.entries.flatMap { method in
      stunClasses.entries.filter { STUNMethod.has($0.value, in: method.value) }.map { kind in
        let type = STUNType(
          STUNMethod(rawValue: UInt16(method.value)), STUNClass(rawValue: UInt8(kind.value)) ?? .request)
        return NamedValue(
          UInt64(type.rawValue), "\(method.name)-\(kind.name)", "\(method.title) \(kind.title.lowercased())",
          kind.aliases.map { "\(method.name)-\($0)" })
      }
    })

  /// RFC 8489 §18.5.
  static let stunPasswordAlgorithms = NameTable([
    NamedValue(1, "md5", "MD5"), NamedValue(2, "sha256", "SHA-256", "sha-256"),
  ])

  /// RFC 8489 §14.1.
  static let stunFamilies = NameTable([
    NamedValue(1, "v4", "IPv4", "ipv4", "ip4"), NamedValue(2, "v6", "IPv6", "ipv6", "ip6"),
  ])
}

extension STUNMethod {
  /// RFC 8656 §17: Send and Data are indications, all else of TURN is asked for; a binding may be either.
  fileprivate static func has(_ kind: UInt64, in method: UInt64) -> Bool {
    switch STUNMethod(rawValue: UInt16(method)) {
    case .binding: true
    case .send, .data: kind == 1
    default: kind != 1
    }
  }
}
