import Base
import Lab

/// What happened between nodes, as a sequence diagram: the model that every way of drawing shares.
package struct SequenceDiagram: Hashable, Sendable {
  /// The nodes that take part, from left to right.
  package let nodes: [String]
  package let steps: [Step]

  package enum Step: Hashable, Sendable {
    case arrow(Arrow)
    case note(Note)
    /// A line of the operator, across all nodes.
    case title(String)
  }

  /// One message, or a folded run of them, from a node to another one.
  package struct Arrow: Hashable, Sendable {
    package var n: EventNumber
    package var t: Instant
    package var from: String
    package var to: String
    package var label: String
    /// Why it did not arrive, if so.
    package var lost: String?
    /// A folded exchange: there and back.
    package var bothWays = false
    /// Messages folded into this one.
    package var count = 1
    /// A portal message, and no datagram.
    package var isMessage = false
    var kind: DatagramLabel.Kind = .other
  }

  /// Something that a node did on its own.
  package struct Note: Hashable, Sendable {
    package let n: EventNumber
    package let t: Instant
    package let node: String
    package let kind: String
    package let text: String
  }

  /// - Parameter records: a whole trace: what it tells of a packet anywhere labels the datagrams that carried it.
  package init(_ records: some Collection<TraceRecord>, options: DiagramOptions = DiagramOptions()) {
    var builder = DiagramBuilder(options)
    for record in records { builder.learn(record) }
    for record in records { builder.add(record) }
    steps = builder.steps
    nodes = NodeOrder.sorted(builder.steps.flatMap(\.nodes), first: options.nodes)
  }
}

/// Which part of a trace is drawn, and how.
package struct DiagramOptions: Hashable, Sendable {
  /// The first and the last event that are drawn.
  package var events: ClosedRange<EventNumber>
  /// Draws a handshake as one exchange and a run of keepalives as one arrow.
  package var folds: Bool
  /// Kinds of events that are drawn; `authorization.*` stands for all of a family. Lost and delivered datagrams go
  /// with `wire.sent`, portal messages with `portal.sent`; `upkeep` are checks of paths and keepalives to relays.
  package var kinds: [String]
  /// Nodes from left to right; those not named follow in the usual order.
  package var nodes: [String]
  /// Draws only what one of these nodes takes part in; empty for all.
  package var involved: [String] = []
  /// Draws only these events, in rising order; nil for all.
  package var chosen: [EventNumber]?

  package static let usualKinds = [
    "command", "wire.sent", "portal.sent", "intent", "authorization.*", "filtered", "drop", "icmp.prohibited",
    "app.failed", "app.received", "connection", "ice.nominated", "turn.failed", "fault", "flag", "rule", "released",
    "edited", "break",
  ]

  package init(
    events: ClosedRange<EventNumber> = 0...EventNumber.max, folds: Bool = true,
    kinds: [String] = DiagramOptions.usualKinds, nodes: [String] = []
  ) {
    self.events = events
    self.folds = folds
    self.kinds = kinds
    self.nodes = nodes
  }

  /// Whether the selection has the event, whatever its kind.
  func selects(_ record: TraceRecord) -> Bool {
    guard events.contains(record.n), chosen?.holdsSorted(record.n) ?? true else { return false }
    return involved.isEmpty || record.participants.contains(where: involved.contains)
  }

  func draws(_ kind: String) -> Bool {
    kinds.contains { $0.hasSuffix(".*") ? kind.hasPrefix($0.dropLast()) : $0 == kind }
  }
}

extension TraceRecord {
  /// The nodes between which something goes, or the one where it happened.
  fileprivate var participants: [String] {
    switch what {
    case .wireSent(let datagram), .wireDelivered(let datagram), .wireLost(let datagram, _):
      [datagram.from, datagram.to]
    case .portalSent(let message), .portalReceived(let message): [message.from, message.to]
    default: [node]
    }
  }
}

extension [EventNumber] {
  /// Whether a rising list has the number.
  ///
  /// Complexity: O(log n).
  package func holdsSorted(_ number: EventNumber) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == number
  }
}

extension SequenceDiagram.Step {
  var nodes: [String] {
    switch self {
    case .arrow(let arrow): [arrow.from, arrow.to]
    case .note(let note): [note.node]
    case .title: []
    }
  }
}
