import Base

extension FieldSchema {
  /// The value in the form in which a layer keeps it, or why the field cannot hold it.
  func canonical(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    if bits != nil {
      // What most fields are given.
      switch value {
      case .number(let number) where isNumber:
        try fits(number, in: schema)
        return value
      case .address(let address) where address.family == family: return value
      default: break
      }
    }
    if case .auto = value { return .auto }
    let value = try canonicalForm(value, in: schema)
    if let problem = place.coding?.check(value) { throw CraftingError(schema, name, problem) }
    return value
  }

  private func canonicalForm(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch value {
    case .set(let members):
      var checked: [FieldValue] = []
      for member in members { checked.append(try canonical(member, in: schema)) }
      return .set(checked)
    case .raw(let bytes): return try raw(bytes, in: schema)
    default: break
    }
    switch kind {
    case .number, .hexadecimal: return try number(value, in: schema)
    case .flags(let flags): return try self.flags(value, flags, in: schema)
    case .named(let names): return try named(value, names, in: schema)
    case .namedBy: return try dependent(value, in: schema)
    case .address(let family): return try address(value, family, in: schema)
    case .bytes: return try bytes(value, in: schema)
    case .endpoint: return try endpoint(value, in: schema)
    case .domainName: return try domainName(value, in: schema)
    case .text: return try text(value, in: schema)
    case .list(let element): return try list(value, of: element, in: schema)
    case .items(let list): return try items(value, list, in: schema)
    case .packet: return try packet(value, in: schema)
    }
  }

  private func number(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch value {
    case .number(let number):
      try fits(number, in: schema)
      return value
    case .range(let low, let high):
      try fits(max(low, high), in: schema)
      return .range(min(low, high), max(low, high))
    case .bytes(let bytes) where bytes.count * 8 == width && bytes.count <= 8:
      return .number(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    default: throw CraftingError(schema, name, .wrongType(wanted: "a number", got: value))
    }
  }

  private func fits(_ number: UInt64, in schema: LayerSchema) throws(CraftingError) {
    guard number > greatest else { return }
    throw CraftingError(schema, name, .tooWide(number, bits: max(width ?? 64, 1), max: greatest))
  }

  private func named(_ value: FieldValue, _ names: NameTable, in schema: LayerSchema) throws(CraftingError)
    -> FieldValue
  {
    guard let word = value.word else { return try number(value, in: schema) }
    if !schema.covered().isEmpty {
      return try eitherFamily(word, schema, names)
    }
    guard let entry = names.entry(named: word) else { throw unknown(word, names, in: schema) }
    return .number(entry.value)
  }

  /// A name that one of the layers knows that this one stands for; it stays a name until it is known which.
  private func eitherFamily(_ word: String, _ schema: LayerSchema, _ names: NameTable) throws(CraftingError)
    -> FieldValue
  {
    let known = schema.covered().contains { $0[name]?.knows(word) ?? false } || names.entry(named: word) != nil
    guard known else {
      let all = schema.covered().flatMap { $0[name]?.allNames ?? [] }
      let listed = names.entries.isEmpty ? schema.covered().flatMap { $0[name]?.commonNames ?? [] } : names.names
      throw CraftingError(
        schema, name, .unknownName(word, allowed: listed.unique, suggestion: Suggestion.nearest(to: word, in: all)))
    }
    return .name(NameTable.plain(word))
  }

  private func dependent(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    guard let word = value.word else { return try number(value, in: schema) }
    if !schema.covered().isEmpty { return try eitherFamily(word, schema, NameTable([])) }
    guard knows(word) else {
      let suggestion = Suggestion.nearest(to: word, in: allNames)
      throw CraftingError(schema, name, .unknownName(word, allowed: commonNames, suggestion: suggestion))
    }
    return .name(NameTable.plain(word))
  }

  private func flags(_ value: FieldValue, _ flags: [FlagName], in schema: LayerSchema) throws(CraftingError)
    -> FieldValue
  {
    guard let text = value.word else { return try number(value, in: schema) }
    let words = text.lowercased().split { ",|+ ".contains($0) }.map(String.init)
    if words == ["none"] { return .number(0) }
    // `syn+ack`, `SA`, `S|A`: each part is a name or made of letters.
    let named = words.flatMap { word in
      flags.first { $0.name == word }.map { [$0] }
        ?? word.uppercased().map { letter in flags.first { $0.letter == letter } }
    }
    guard !named.contains(where: { $0 == nil }) else {
      let names = flags.map(\.name)
      let letters = flags.compactMap(\.letter).map(String.init)
      throw CraftingError(
        schema, name,
        .unknownName(
          text, allowed: letters.isEmpty ? names : letters, suggestion: Suggestion.nearest(to: text, in: names)))
    }
    return .number(named.compactMap(\.self).reduce(0) { $0 | 1 << UInt64($1.bit) })
  }

  private func address(_ value: FieldValue, _ family: IPFamily?, in schema: LayerSchema) throws(CraftingError)
    -> FieldValue
  {
    var value = value
    if let word = value.word, let address = IPAddress(word) { value = .address(address) }
    switch value {
    case .address(let address):
      guard let family, address.family != family else { break }
      throw CraftingError(schema, name, .wrongFamily(address, wanted: family))
    case .prefix(let prefix):
      if let family, prefix.family != family {
        throw CraftingError(schema, name, .wrongFamily(prefix.address, wanted: family))
      }
    default:
      let wanted = family.map { $0 == .v4 ? "an IPv4 address" : "an IPv6 address" } ?? "an address"
      throw CraftingError(schema, name, .wrongType(wanted: wanted, got: value))
    }
    return value
  }

  private func bytes(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    let bytes: [UInt8]
    switch value {
    case .bytes(let own): bytes = own
    case .text(let text): bytes = Array(text.utf8)
    default: throw CraftingError(schema, name, .wrongType(wanted: "bytes or text", got: value))
    }
    let wanted: Int? =
      switch place {
      case .bits(_, let width): width / 8
      case .unsent(_, let length): length
      default: nil
      }
    if let wanted, bytes.count != wanted {
      throw CraftingError(schema, name, .wrongLength(bytes.count, wanted: wanted))
    }
    return .bytes(bytes)
  }

  private func packet(_ value: FieldValue, in schema: LayerSchema) throws(CraftingError) -> FieldValue {
    switch value {
    case .packet, .bytes: return value
    default: throw CraftingError(schema, name, .wrongType(wanted: "a packet or bytes", got: value))
    }
  }

  private func unknown(_ word: String, _ names: NameTable, in schema: LayerSchema) -> CraftingError {
    let suggestion = Suggestion.nearest(to: word, in: names.allNames)
    return CraftingError(schema, name, .unknownName(word, allowed: names.names, suggestion: suggestion))
  }
}

extension FieldSchema {
  private var tables: [NameTable] {
    switch kind {
    case .named(let names): [names]
    case .namedBy(_, let tables): tables.map(\.names)
    default: []
    }
  }
  fileprivate func knows(_ word: String) -> Bool { tables.contains { $0.entry(named: word) != nil } }
  fileprivate var allNames: [String] { tables.flatMap(\.allNames).unique }
  /// The names of the first table: those of "unreachable", where codes are meant.
  fileprivate var commonNames: [String] { tables.first?.names ?? [] }
}

extension FieldValue {
  /// A bare word or quoted text.
  var word: String? {
    switch self {
    case .name(let word), .text(let word): word
    default: nil
    }
  }
}

extension [String] {
  /// Without repetitions, in order.
  var unique: [String] {
    var seen: [String] = []
    for word in self where !seen.contains(word) { seen.append(word) }
    return seen
  }
}

extension CraftingError {
  init(unknownField name: String, of schema: LayerSchema) {
    let known = schema.fields.map(\.name)
    let aliases = schema.fields.flatMap { [$0.name] + $0.aliases } + (schema.lends("dst") ? ["src", "dst"] : [])
    let nearest = Suggestion.nearest(to: name, in: aliases)
    let canonical =
      nearest.map { word in schema[word]?.name ?? word } ?? known.first { $0.hasPrefix(name.lowercased()) }
    self.init(schema, name, .unknownField(name, suggestion: canonical))
  }
}
