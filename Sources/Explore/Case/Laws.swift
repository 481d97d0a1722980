import Base
import Lab

/// What must hold whatever is drawn, besides results and the invariants of the lab.
struct Laws {
  /// Control plane §3.6: one request in two seconds. A change of policy and a goodbye may each ask once more.
  static let requestWindow: Duration = .seconds(2)
  static let mostRequests = 3
  /// A gateway makes at most 50 ICMP errors at once and 100 a second for a client (RFC 4443 §2.4 f).
  static let mostErrors = 160
  /// The portal offers two relays, where there are two.
  static let relaysOffered = 2

  private var requests: [(client: String, resource: String, at: Instant)] = []

  /// Looks at what a line has brought about.
  mutating func broken(
    by records: ArraySlice<TraceRecord>, in lab: any LabBackend, _ reference: Reference
  ) -> Finding? {
    storm(in: records) ?? flood(in: records, reference.terrain.allGateways) ?? books(of: lab, reference)
  }

  private mutating func storm(in records: ArraySlice<TraceRecord>) -> Finding? {
    for record in records where record.isReported && record.kind == "intent" {
      let (client, resource) = (record.node, record.text("resource"))
      requests.removeAll { record.t - $0.at >= Self.requestWindow }
      requests.append((client, resource, record.t))
      let count = requests.count { $0.client == client && $0.resource == resource }
      if count > Self.mostRequests { return .storm(client: client, resource: resource, requests: count) }
    }
    return nil
  }

  private func flood(in records: ArraySlice<TraceRecord>, _ gateways: [String]) -> Finding? {
    var errors = SortedTable<String, [Instant]>()
    for record in records where record.isReported && record.kind == "filtered" && gateways.contains(record.node) {
      var times = errors[record.node] ?? []
      times.append(record.t)
      if times.count > Self.mostErrors, record.t - times[times.count - 1 - Self.mostErrors] < .seconds(1) {
        let errors = "let errors = events | where kind == \"filtered\" and node == \"\(record.node)\""
        return .broken(
          Breach(
            law: "errors have a limit", detail: "\(record.node) made \(times.count) within a second",
            before: [errors, "let before = count(errors)"],
            check: [errors, "check count(errors) - before <= \(Self.mostErrors)"]))
      }
      errors[record.node] = times
    }
    return nil
  }

  /// One row for one access, and none that is over.
  private func books(of lab: any LabBackend, _ reference: Reference) -> Finding? {
    let portal = reference.terrain.portal
    guard !reference.weather.stopped.contains(portal), let rows = lab.table([portal, "authorizations"]) else {
      return nil
    }
    var seen: [[String]] = []
    for row in rows where row["state"]?.description == "live" {
      let access = ["client", "gateway", "resource"].map { row[$0]?.description ?? "" }
      let words = access.joined(separator: ", ")
      if seen.contains(access) {
        return .broken(
          Breach(
            law: "one row for one access", detail: words,
            check: [
              "let rows = \(portal).authorizations | where state == \"live\" and client == \"\(access[0])\" and "
                + "gateway == \"\(access[1])\" and resource == \"\(access[2])\"",
              "check count(rows) <= 1",
            ]))
      }
      seen.append(access)
      if case .duration(let left)? = row["left"], left < .seconds(-1) {
        return .broken(
          Breach(
            law: "an access ends at its hour", detail: "\(words) is over since \((.zero - left).text)",
            check: [
              "let over = \(portal).authorizations | where state == \"live\" and left < -1s", "check count(over) == 0",
            ]))
      }
    }
    return nil
  }
}

// After single deeds.
extension Laws {
  /// A datagram whose request got lost is asked for again, although nothing more is sent.
  func repeated(by client: String, _ records: ArraySlice<TraceRecord>) -> Finding? {
    let intents = records.count { $0.isReported && $0.kind == "intent" && $0.node == client }
    guard intents == 1, records.contains(where: { $0.kind == "drop" && $0.text("reason") == "rule" }) else {
      return nil
    }
    let count = "count(events where kind == \"intent\" and node == \"\(client)\")"
    return .broken(
      Breach(
        law: "a lost request is sent again", detail: "\(client) has asked once", before: ["let asked = \(count)"],
        check: ["check \(count) - asked != 1"]))
  }

  /// Everybody holds an allocation at two relays, where there are two that anybody can use.
  func atRest(_ lab: any LabBackend, _ terrain: Terrain) -> Finding? {
    let wanted = min(Self.relaysOffered, terrain.wideRelays.count)
    for node in terrain.ends where lab.text([node, "portal"]) == "connected" {
      let used = lab.table([node, "relays"])?.count { $0["allocated"] == .flag(true) } ?? 0
      guard used < wanted else { continue }
      return .broken(
        Breach(
          law: "two relays for everybody", detail: "\(node) has an allocation at \(used)",
          check: ["let used = \(node).relays | where allocated", "check count(used) >= \(wanted)"]))
    }
    return nil
  }
}

extension LabBackend {
  /// The rows of a table of the state tree; nil where there is none.
  func table(_ path: [String]) -> [SortedTable<String, Fact>]? {
    guard case .table(let columns, let rows)? = try? answer(.state(path)) else { return nil }
    return rows.map { row in
      var members = SortedTable<String, Fact>()
      for (column, fact) in zip(columns, row) { members[column] = fact }
      return members
    }
  }

  func text(_ path: [String]) -> String? {
    guard case .fact(let fact)? = try? answer(.state(path)) else { return nil }
    return fact.description
  }

  /// Whether some path of the client leads over a relay.
  func isRelayed(_ client: String) -> Bool {
    guard case .record(let connections)? = try? answer(.state([client, "connections"])) else { return false }
    return connections.contains { connection in
      guard case .record(let members) = connection.value else { return false }
      return members.contains { $0.name == "path" && $0.value != .fact(.text("direct")) }
    }
  }
}
