import Base
import Lab
import Wire

/// The packets of a page: each as it was first seen in clear and on the wire, layer by layer, with the bytes of every
/// field.
struct ReportedPackets {
  private struct Entry {
    let id: PacketID
    /// Where it was first seen in clear, and first on a wire.
    var clear: (packet: IPPacket, tap: Tap)?
    var wire: (packet: IPPacket, tap: Tap)?
    var fate: TraceRecord
  }

  private let entries: [Entry]
  private let total: Int
  private let bounds: RunReport.Bounds

  init(_ trace: [TraceRecord], _ events: ReportedEvents, _ bounds: RunReport.Bounds) {
    self.bounds = bounds
    var wanted: [PacketID] = []
    for record in events.records where record.packet != .none { wanted.append(record.packet) }
    wanted.sort()
    var distinct: [PacketID] = []
    for id in wanted where distinct.last != id { distinct.append(id) }
    total = distinct.count
    distinct = Array(distinct.suffix(bounds.packets))
    var entries: [Entry?] = distinct.map { _ in nil }
    for record in trace where record.packet != .none {
      guard let at = distinct.sortedIndex(of: record.packet) else { continue }
      var entry = entries[at] ?? Entry(id: record.packet, fate: record)
      if record.isDeciding || !entry.fate.isDeciding { entry.fate = record }
      if entry.clear == nil || entry.wire == nil, let seen = record.seen {
        if seen.tap.face == .wire { entry.wire = entry.wire ?? seen } else { entry.clear = entry.clear ?? seen }
      }
      entries[at] = entry
    }
    self.entries = entries.compactMap(\.self).filter { $0.clear != nil || $0.wire != nil }
  }

  func add(to page: inout Markup) {
    page.open("section", [("id", "packets")])
    page.element("h2", [], "Packets")
    if total > bounds.packets {
      page.element(
        "p", [("class", "left-out")],
        "The last \(bounds.packets) of \(total) packets; `write pcapng FILE` or `fzsh --pcapng FILE` has them all.")
    }
    page.element(
      "p", [("class", "hint")], "Open one, and point at a field: its bytes light up, and the other way round.")
    for entry in entries {
      let summary = (entry.clear ?? entry.wire).map { Packet($0.packet).summary } ?? ""
      page.open("details", [("id", "p\(entry.id.number)"), ("class", "packet")])
      page.line(
        "<summary><b>p\(entry.id.number)</b> \(Markup.escaped(summary.visible)) "
          + "<small class=\"\(Style.Meaning(kind: entry.fate.kind).pictureClass)\">\(Markup.escaped(entry.fate.fate.visible))</small></summary>"
      )
      page.element(
        "p", [],
        "last word: #\(entry.fate.n), at \(entry.fate.t.text); `why p\(entry.id.number)` tells every phase")
      page.close("details")
    }
    page.close("section")
  }

  /// `{"17": [{"tap": "client.tun", "bytes": "45…", "cut": 0, "layers": [{"name", "title", "fields": [[name, text, meaning, from, to]]}]}]}`
  ///
  /// `<` is written as `\u003c`, so that no byte of a packet can end the element that it stands in (HTML §4.12.1.3).
  var json: String {
    var text = Text()
    text.add("{")
    for (i, entry) in entries.enumerated() {
      text.add(member: "\(entry.id.number)", first: i == 0)
      text.add("[")
      let views = [entry.clear, entry.wire].compactMap(\.self)
      for (place, view) in views.enumerated() {
        if place > 0 { text.add(",") }
        add(Packet(view.packet), view.tap, to: &text)
      }
      text.add("]")
    }
    text.add("}")
    return text.string.replacing("<", with: "\\u003c")
  }

  private func add(_ packet: Packet, _ tap: Tap, to text: inout Text) {
    let bytes = packet.bytes.prefix(bounds.bytes)
    text.add("{")
    text.add(member: "tap", first: true)
    text.add(json: "\(tap)")
    text.add(member: "bytes")
    text.add(json: Hex.text(Array(bytes)))
    text.add(member: "cut")
    text.add(UInt64(packet.bytes.count - bytes.count))
    text.add(member: "layers")
    text.add("[")
    let map = packet.fieldBytes
    for (i, layer) in packet.shown().enumerated() {
      if i > 0 { text.add(",") }
      add(layer, at: i, map, to: &text)
    }
    text.add("]}")
  }

  private func add(_ layer: ShownLayer, at span: Int, _ map: [FieldBytes], to text: inout Text) {
    text.add("{")
    text.add(member: "name", first: true)
    text.add(json: String(repeating: "  ", count: layer.depth) + layer.name)
    text.add(member: "title")
    text.add(json: layer.title)
    text.add(member: "fields")
    text.add("[")
    for (i, field) in layer.fields.enumerated() {
      if i > 0 { text.add(",") }
      let range = map.range(of: field.name, in: layer.name, at: span)
      text.add("[")
      let value = field.text.shortened(to: 400) + (field.right.map { " (!) would be \($0)" } ?? "")
      for (j, word) in [field.name, value, field.meaning].enumerated() {
        if j > 0 { text.add(",") }
        text.add(json: word)
      }
      text.add(",\(range.lowerBound),\(range.upperBound)]")
    }
    text.add("]}")
  }
}

extension [FieldBytes] {
  /// The bytes of a field; those that share one have the same: `ip.version ihl`.
  fileprivate func range(of field: String, in layer: String, at span: Int) -> Range<Int> {
    var range: Range<Int>?
    for entry in self where entry.layer == span {
      let names = entry.name.dropFirst(layer.utf8.count + 1).split(separator: " ")
      guard names.contains(where: { $0 == field }) else { continue }
      range = range.map { $0.lowerBound..<Swift.max($0.upperBound, entry.range.upperBound) } ?? entry.range
    }
    return range ?? 0..<0
  }
}
