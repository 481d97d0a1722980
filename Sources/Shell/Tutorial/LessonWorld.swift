import Base
import Lab
import Wire

/// The world as the tasks of a lesson look at it: what has happened since the lesson began, and how things stand.
struct LessonWorld {
  let lab: any LabBackend
  let begun: EventNumber

  static let client = "client"
  static let gateway = "gateway"
  static let network = "MyCorp Network"
  /// The address of `httpbin`, inside `MyCorp Network`.
  static let httpbin = IPAddress.v4(IPv4Address(172, 20, 0, 100))

  var happened: ArraySlice<TraceRecord> { lab.trace[min(begun, lab.trace.count)...] }

  func happened(_ kind: String, _ isMeant: (TraceRecord) -> Bool = { _ in true }) -> Bool {
    happened.contains { $0.kind == kind && isMeant($0) }
  }

  func seen(at tap: Tap, _ isMeant: (IPPacket) -> Bool) -> Bool {
    happened.contains { record in
      guard record.tap == tap, let seen = record.seen else { return false }
      return isMeant(seen.packet)
    }
  }

  func fact(_ path: String...) -> Fact? {
    guard case .fact(let fact)? = try? lab.answer(.state(path)) else { return nil }
    return fact
  }

  func rows(_ path: String...) -> [LessonRow] {
    guard case .table(let columns, let rows)? = try? lab.answer(.state(path)) else { return [] }
    return rows.map { LessonRow(columns: columns, cells: $0) }
  }

  /// The client may reach the resource, as the gateway has it.
  func isAuthorized(_ resource: String) -> Bool {
    rows(Self.gateway, "authorizations").contains { $0["client"] == Self.client && $0["resource"] == resource }
  }

  func beliefs(_ resource: String) -> [LessonRow] {
    guard case .table(let columns, let rows)? = try? lab.answer(.beliefs(resource: resource, client: Self.client))
    else {
      return []
    }
    return rows.map { LessonRow(columns: columns, cells: $0) }
  }

  /// An application got its answer over HTTP, from this address.
  func gotPage(from server: IPAddress) -> Bool {
    let answers = happened.filter { $0.kind == "app.received" && $0.text("status") == "200" }.map(\.packet)
    return happened.contains { record in
      answers.contains(record.packet) && record.seen?.packet.source == server
    }
  }
}

/// A row of a table, by the names of its columns.
struct LessonRow {
  let columns: [String]
  let cells: [Fact]

  subscript(column: String) -> String {
    zip(columns, cells).first { $0.0 == column }?.1.description ?? ""
  }
}
