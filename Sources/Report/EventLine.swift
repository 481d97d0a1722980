import Base
import Lab

/// Events as lines for people, in columns.
///
/// ```
/// #58    12.400s  gateway  filtered  p17  reason=not-authorized answered=p18
/// ```
package struct EventLines: Sendable {
  package var style: Style
  private var numberWidth = 4
  private var timeWidth = 8
  private var nodeWidth = 7
  private var kindWidth = 14
  private var packetWidth = 3

  /// Columns as wide as most labs need.
  package init(style: Style = .none) { self.style = style }

  /// Columns as wide as these records need.
  package init(fitting records: some Sequence<TraceRecord>, style: Style = .none) {
    self.style = style
    (numberWidth, timeWidth, nodeWidth, kindWidth, packetWidth) = (0, 0, 0, 0, 0)
    for record in records {
      numberWidth = max(numberWidth, record.number.count)
      timeWidth = max(timeWidth, record.t.text.count)
      nodeWidth = max(nodeWidth, record.node.displayWidth)
      kindWidth = max(kindWidth, record.kind.displayWidth)
      packetWidth = max(packetWidth, record.packetName.count)
    }
  }

  /// Without an end of line.
  package func line(_ record: TraceRecord) -> String {
    let fields = record.fields.map { style.paint($0.name + "=", .dim) + $0.value.word }.joined(separator: " ")
    let columns = [
      style.paint(record.number.padded(to: numberWidth), .event),
      style.paint(record.t.text.padded(to: timeWidth, .right), .dim),
      style.paint(record.node.visible.padded(to: nodeWidth), .node),
      style.paint(record.kind.visible.padded(to: kindWidth), Style.Meaning(kind: record.kind)),
      style.paint(record.packetName.padded(to: packetWidth), .packet),
    ]
    let line = columns.joined(separator: "  ") + (fields.isEmpty ? "" : "  " + fields)
    return style == .none ? line.withoutTrailingSpaces : line
  }
}

extension TraceRecord {
  var number: String { "#\(n)" }
  var packetName: String { packet == .none ? "" : "p\(packet.number)" }
}

extension Instant {
  /// Seconds with milliseconds, `12.400s`: what a column of times needs. The trace has the nanoseconds.
  package var text: String {
    let milliseconds = nanoseconds.magnitude / 1_000_000
    let rest = String(milliseconds % 1000 + 1000).dropFirst()
    return "\(nanoseconds < 0 ? "-" : "")\(milliseconds / 1000).\(rest)s"
  }
}

extension Fact {
  /// The fact as one word: quoted as in JSON where spaces, quotes or control characters would make it ambiguous.
  package var word: String {
    let text = description
    let plain = text.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0 != "\"" && $0 != "=" && !(0x7f...0x9f).contains($0.value)
    }
    return plain && !text.isEmpty ? text : text.quoted
  }
}
