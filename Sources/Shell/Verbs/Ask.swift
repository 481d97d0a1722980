import Base
import Lab
import Report
import Script
import Wire

enum Ask: Verb {
  static let signature = VerbSignature(
    "ask", summary: "Send packets, pair the answers, and say which were not answered.",
    page: """
      An answer comes back to the same tap: the ports the other way round with the acknowledgment, the DNS id or the \
      STUN transaction that was asked for; the reply to an ICMP query; or an ICMP error that quotes the packet. The \
      result is a table with `request`, `answer`, `after`, and for those without an answer what came of the request, \
      `nearest` (the packet that came nearest to an answer) and the field in which it `differs`.
      """,
    forms: [
      Form(
        Parameter("packets", .packet), .introduced("from", "node", .object("node")),
        .introduced("at", "tap", .object("tap")), .introduced("within", "bound", .duration))
    ],
    options: [VerbSignature.formatOption],
    examples: [
      Example("ask icmp(dst=172.20.0.100, type=echo-request, id=7, seq=1) from client", "an echo request by hand"),
      Example("ask tcp(dst=172.20.0.100, dport={80, 81}, sport=40000) from client", "which ports are open"),
    ])

  /// Virtual time that answers may take.
  private static let patience = Duration.seconds(2)

  static func run(_ call: Call) throws(ScriptFailure) -> Outcome {
    guard let expression = call.command["packets"]?.expression else { return .nothing }
    let node = try call.node("node", .node)
    let tap = try call.tap() ?? Tap(node, .tun)
    let bound = try call.duration("bound") ?? patience
    let packets = try call.session.packets(try call.evaluator.value(of: expression), expression.range)
    try call.session.begin(call)
    let session = call.session
    let asked = Asked(tap: tap, start: session.stage.now, count: packets.count)
    let next = session.stage.trace.count
    for packet in packets { asked.append(try call.put(packet, at: tap, expression.range)) }
    let job = Job(
      text: call.text, suspension: session.nextSuspension(), deadline: session.stage.now + bound,
      watch: Watch({ $0.tap == tap }, then: { record throws(ScriptFailure) in asked.take(record) }), next: next,
      complete: { _ throws(ScriptFailure) in .value(session.tell(asked, after: next)) })
    return try session.carry(job)
  }
}

/// Requests under way, and what came while they were.
///
/// A request passes its tap on its way; what may answer it passes the same tap the other way round.
final class Asked {
  let tap: Tap
  let start: Instant
  private(set) var requests: [PacketValue] = []
  private var numbers: Set<PacketID> = []
  /// The direction in which requests passed, as far as they did.
  private var outward = true
  private var pairing: Pairing
  private var answers: [TraceRecord] = []
  /// What came and answered nothing, as long as there are few enough to be compared with every request.
  private(set) var strangers: [(record: TraceRecord, packet: IPPacket)] = []
  private static let greatestStrangers = 256

  init(tap: Tap, start: Instant, count: Int) {
    self.tap = tap
    self.start = start
    pairing = Pairing(count: count)
  }

  var answered: Int { requests.count - pairing.open }

  func append(_ sent: (value: PacketValue, packet: IPPacket)) {
    requests.append(sent.value)
    if let number = sent.value.number { numbers.insert(number) }
    pairing.append(sent.packet)
  }

  /// True when every request has its answer.
  func take(_ record: TraceRecord) -> Bool {
    guard let isOut = record.leaves else { return false }
    if numbers.contains(record.packet) {
      outward = isOut
      return false
    }
    guard isOut != outward, let packet = record.seen?.packet else { return false }
    if pairing.take(packet, as: answers.count) != nil {
      answers.append(record)
    } else if strangers.count < Self.greatestStrangers {
      strangers.append((record, packet))
    }
    return pairing.open == 0
  }

  func answer(to request: Int) -> TraceRecord? { pairing.answers[request].map { answers[$0] } }

  /// The packet that came nearest to an answer; of equally near ones the first.
  func nearest(to request: Int) -> (record: TraceRecord, miss: ExchangeMiss)? {
    var best: (record: TraceRecord, miss: ExchangeMiss)?
    for stranger in strangers {
      guard let miss = ExchangeMiss(stranger.packet, from: pairing.requests[request]) else { continue }
      if miss.agreed > best?.miss.agreed ?? -1 { best = (stranger.record, miss) }
    }
    return best
  }
}

extension Session {
  fileprivate func tell(_ asked: Asked, after next: Int) -> Value {
    var table = Script.Table(columns: ["request", "answer", "after", "fate", "nearest", "differs"])
    let isWhole = asked.answered == asked.requests.count
    let fates = isWhole ? [:] : fates(after: next)
    var explained = 0
    for (i, request) in asked.requests.enumerated() {
      if let answer = asked.answer(to: i) {
        table.rows.append(
          .init(
            [.host(request), packet(answer), .duration(answer.t - asked.start), .none, .none, .none],
            subject: packet(answer)))
        continue
      }
      let nearest = asked.nearest(to: i)
      let fate = request.number.flatMap { fates[$0.number] }.map { "\($0.fate) (#\($0.n))" }
      let difference = nearest.map { "\($0.miss.field): expected \($0.miss.expected), came \($0.miss.found)" }
      table.rows.append(
        .init(
          [
            .host(request), .none, .none, fate.map(Value.string) ?? .none,
            nearest.map { packet($0.record) } ?? .none, difference.map(Value.string) ?? .none,
          ], subject: .host(request)))
      if explained < Self.mostExplained { explain(request, fate, nearest?.record, difference) }
      explained += 1
    }
    if explained > Self.mostExplained { say("… and \(explained - Self.mostExplained) more", .bad) }
    say(
      "\(asked.answered) of \(asked.requests.count) answered",
      isWhole ? .good : .bad)
    return .table(table)
  }

  /// The table has them all; so many are said in a sentence too.
  private static let mostExplained = 3

  private func packet(_ record: TraceRecord) -> Value {
    record.seen.map { .host(seen($0.packet, record.packet == .none ? nil : record.packet)) } ?? .none
  }

  private func explain(_ request: PacketValue, _ fate: String?, _ nearest: TraceRecord?, _ difference: String?) {
    var line = "no answer to \(request.description)"
    if let fate { line += "; it was \(fate)" }
    if let nearest, let difference {
      line += "; nearest: \(nearest.packet == .none ? "#\(nearest.n)" : "p\(nearest.packet.number)"), \(difference)"
    }
    say(line, .bad)
  }

  /// The event that settled what became of each packet since.
  private func fates(after next: Int) -> [UInt32: TraceRecord] {
    var fates: [UInt32: TraceRecord] = [:]
    for record in stage.trace[next...] where record.packet != .none && record.isDeciding {
      fates[record.packet.number] = record
    }
    return fates
  }
}
