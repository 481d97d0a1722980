import Base
import Lab

/// Handshakes that their receiver takes for replays, because a later moment has been heard: a clock went back, or somebody who
/// has the key sent one ahead of time.
enum ClockExamination: Examination {
  /// One may be a replay; whoever tries again has a clock that is behind.
  private static let enough = 2

  static func findings(in chart: Chart) -> [Finding] {
    // Most records of a long trace are packets: they are not even asked for their kind.
    let records = chart.trace.filter { $0.isReport && kinds.contains($0.kind) }
    var pairs: [Pair] = []
    for record in records where record["reason"] == .text("stale-timestamp") {
      let pair = Pair(sender: record.text("peer"), receiver: record.node)
      if !pairs.contains(pair), chart.machines.contains(pair.sender) { pairs.append(pair) }
    }
    return pairs.compactMap { finding($0, records, chart) }
  }

  private static let kinds = ["drop", "wg.handshake", "wg.session", "node.started", "client.stopped"]

  private struct Pair: Hashable {
    let sender: String
    let receiver: String
  }

  private static func finding(_ pair: Pair, _ records: [TraceRecord], _ chart: Chart) -> Finding? {
    let (sender, receiver) = (pair.sender, pair.receiver)
    var stale: [EventNumber] = []
    for record in records.reversed() {
      let isBetween = record.node == receiver && record["peer"] == .text(sender)
      // What is older than a handshake that was heard is over.
      if isBetween && isHeard(record) || record.node == sender && isNewProcess(record) { break }
      if isBetween, record["reason"] == .text("stale-timestamp") { stale.append(record.n) }
    }
    guard stale.count >= enough, chart.runs(sender) else { return nil }
    let client = chart.clients.contains(sender) ? sender : receiver
    return Finding(
      "clock", about: "\(sender) \(receiver)",
      "\(receiver) takes handshakes of \(sender) for replays (stale-timestamp, WireGuard paper §5.1): it has heard a later "
        + "moment. The clock of \(sender) went back, or somebody with its key was ahead of it; until it is later than that, "
        + "\(receiver) alone begins sessions.",
      steps: ["restart \(sender.asName)", "run 10s"] + (Use.ofAny(by: client, chart).map { [$0] } ?? []),
      since: stale.last)
  }

  private static func isNewProcess(_ record: TraceRecord) -> Bool {
    record.kind == "node.started" || record.kind == "client.stopped"
  }

  private static func isHeard(_ record: TraceRecord) -> Bool {
    record.kind == "wg.handshake" && record["step"] == .text("initiation-received")
      || record.kind == "wg.session" && record["state"] == .text("established")
  }
}
