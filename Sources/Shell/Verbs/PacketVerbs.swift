import Script
import Wire

enum HexVerb: Verb {
  static let signature = VerbSignature(
    "hex", summary: "The bytes of a packet; with `map`, which field each belongs to.",
    forms: [Form(Parameter("packet", .packet), .literal("map", optional: true))],
    examples: [Example("hex ip(dst=172.20.0.100)/udp(dport=53) map", "bytes with their fields")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let packet = try call.packet("packet").packet
    return .value(.string(call.has("map") ? packet.hexMap : packet.hex))
  }
}

enum SourceVerb: Verb {
  static let signature = VerbSignature(
    "source", summary: "The expression that rebuilds a packet.", forms: [Form(Parameter("packet", .packet))],
    examples: [Example("source icmp(dst=172.20.0.100, type=echo-request)/\"abc\"", "what to type for these bytes")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(.string(try call.packet("packet").source))
  }
}

enum Diff: Verb {
  static let signature = VerbSignature(
    "diff", summary: "The fields in which two packets differ.",
    forms: [Form(Parameter("left", .packet), Parameter("right", .packet))],
    examples: [
      Example(
        "let a = udp(dst=172.20.0.100, dport=53); let b = a with udp.dport=54; diff a b", "one field, and the checksum")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let differences = try call.packet("left").packet.differences(from: try call.packet("right").packet)
    return .value(
      .table(
        Script.Table(
          columns: ["field", "left", "right"],
          rows: differences.map { difference in
            .init([
              .string(difference.path), difference.left.map(Value.string) ?? .none,
              difference.right.map(Value.string) ?? .none,
            ])
          })))
  }
}

enum FieldsVerb: Verb {
  static let signature = VerbSignature(
    "fields", summary: "The fields of a layer, and what stands in them when they are not set.",
    forms: [Form(Parameter("layer", .object("layer-name")))], options: [VerbSignature.formatOption],
    examples: [Example("fields tcp", "names, widths, defaults")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let name = try call.text("layer") ?? ""
    let schema: LayerSchema
    do throws(CraftingError) { schema = try LayerSchema.named(name) } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: call.range(of: "layer")))
    }
    return .value(
      .table(
        Script.Table(
          columns: ["field", "size", "unset", "meaning", "words"],
          rows: schema.fieldRows.map { row in
            .init([
              .string(row.name), .string(row.size), .string(row.unset), .string(row.meaning),
              .string(row.words.joined(separator: " ")),
            ])
          })))
  }
}

enum Layers: Verb {
  static let signature = VerbSignature(
    "layers", summary: "Every layer that a packet can be made of.", forms: [Form()],
    options: [VerbSignature.formatOption], examples: [Example("layers", "names and standards")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(
      .table(
        Script.Table(
          columns: ["layer", "title", "standard"],
          rows: LayerSchema.all.map { .init([.string($0.name), .string($0.title), .string($0.rfc)]) })))
  }
}

extension Call {
  func packet(_ parameter: String) throws(ScriptFailure) -> PacketValue {
    guard let expression = command[parameter]?.expression else {
      throw fail(.notAPacket, "a packet is needed", at: range)
    }
    return try session.onePacket(try evaluator.value(of: expression), expression.range)
  }
}
