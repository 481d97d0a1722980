import Base
import Wire

/// A packet as one JSON object. `fzsh.packet/1`:
///
/// ```
/// {"schema": "fzsh.packet/1", "packet": 17 | null, "length": 28, "summary": "…", "source": "…", "bytes": "45…",
///  "layers": [{"layer": "ip", "title": "…", "depth": 0, "start": 0, "header": 20, "end": 28,
///              "fields": {"ttl": {"value": 64, "text": "64", "origin": "initial"}, …}}]}
/// ```
/// `right` stands beside a value that is wrong. A packet inside an ICMP error follows it, one `depth` deeper.
package struct PacketJSON {
  package static let schema = "fzsh.packet/1"

  package let packet: Packet
  /// `p17`
  package let number: PacketID?
  /// The expression that builds it.
  package let source: String
  /// The completed layers from which it was built; nil for bytes that nobody here wrote.
  package let written: [Layer]?

  package init(_ packet: Packet, number: PacketID?, source: String, written: [Layer]?) {
    self.packet = packet
    self.number = number
    self.source = source
    self.written = written
  }

  package func add(to text: inout Text) {
    text.add("{")
    text.add(member: "schema", first: true)
    text.add(json: Self.schema)
    text.add(member: "packet")
    text.add(json: number.map(Fact.packet) ?? .none)
    text.add(member: "length")
    text.add(UInt64(packet.bytes.count))
    for (name, value) in [("summary", packet.summary), ("source", source), ("bytes", Hex.text(packet.bytes))] {
      text.add(member: name)
      text.add(json: value)
    }
    text.add(member: "layers")
    text.add("[")
    for (i, layer) in packet.shown(as: written).enumerated() {
      if i > 0 { text.add(",") }
      add(layer, at: i, to: &text)
    }
    text.add("]}")
  }

  private func add(_ layer: ShownLayer, at span: Int, to text: inout Text) {
    text.add("{")
    text.add(member: "layer", first: true)
    text.add(json: layer.name)
    text.add(member: "title")
    text.add(json: layer.title)
    let place = packet.layers[span]
    for (name, number) in [
      ("depth", place.depth), ("start", place.start), ("header", place.headerEnd - place.start), ("end", place.end),
    ] {
      text.add(member: name)
      text.add(UInt64(number))
    }
    text.add(member: "fields")
    text.add("{")
    for (i, field) in layer.fields.enumerated() {
      text.add(member: field.name, first: i == 0)
      add(field, at: span, to: &text)
    }
    text.add("}}")
  }

  private func add(_ field: ShownField, at span: Int, to text: inout Text) {
    text.add("{")
    text.add(member: "value", first: true)
    let value = packet.layers[span].schema[field.name].flatMap { packet.value(of: $0, at: span) }
    if let value { text.add(json: value) } else { text.add("null") }
    text.add(member: "text")
    text.add(json: field.text)
    text.add(member: "origin")
    text.add(json: field.origin.rawValue)
    if let right = field.right {
      text.add(member: "right")
      text.add(json: right)
    }
    text.add("}")
  }
}

extension Text {
  /// Numbers are numbers, bytes are hexadecimal digits, lists are arrays, an item is an object with its name as `item`
  /// and what is set in it; everything else is text as scripts write it.
  mutating func add(json value: FieldValue) {
    switch value {
    case .number(let number): add(number)
    case .bytes(let bytes): add(json: Hex.text(bytes))
    case .text(let text): add(json: text)
    case .list(let members): add(jsonArray: members) { text, member in text.add(json: member) }
    case .items(let items): add(jsonArray: items) { text, item in text.add(jsonItem: item) }
    default: add(json: value.text)
    }
  }

  private mutating func add<Element>(jsonArray elements: [Element], _ add: (inout Text, Element) -> Void) {
    self.add("[")
    for (i, element) in elements.enumerated() {
      if i > 0 { self.add(",") }
      add(&self, element)
    }
    self.add("]")
  }

  private mutating func add(jsonItem item: Layer) {
    add("{")
    add(member: "item", first: true)
    add(json: item.schema.name)
    for assignment in item.assignments {
      add(member: item.schema.fields[assignment.field].name)
      add(json: assignment.value)
    }
    add("}")
  }
}
