import Base
import Portal

/// Since when portal, gateway and client think of each access what they think: the event, and what led to it.
///
/// Complexity: the trace is read once, whatever is asked then.
package struct BeliefHistory {
  private struct Key: Hashable, Comparable {
    let node: String
    let client: String
    /// Empty where the client changed its mind about all gateways.
    let gateway: String
    let resource: String

    static func < (a: Key, b: Key) -> Bool {
      (a.node, a.client, a.gateway, a.resource) < (b.node, b.client, b.gateway, b.resource)
    }
  }

  private let trace: [TraceRecord]
  private var last = SortedTable<Key, EventNumber>()
  /// What ends all that a client believes of a gateway, or of everybody (no gateway).
  private var endings = SortedTable<Key, EventNumber>()

  package init(_ trace: [TraceRecord], clients: [String], gateways: [String], portal: String) {
    self.trace = trace
    let (clients, gateways) = (clients.sorted(), gateways.sorted())
    for record in trace {
      let (node, kind) = (record.node, record.kind)
      if kind == "portal.received" {
        if clients.sortedIndex(of: node) != nil { note(flowCreated: record) }
      } else if kind.hasPrefix("authorization."), gateways.sortedIndex(of: node) != nil {
        note(record, client: record.word("client"), gateway: node)
      } else if kind.hasPrefix("authorization."), node == portal {
        note(record, client: record.word("client"), gateway: record.word("gateway"))
      } else if clients.sortedIndex(of: node) != nil {
        note(ending: record, kind)
      }
    }
  }

  private mutating func note(_ record: TraceRecord, client: String, gateway: String) {
    last[Key(node: record.node, client: client, gateway: gateway, resource: record.word("resource"))] = record.n
  }

  private mutating func note(flowCreated record: TraceRecord) {
    guard record["message"] == .text("flow_created") else { return }
    let gateway = [record.word("gateway_id"), record.word("gateway")].first { !$0.isEmpty } ?? ""
    last[Key(node: record.node, client: record.node, gateway: gateway, resource: record.word("resource_id"))] = record.n
  }

  private mutating func note(ending record: TraceRecord, _ kind: String) {
    switch kind {
    case "connection" where ["failed", "closed"].contains(record.word("state")), "goodbye":
      endings[Key(node: record.node, client: "", gateway: record.word("peer"), resource: "")] = record.n
    case "client.roamed", "client.stopped", "client.crashed", "node.stopped":
      endings[Key(node: record.node, client: "", gateway: "", resource: "")] = record.n
    case "resource.removed", "resource.changed":
      endings[Key(node: record.node, client: "", gateway: "", resource: record.word("resource"))] = record.n
    default: break
    }
  }

  /// Since when a portal or gateway thinks so.
  package func since(at node: String, client: String, gateway: String, resource: String) -> Fact {
    text(last[Key(node: node, client: client, gateway: gateway, resource: resource)])
  }

  /// Since when a client uses the gateway for the resource, or does no more.
  package func since(client: String, gateway: String, resource: String, uses: Bool) -> Fact {
    guard let began = last[Key(node: client, client: client, gateway: gateway, resource: resource)] else {
      return .none
    }
    if uses { return text(began) }
    let ends = [(gateway, ""), ("", ""), ("", resource)].compactMap {
      endings[Key(node: client, client: "", gateway: $0.0, resource: $0.1)]
    }
    return text(ends.filter { $0 > began }.min() ?? began)
  }

  /// When, by which event, and the message and the command behind that.
  private func text(_ number: EventNumber?) -> Fact {
    guard let number, trace.indices.contains(number - 1) else { return .none }
    let record = trace[number - 1]
    var words = "\((record.t - .zero).text), #\(record.n) \(record.kind)"
    var message = record.received
    if let message { words = "\((record.t - .zero).text), #\(record.n) \(message)" }
    var cause = record.cause
    while trace.indices.contains(cause - 1) {
      let record = trace[cause - 1]
      if message == nil, let received = record.received {
        message = received
        words += " ← \(received)"
      }
      if case .command(let text) = record.what { return .text("\(words) ← \(text)") }
      guard record.cause < cause else { break }
      cause = record.cause
    }
    return .text(words)
  }
}

extension TraceRecord {
  fileprivate func word(_ name: String) -> String { self[name].map(\.description) ?? "" }

  fileprivate var received: String? { if case .portalReceived(let message) = what { message.message } else { nil } }
}
