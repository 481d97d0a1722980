import Base
import Lab

/// Something that was otherwise than usual for a while: a link, a machine, a cut, a flag, a rule.
package struct FaultWindow: Hashable, Sendable {
  /// What distinguishes it: `link client`, `rule 2`.
  package let subject: String
  package fileprivate(set) var words: String
  package let began: Instant
  package let event: EventNumber
  /// nil: it lasts.
  package fileprivate(set) var ended: Instant?

  /// All windows of a trace, in the order of their beginnings.
  package static func all(in trace: some Sequence<TraceRecord>) -> [FaultWindow] {
    var windows: [FaultWindow] = []
    for record in trace {
      switch record.change {
      case .begins(let subject, let words)?:
        windows.end(subject, at: record.t)
        windows.append(FaultWindow(subject: subject, words: words, began: record.t, event: record.n))
      case .ends(let subjects)?: for subject in subjects { windows.end(subject, at: record.t) }
      case .moment(let words)?:
        windows.append(
          FaultWindow(subject: "#\(record.n)", words: words, began: record.t, event: record.n, ended: record.t))
      case nil: break
      }
    }
    return windows
  }
}

private enum WindowChange {
  case begins(String, String)
  case ends([String])
  /// Over as soon as it has begun.
  case moment(String)
}

extension [FaultWindow] {
  fileprivate mutating func end(_ subject: String, at t: Instant) {
    if let open = lastIndex(where: { $0.subject == subject && $0.ended == nil }) { self[open].ended = t }
  }
}

extension TraceRecord {
  fileprivate var change: WindowChange? {
    switch kind {
    case "fault" where text("change") == "none": .ends(["link \(text("link"))"])
    case "fault": .begins("link \(text("link"))", "link of \(text("link")): \(text("change"))")
    case "node.stopped": .begins("node \(node)", "\(node) stopped")
    case "node.slept": .begins("node \(node)", "\(node) asleep")
    case "node.started", "node.woke": .ends(["node \(node)"])
    case "node.restarted": .moment("\(node) restarted")
    case "node.roamed", "client.roamed": .moment("\(node) roamed")
    case "partition": .begins("cut \(text("a")) \(text("b"))", "\(text("a")) cut from \(text("b"))")
    case "heal": .ends(["cut \(text("a")) \(text("b"))", "cut \(text("b")) \(text("a"))"])
    case "flag" where self["on"] == .flag(true): .begins("flag \(node) \(text("name"))", "\(node): \(text("name")) on")
    case "flag": .ends(["flag \(node) \(text("name"))"])
    case "quirk" where self["on"] == .flag(true):
      .begins("quirk \(node) \(text("name"))", "\(node): fault \(text("name"))")
    case "quirk": .ends(["quirk \(node) \(text("name"))"])
    case "rule.added": .begins("rule \(text("rule"))", "rule \(text("rule")) at \(text("tap"))")
    case "rule.removed": .ends(["rule \(text("rule"))"])
    case "nat.changed": .moment("\(node) \(text("nat"))")
    default: nil
    }
  }
}
