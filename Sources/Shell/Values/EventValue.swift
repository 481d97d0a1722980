import Base
import Lab
import Report
import Script

/// One event: its place in the trace and the fields of its kind.
final class EventValue: HostValue {
  let record: TraceRecord

  init(record: TraceRecord) { self.record = record }

  var typeName: String { "event" }
  var description: String { "#\(record.n)" }
  var memberNames: [String] { ["n", "t", "node", "kind", "cause", "packet"] + record.fields.map(\.name) }

  func member(_ name: String) -> Value? {
    switch name {
    case "n", "event": .event(UInt64(record.n))
    case "t", "time": .duration(record.t - .zero)
    case "node": .string(record.node)
    case "kind": .string(record.kind)
    case "cause": .event(UInt64(record.cause))
    case "packet": Value(.packet(record.packet))
    default: record[name].map(Value.init) ?? (Self.common.contains(name) ? Value.none : nil)
    }
  }

  /// Fields that some kinds have: absent elsewhere, so that `events where reason == "filter"` means what it says.
  private static let common = [
    "reason", "resource", "client", "gateway", "trigger", "message", "from", "to", "errno", "verdict", "state", "tap",
    "src", "dst", "protocol", "length", "name", "on", "by", "link", "change", "text",
  ]

  func has(_ name: String) -> Bool { record[name] != nil }

  func equals(_ other: any HostValue) -> Bool { (other as? EventValue)?.record.n == record.n }
}

extension Session {
  /// `events`: one row for each event, with all its fields in reach of `where`.
  func eventTable(_ records: some Sequence<TraceRecord>) -> Script.Table {
    Script.Table(
      columns: ["event", "time", "node", "kind", "cause", "packet", "fields"],
      rows: records.map { record in
        let fields = record.fields.map { "\($0.name)=\($0.value.word)" }.joined(separator: " ")
        return .init(
          [
            .event(UInt64(record.n)), .duration(record.t - .zero), .string(record.node), .string(record.kind),
            .event(UInt64(record.cause)), Value(.packet(record.packet)), .string(fields),
          ], subject: .host(EventValue(record: record)))
      })
  }

  /// `messages`: what crossed the portal connections.
  func messageTable() -> Script.Table {
    Script.Table(
      columns: ["event", "time", "from", "to", "message", "fields"],
      rows: stage.trace.compactMap { record in
        guard let message = record.crossing else { return nil }
        let fields = message.fields.map { "\($0.name)=\($0.value.word)" }.joined(separator: " ")
        return .init(
          [
            .event(UInt64(record.n)), .duration(record.t - .zero), .string(message.from), .string(message.to),
            .string(message.message), .string(fields),
          ], subject: .host(EventValue(record: record)))
      })
  }
}

extension TraceRecord {
  /// A message where it left; one whose sender tells nothing here, where it arrived.
  fileprivate var crossing: PortalMessage? {
    switch what {
    case .portalSent(let message): message
    case .portalReceived(let message) where cause == 0: message
    default: nil
    }
  }
}
