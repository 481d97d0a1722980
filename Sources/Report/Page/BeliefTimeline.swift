import Base
import Lab

/// What portal, gateway and client believed of each access, from the first event to the last.
package struct BeliefTimeline: Sendable {
  /// A time in which somebody believed in an access.
  package struct Span: Hashable, Sendable {
    package let began: Instant
    package let event: EventNumber
    package let gateway: String
    package fileprivate(set) var ended: Instant?
    package fileprivate(set) var end: EventNumber?
  }

  package enum View: Int, CaseIterable, Sendable {
    case portal, gateway, client
  }

  package struct Access: Sendable {
    package let client: String
    package let resource: String
    /// One list for each view, by `View.rawValue`.
    package fileprivate(set) var spans: [[Span]] = [[], [], []]
  }

  package private(set) var accesses: [Access] = []

  package init(_ trace: some Sequence<TraceRecord>) {
    for record in trace { add(record) }
  }

  private mutating func add(_ record: TraceRecord) {
    switch record.kind {
    case "authorization.created": begin(.portal, record, gateway: record.text("gateway"))
    case "authorization.ended": end(.portal, record) { $0.gateway == record.text("gateway") }
    case "authorization.added": begin(.gateway, record, gateway: record.node)
    case "authorization.removed", "authorization.expired": end(.gateway, record) { $0.gateway == record.node }
    case "portal.received" where record.text("message") == "flow_created": flowCreated(record)
    case "connection" where ["failed", "closed"].contains(record.text("state")), "goodbye":
      endAll(at: record) { view, client, span in
        view == .client && client == record.node && span.gateway == record.text("peer")
      }
    case "client.roamed", "client.stopped", "client.crashed", "node.stopped", "node.restarted":
      endAll(at: record) { view, client, span in
        view == .client && client == record.node || view == .gateway && span.gateway == record.node
      }
    case "resource.removed", "resource.changed":
      let resource = record.text("resource")
      for i in accesses.indices where accesses[i].client == record.node && accesses[i].resource == resource {
        accesses[i].end(.client, at: record) { _ in true }
      }
    default: break
    }
  }

  private mutating func flowCreated(_ record: TraceRecord) {
    let gateway = ["gateway_id", "gateway"].compactMap { record[$0]?.description }.first ?? ""
    let i = index(of: record.node, record.text("resource_id"))
    accesses[i].begin(.client, record, gateway: gateway)
  }

  private mutating func begin(_ view: View, _ record: TraceRecord, gateway: String) {
    let i = index(of: record.text("client"), record.text("resource"))
    accesses[i].begin(view, record, gateway: gateway)
  }

  private mutating func end(_ view: View, _ record: TraceRecord, _ matches: (Span) -> Bool) {
    let i = index(of: record.text("client"), record.text("resource"))
    accesses[i].end(view, at: record, matches)
  }

  private mutating func endAll(at record: TraceRecord, _ matches: (View, String, Span) -> Bool) {
    for i in accesses.indices {
      let client = accesses[i].client
      for view in View.allCases { accesses[i].end(view, at: record) { matches(view, client, $0) } }
    }
  }

  private mutating func index(of client: String, _ resource: String) -> Int {
    if let known = accesses.firstIndex(where: { $0.client == client && $0.resource == resource }) { return known }
    accesses.append(Access(client: client, resource: resource))
    return accesses.count - 1
  }
}

extension BeliefTimeline.Access {
  package subscript(view: BeliefTimeline.View) -> [BeliefTimeline.Span] { spans[view.rawValue] }

  /// Renewing what is there begins nothing.
  fileprivate mutating func begin(_ view: BeliefTimeline.View, _ record: TraceRecord, gateway: String) {
    guard !self[view].contains(where: { $0.ended == nil && $0.gateway == gateway }) else { return }
    spans[view.rawValue].append(.init(began: record.t, event: record.n, gateway: gateway))
  }

  fileprivate mutating func end(
    _ view: BeliefTimeline.View, at record: TraceRecord, _ matches: (BeliefTimeline.Span) -> Bool
  ) {
    for i in spans[view.rawValue].indices where spans[view.rawValue][i].ended == nil {
      guard matches(spans[view.rawValue][i]) else { continue }
      spans[view.rawValue][i].ended = record.t
      spans[view.rawValue][i].end = record.n
    }
  }

  /// Times in which the client believed in what its gateway did not know: its packets are refused then.
  package func gaps(until now: Instant) -> [(from: Instant, to: Instant)] {
    self[.client].flatMap { span -> [(from: Instant, to: Instant)] in
      var gaps: [(from: Instant, to: Instant)] = []
      var at = span.began
      let end = span.ended ?? now
      for known in self[.gateway] where known.gateway == span.gateway && (known.ended ?? now) > at && known.began < end
      {
        if known.began > at { gaps.append((at, known.began)) }
        at = max(at, known.ended ?? now)
      }
      if at < end { gaps.append((at, end)) }
      return gaps
    }
  }
}
