import Base

/// A layer of a pattern with its tests, for one concrete layer: a neutral `icmp` has one of these per family.
struct CompiledLayer: Sendable {
  let schema: LayerSchema
  let tests: [CompiledTest]
  /// Tests of `src` and `dst` in a shorthand: they look at the IP layer below.
  let lent: [CompiledTest]
  /// Comparisons of what is in a list.
  let elements: [CompiledElement]
  let lentFamily: IPFamily?

  /// - Parameters:
  ///   - schema: what the pattern's layer is taken for.
  ///   - family: of the IP layer below, which the addresses of a shorthand must have.
  init(_ pattern: LayerPattern, as schema: LayerSchema, over family: IPFamily) throws(CraftingError) {
    self.schema = schema
    var tests: [CompiledTest] = []
    var lent: [CompiledTest] = []
    var elements: [CompiledElement] = []
    let written = pattern.schema === schema ? pattern.tests : try Self.translated(pattern, to: schema)
    let type = Self.type(in: written, of: schema)
    for test in written {
      if let field = schema[test.field] {
        if case .unsent = field.place { throw CraftingError(schema, field.name, .notSent) }
        let canonical = try field.canonical(test.value, in: schema)
        let (value, implied) = try Self.settled(canonical, field, type, schema)
        tests.append(try CompiledTest(test, field, value: value, in: schema))
        if let implied, let on = schema["type"] {
          tests.insert(
            try CompiledTest(FieldTest("type", .equal, .number(implied)), on, value: .number(implied), in: schema),
            at: 0)
        }
      } else if schema.lends(test.field) {
        let ip: LayerSchema = family == .v4 ? .ip4 : .ip6
        guard let field = ip[test.field] else { continue }
        let value: FieldValue
        do throws(CraftingError) { value = try field.canonical(test.value, in: ip) } catch {
          throw CraftingError(pattern.schema, test.field, error.problem)
        }
        lent.append(try CompiledTest(test, field, value: value, in: ip))
      } else if let element = try FieldElement(test.field, of: schema) {
        elements.append(try CompiledElement(element, test, in: schema))
      } else {
        throw CraftingError(unknownField: test.field, of: pattern.schema)
      }
    }
    self.elements = elements
    self.tests = tests
    self.lent = lent
    lentFamily = lent.isEmpty ? nil : family
  }

  /// The type that a code belongs to: what an `=` of the same layer says.
  private static func type(in tests: [FieldTest], of schema: LayerSchema) -> UInt64? {
    guard let field = schema["type"], let test = tests.first(where: { $0.field == "type" && $0.comparison == .equal }),
      case .number(let type)? = try? field.canonical(test.value, in: schema)
    else { return nil }
    return type
  }

  /// A code's name as its number. Where the type is not said, the first type that has the name is implied.
  private static func settled(_ value: FieldValue, _ field: FieldSchema, _ type: UInt64?, _ schema: LayerSchema)
    throws(CraftingError) -> (FieldValue, implied: UInt64?)
  {
    guard case .namedBy(_, let tables) = field.kind else { return (value, nil) }
    var implied: UInt64?
    func number(_ value: FieldValue) throws(CraftingError) -> FieldValue {
      switch value {
      case .name(let word):
        let possible = tables.filter { type == nil || $0.value == type }
        guard let table = possible.first(where: { $0.names.entry(named: word) != nil }),
          let entry = table.names.entry(named: word)
        else {
          let allowed = possible.flatMap(\.names.names).unique
          throw CraftingError(
            schema, field.name,
            .unknownName(word, allowed: allowed, suggestion: Suggestion.nearest(to: word, in: allowed)))
        }
        if type == nil { implied = table.value }
        return .number(entry.value)
      case .set(let members):
        var numbers: [FieldValue] = []
        for member in members { numbers.append(try number(member)) }
        return .set(numbers)
      default: return value
      }
    }
    return (try number(value), implied)
  }

  /// The tests of a neutral `icmp` in one family's words.
  private static func translated(_ pattern: LayerPattern, to schema: LayerSchema) throws(CraftingError) -> [FieldTest] {
    var tests = pattern.tests
    let equal = { (field: String) in tests.first { $0.field == field && $0.comparison == .equal }?.value }
    if case .number(let type)? = equal("type") {
      var code: UInt64?
      if case .number(let number)? = equal("code") { code = number }
      let family: IPFamily = schema === LayerSchema.icmp4 ? .v4 : .v6
      if let meaning = ICMPMeaning.misplaced(type: type, code: code, in: family) {
        throw CraftingError(pattern.schema, "code", .otherFamily(meaning))
      }
    }
    // RFC 1191: what ICMPv6 has a type for is a code of "unreachable" in ICMPv4.
    if schema === LayerSchema.icmp4,
      let i = tests.firstIndex(where: { $0.field == "type" && $0.value.word == "packet-too-big" })
    {
      tests[i] = FieldTest("type", .equal, .number(3))
      tests.append(FieldTest("code", .equal, .number(4)))
    }
    return tests
  }
}
