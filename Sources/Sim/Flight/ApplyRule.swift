import Base
import Lab
import Wire

/// What rules do to what passes a tap. The event that says so is the cause of all that follows.
extension World {
  mutating func apply(_ applied: RuleBook.Applied, to passing: Passing, into trace: inout Trace) {
    var ruling = Ruling(rule: applied.rule, tap: passing.tap, verdict: applied.verdict)
    ruling.message = passing.message?.message
    switch applied.verdict {
    case .drop:
      record(ruling, passing, into: &trace)
      let drop = RuleReport.dropped(rule: applied.rule, passing.tap, message: ruling.message)
      trace.record(.reported(drop), at: now, node: passing.tap.node, packet: passing.id, place: .dropped)
    case .delay(let span):
      record(ruling, passing, into: &trace)
      schedule(.released(passing), at: now + span, trace)
    case .hold:
      ruling.held = rules.hold(passing, by: applied.rule, at: now)
      record(ruling, passing, into: &trace)
    case .duplicate(let copies): duplicate(passing, copies, ruling, into: &trace)
    case .corrupt(let bytes):
      var chance = applied.chance
      alter(passing, ruling, corrupted(passing, bytes, &chance), into: &trace)
    case .edit(let edits): alter(passing, ruling, edited(passing, by: edits), into: &trace)
    }
  }

  private mutating func alter(
    _ passing: Passing, _ ruling: Ruling, _ alteration: Alteration, into trace: inout Trace
  ) {
    guard let altered = altered(passing, ruling, alteration, into: &trace) else { return }
    proceed(altered, into: &trace)
  }

  private func record(_ ruling: Ruling, _ passing: Passing, into trace: inout Trace) {
    trace.record(.ruled(ruling), at: now, node: passing.tap.node, packet: passing.id)
  }

  /// The thing itself goes first, then its copies, each seen at the tap.
  private mutating func duplicate(_ passing: Passing, _ count: Int, _ ruling: Ruling, into trace: inout Trace) {
    var ruling = ruling
    var copies = [Passing](repeating: passing, count: count)
    for i in copies.indices where passing.id != .none {
      copies[i].id = PacketID(nextPacket)
      nextPacket += 1
    }
    if passing.id != .none { ruling.copies = copies.map(\.id) }
    record(ruling, passing, into: &trace)
    let cause = trace.cause
    proceed(passing, into: &trace)
    for copy in copies {
      trace.resume(cause)
      trace.record(copy.sighting, at: now, node: copy.tap.node, packet: copy.id)
      if let copy = touched(copy, into: &trace) { proceed(copy, into: &trace) }
    }
    trace.resume(cause)
  }

  /// Tells what has been made of it, and gives what goes on, if anything does.
  func altered(
    _ passing: Passing, _ ruling: Ruling, _ alteration: Alteration, into trace: inout Trace
  ) -> Passing? {
    var ruling = ruling
    switch alteration {
    case .changed(let passing):
      ruling.changed = passing.packet
      record(ruling, passing, into: &trace)
      return passing
    case .impossible(let problem):
      ruling.problem = problem
      record(ruling, passing, into: &trace)
      return passing
    case .broken(let reason, let detail):
      record(ruling, passing, into: &trace)
      let drop = RuleReport.broken(rule: ruling.rule, passing.tap, reason: reason, detail: detail)
      trace.record(.reported(drop), at: now, node: passing.tap.node, packet: passing.id, place: .dropped)
      return nil
    }
  }
}

/// What comes of changing something in flight.
enum Alteration {
  case changed(Passing)
  /// It has nothing of the kind: it stays as it is.
  case impossible(String)
  /// No network carries what it has become.
  case broken(reason: String, detail: String)
}
