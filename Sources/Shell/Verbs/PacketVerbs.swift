import Script
import Wire

enum HexVerb: Verb {
  static let signature = VerbSignature(
    "hex", summary: "The bytes of a packet, or of one of its layers; with `map`, which field each belongs to.",
    forms: [Form(Parameter("packet", .packet), .literal("map", optional: true))],
    examples: [
      Example("hex ip(dst=172.20.0.100)/udp(dport=53) map", "bytes with their fields"),
      Example("let p = udp(dst=172.20.0.100, dport=53); hex p.udp", "those of a layer"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packet"]?.expression else { return .nothing }
    let value = try call.evaluator.value(of: expression)
    if case .host(let layer as LayerValue) = value {
      let (packet, index) = (layer.packet, layer.index)
      return .value(.string(call.has("map") ? packet.hexMap(ofLayer: index) : packet.hex(ofLayer: index)))
    }
    let packet = try call.session.onePacket(value, expression.range).packet
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

enum SummaryVerb: Verb {
  static let signature = VerbSignature(
    "summary", summary: "One line a packet, in the manner of tcpdump.", forms: [Form(Parameter("packets", .packet))],
    options: [VerbSignature.formatOption],
    examples: [
      Example("summary udp(dst=172.20.0.100, dport=53)/\"abc\"", "one line"),
      Example("summary udp(dst=172.20.0.0/30, dport={53, 80})", "eight, with their numbers"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    var lines: [Value] = []
    for packet in packets {
      do throws(CraftingError) { lines.append(.string(try packet.build().summary)) } catch {
        throw ScriptFailure(.runtime, error.diagnostic(at: expression.range))
      }
    }
    if lines.count == 1 { return .value(lines[0]) }
    let rows = lines.enumerated().map { Script.Table.Row([.integer(Int64($0.offset)), $0.element]) }
    return .value(.table(Script.Table(columns: ["n", "summary"], rows: rows)))
  }
}

enum Diff: Verb {
  static let signature = VerbSignature(
    "diff", summary: "The bytes and the fields in which two packets differ.",
    page: "Rows of bytes that differ come first, what differs in them marked; then the fields, as a table for pipes.",
    forms: [Form(Parameter("left", .packet), Parameter("right", .packet))],
    options: [VerbSignature.formatOption],
    examples: [
      Example(
        "let a = udp(dst=172.20.0.100, dport=53); let b = a with udp.dport=54; diff a b", "one field, and the checksum")
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let (left, right) = (try call.packet("left").packet, try call.packet("right").packet)
    let differences = left.differences(from: right)
    let isShown =
      call.command.option("format") == nil && call.command.pipe.isEmpty && call.command.redirection == nil
      && call.command.binding == nil
    if isShown {
      let marked = left.hexDifference(from: right)
      call.session.say(marked.isEmpty ? "the same \(left.bytes.count) bytes" : marked)
    }
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
    page:
      "Of a field that holds items, such as `tcp.options`, the items; of an item, `tcp.options.mss`, its fields; of any "
      + "other field, `tcp.dport`, that one.",
    forms: [Form(Parameter("layer", .object("layer-name")))], options: [VerbSignature.formatOption],
    examples: [
      Example("fields tcp", "names, widths, defaults"), Example("fields tcp.options", "what a list may hold"),
      Example("fields tcp.options.mss", "the fields of an item"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let name = try call.text("layer") ?? ""
    if let items = items(name, call.session) { return .value(.table(items)) }
    let schema: LayerSchema
    do throws(CraftingError) { schema = try call.session.holder(of: name) } catch {
      throw ScriptFailure(.runtime, error.diagnostic(at: call.range(of: "layer")))
    }
    // `tcp.dport`: one row of the layer's.
    let only =
      call.session.schema(at: name) == nil ? schema[name.split(separator: ".").last.map(String.init) ?? ""] : nil
    return .value(
      .table(
        Script.Table(
          columns: ["field", "size", "unset", "meaning", "words"],
          rows: (only.map { [schema.row(of: $0)] } ?? schema.fieldRows).map { row in
            .init([
              .string(row.name), .string(row.size), .string(row.unset), .string(row.meaning),
              .string(row.words.joined(separator: " ")),
            ])
          })))
  }

  /// `fields tcp.options`: what the list may hold.
  private static func items(_ name: String, _ session: Session) -> Script.Table? {
    let steps = name.split(separator: ".").map(String.init)
    guard steps.count > 1, session.schema(at: name) == nil, let field = steps.last,
      let items = session.schema(at: steps.dropLast().joined(separator: "."))?[field]?.items
    else { return nil }
    return Script.Table(
      columns: ["item", "fields", "title", "standard"],
      rows: items.schemas.map { item in
        let fields = item.positional.map { item.fields[$0].name }.joined(separator: " ")
        return .init([.string(item.name), .string(fields), .string(item.title), .string(item.rfc)])
      })
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
