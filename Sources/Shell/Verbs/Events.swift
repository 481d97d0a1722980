import Base
import Lab
import Report
import Script
import Wire

enum Events: Verb {
  static let signature = VerbSignature(
    "events", summary: "What happened, in order.",
    page: """
      Every field of an event can be named behind `where`, and every table goes through `|`. What goes on all the time \
      is left out: checks of paths, keepalives to relays and their answers, and what is renewed before it ends. `--all` \
      shows it too, and in an expression (`count(events where …)`) it counts.
      """,
    forms: [Form(.introduced("where", "filter", .expression))],
    options: [OptionSignature("all", summary: "checks, keepalives and renewals too"), VerbSignature.formatOption],
    examples: [
      Example("ping 172.20.0.100; events where kind == \"drop\"", "discarded packets, with their reasons"),
      Example("ping 172.20.0.100; events | count by kind", "how much of what"),
      Example("ping 172.20.0.100; events where kind == \"ice.pair\" --all", "which pairs of addresses answered"),
      Example("events | select time, node, kind | first 10 | to json", "for scripts"),
    ])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    let trace = call.session.stage.trace
    let shown = call.command.option("all") == nil ? trace.filter { !$0.isUpkeep } : trace
    return .value(.table(try call.filtered(call.session.eventTable(shown))))
  }
}

enum Packets: Verb {
  static let signature = VerbSignature(
    "packets", summary: "The packets that were seen, with the taps where they were.",
    forms: [Form(.introduced("where", "filter", .pattern))], options: [VerbSignature.formatOption],
    examples: [Example("ping 172.20.0.100; packets where icmp", "packets of a kind")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(.table(try call.filtered(call.session.packetTable())))
  }
}

enum Messages: Verb {
  static let signature = VerbSignature(
    "messages", summary: "What crossed the portal connections.",
    forms: [Form(.introduced("where", "filter", .expression))], options: [VerbSignature.formatOption],
    examples: [Example("ping 172.20.0.100; messages where message == \"create_flow\"", "requests for access")])

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    .value(.table(try call.filtered(call.session.messageTable())))
  }
}

extension Call {
  /// The rows for which `where` holds.
  func filtered(_ table: Script.Table) throws(ScriptFailure) -> Script.Table {
    guard let filter = command["filter"]?.expression else { return table }
    return try evaluator.filtered(RowStream(table), by: filter).collected(at: filter.range)
  }
}

extension Session {
  /// One row for each packet: where it was first seen inside, or what somebody's hand or a rule made of it since, and all
  /// its taps in order.
  func packetTable() -> Script.Table {
    var order: [UInt32] = []
    var rows: [UInt32: (record: TraceRecord, packet: IPPacket, taps: [String], isWrapped: Bool)] = [:]
    for record in stage.trace {
      if case .ruled(let ruling) = record.what, let changed = ruling.changed {
        let isWrapped = rows[record.packet.number]?.isWrapped == true
        if ruling.tap.face != .wire || isWrapped { rows[record.packet.number]?.packet = changed }
        continue
      }
      guard let seen = record.seen, record.packet != .none else { continue }
      let tap = "\(seen.tap)"
      if var row = rows[record.packet.number] {
        if !row.taps.contains(tap) { row.taps.append(tap) }
        // What was first seen encrypted is known by what was inside, once that is seen.
        if seen.tap.face != .wire, row.isWrapped { (row.packet, row.isWrapped) = (seen.packet, false) }
        rows[record.packet.number] = row
      } else {
        order.append(record.packet.number)
        rows[record.packet.number] = (record, seen.packet, [tap], seen.tap.face == .wire)
      }
    }
    return Script.Table(
      columns: ["packet", "event", "time", "taps", "summary"],
      rows: order.compactMap { number in
        rows[number].map { row in
          .init(
            [
              .packet(UInt64(number)), .event(UInt64(row.record.n)), .duration(row.record.t - .zero),
              .string(row.taps.joined(separator: " ")), .string(row.packet.summary),
            ], subject: .host(PacketValue(found: Packet(row.packet), number: PacketID(number))))
        }
      })
  }
}
