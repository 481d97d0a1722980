import Base
import Lab
import Wire

/// Turns records into steps, one by one.
struct DiagramBuilder {
  private let options: DiagramOptions
  private(set) var steps: [SequenceDiagram.Step] = []
  /// Each packet where it was first seen in clear, which may be behind the datagram that carried it.
  private var packets: [PacketID: IPPacket] = [:]
  /// Steps of messages under way: by their event, because an arrival names it as its cause.
  private var underWay: [EventNumber: Int] = [:]

  init(_ options: DiagramOptions) { self.options = options }

  mutating func learn(_ record: TraceRecord) {
    if case .seen(let packet, _, _) = record.what, record.packet != .none, packets[record.packet] == nil {
      packets[record.packet] = packet
    }
  }

  mutating func add(_ record: TraceRecord) {
    guard options.selects(record) else { return }
    if record.isUpkeep, !options.draws("upkeep") { return }
    switch record.what {
    case .wireSent(let datagram): sent(datagram, record)
    case .wireDelivered(let datagram): arrived(datagram, record)
    case .wireLost(let datagram, let reason): lost(datagram, reason, record)
    case .portalSent(let message): sent(message, record)
    case .portalReceived(let message): if !isKnown(record.cause) { sent(message, record) }
    case .command(let text): if options.draws("command") { steps.append(.title(text)) }
    default: if options.draws(record.kind) { note(record) }
    }
  }

  private mutating func note(_ record: TraceRecord) {
    let facts = record.fields.filter { $0.value != .none }.map { "\($0.name)=\($0.value.word)" }
    let text = ([record.kind] + facts).joined(separator: " ")
    steps.append(.note(.init(n: record.n, t: record.t, node: record.node, kind: record.kind, text: text)))
  }

  private mutating func sent(_ message: PortalMessage, _ record: TraceRecord) {
    guard options.draws("portal.sent") else { return }
    append(.init(n: record.n, t: record.t, from: message.from, to: message.to, label: message.message, isMessage: true))
  }

  private mutating func sent(_ datagram: Datagram, _ record: TraceRecord, lost: String? = nil) {
    guard options.draws("wire.sent") else { return }
    let label = DatagramLabel(datagram.payload, carrying: packets[record.packet]?.summary)
    append(
      .init(
        n: record.n, t: record.t, from: datagram.from, to: datagram.to, label: label.text, lost: lost,
        kind: lost == nil ? label.kind : .other))
  }

  /// An arrival is drawn only if its departure is not.
  private mutating func arrived(_ datagram: Datagram, _ record: TraceRecord) {
    if !isKnown(record.cause) { sent(datagram, record) }
  }

  private mutating func lost(_ datagram: Datagram, _ reason: String, _ record: TraceRecord) {
    guard let at = underWay[record.cause], case .arrow(var arrow) = steps[at], arrow.count == 1 else {
      return sent(datagram, record, lost: reason)
    }
    arrow.lost = reason
    arrow.kind = .other
    steps[at] = .arrow(arrow)
  }

  private func isKnown(_ cause: EventNumber) -> Bool { underWay[cause] != nil }

  private mutating func append(_ arrow: SequenceDiagram.Arrow) {
    if options.folds, let (at, folded) = folding(arrow) {
      steps[at] = .arrow(folded)
      underWay[arrow.n] = at
    } else {
      steps.append(.arrow(arrow))
      underWay[arrow.n] = steps.count - 1
    }
  }

  /// How far back a keepalive looks for one of its own: more pairs of nodes than a picture has room for.
  private static let reach = 32

  /// The step that takes the arrow in. Keepalives between several pairs of nodes alternate, and still are one each.
  private func folding(_ arrow: SequenceDiagram.Arrow) -> (at: Int, folded: SequenceDiagram.Arrow)? {
    for at in steps.indices.suffix(Self.reach).reversed() {
      guard case .arrow(let earlier) = steps[at] else { return nil }
      if let folded = earlier.folded(with: arrow) { return (at, folded) }
      guard arrow.kind == .keepalive, earlier.kind == .keepalive else { return nil }
    }
    return nil
  }
}

extension SequenceDiagram.Arrow {
  /// Both in one, if they belong together: initiation and response, or keepalives between the same two nodes.
  fileprivate func folded(with next: Self) -> Self? {
    let back = from == next.to && to == next.from
    var folded = self
    folded.count += next.count
    switch (kind, next.kind) {
    case (.initiation, .response) where back:
      folded.label = "WireGuard handshake"
      folded.kind = .other
    case (.keepalive, .keepalive) where back || (from == next.from && to == next.to): break
    default: return nil
    }
    folded.bothWays = bothWays || back
    return folded
  }

  var caption: String { label + remark }

  /// The caption cut to a width; what became of the messages is never cut.
  func caption(within width: Int) -> String {
    label.visible.shortened(to: max(1, width - remark.displayWidth)) + remark.visible
  }

  /// What folding and losing add to the label.
  private var remark: String {
    (count > 1 && kind == .keepalive ? " ×\(count)" : "") + (lost.map { " (\($0))" } ?? "")
  }
}
