import Lab
import Script
import Wire

/// The fields of `edit { … }`.
extension Call {
  /// - Parameter layers: of what is edited, from the outermost in; nil where that is a message.
  func edits(in layers: [LayerSchema]?) throws(ScriptFailure) -> [Edit] {
    var edits: [Edit] = []
    for setting in command["edits"]?.settings ?? [] {
      guard let name = setting.name else { continue }
      let field = layers?.last { $0[name.text] != nil }?[name.text]
      let value = try session.fieldValue(setting.value, of: field, evaluator)
      do throws(CraftingError) {
        edits.append(
          try layers.map { l throws(CraftingError) in try Edit(name.text, value, in: l) } ?? Edit(name.text, value))
      } catch {
        throw ScriptFailure(.runtime, error.diagnostic(name: name.range, value: setting.value.range))
      }
      if value.makesSeveral {
        throw fail(
          .onePacketNeeded, "an edit makes one packet of one", at: setting.value.range,
          label: "give the field one value")
      }
    }
    guard !edits.isEmpty else { throw fail(.badVerdict, "no field is named", at: range(of: "edits")) }
    return edits
  }
}

extension Edit {
  /// - Parameter layers: of the pattern, from the outermost in.
  ///
  /// A bare field is that of the pattern's innermost layer that has it; where none has, of the packet's.
  ///
  /// - Throws: no layer has such a field; its layer's field cannot hold the value.
  init(_ name: String, _ value: Wire.FieldValue, in layers: [LayerSchema]) throws(CraftingError) {
    self.init(name, value)
    let path: PacketPath
    if name.contains(".") {
      path = try PacketPath(name)
    } else if let schema = layers.last(where: { $0[name] != nil }) {
      path = try PacketPath("\(schema.name).\(name)")
    } else if try Self.fitsSomewhere(name, value) {
      return
    } else {
      path = try PacketPath("\((layers.last { $0 !== LayerSchema.raw } ?? .ip4).name).\(name)")
    }
    if let schema = path.layer, let field = path.field {
      var layer = Layer(schema)
      try layer.set(field, to: value)
    }
    self.init("\(path)", value)
  }
}

extension Session {
  /// What can be said of `edit { … }` without running: fields that no layer has, values that no field holds.
  func check(edits: [Argument], of pattern: Expression) -> [Diagnostic] {
    guard !pattern.leaves.contains(where: { messageCall($0) != nil }) else { return [] }
    return check(
      edits: edits,
      in: pattern.leaves.flatMap(\.stack).compactMap { element in
        if case .layer(let call) = element { LayerSchema.find(call.name.text) } else { nil }
      })
  }

  func check(edits: [Argument], in layers: [LayerSchema] = []) -> [Diagnostic] {
    edits.compactMap { edit in
      guard let name = edit.name else { return nil }
      let value = Wire.FieldValue(constant: edit.value, of: layers.last { $0[name.text] != nil }?[name.text])
      do throws(CraftingError) { _ = try Edit(name.text, value ?? .auto, in: layers) } catch {
        // A bare name may be a variable.
        if case .name? = value, case .unknownName = error.problem { return nil }
        if case .name? = value, case .wrongType = error.problem { return nil }
        return error.diagnostic(name: name.range, value: edit.value.range)
      }
      return nil
    }
  }
}

extension Edit {
  /// Which layer it will be is known with the packet; no value is right that fits none of them.
  private static func fitsSomewhere(_ field: String, _ value: Wire.FieldValue) throws(CraftingError) -> Bool {
    var problem: CraftingError?
    for schema in LayerSchema.all where schema[field] != nil {
      var layer = Layer(schema)
      do throws(CraftingError) {
        try layer.set(field, to: value)
        return true
      } catch { problem = problem ?? error }
    }
    if let problem { throw problem }
    return false
  }
}

extension Pattern {
  /// The layers that packets of this kind have, from the outermost in.
  var layers: [LayerSchema] {
    switch self {
    case .packet(let pattern): pattern.layers.map(\.schema)
    case .and(let a, let b): a.layers + b.layers
    case .berkeley, .message, .or, .not: []
    }
  }
}

extension Wire.FieldValue {
  fileprivate var makesSeveral: Bool {
    switch self {
    case .set, .range, .prefix: true
    default: false
    }
  }
}
