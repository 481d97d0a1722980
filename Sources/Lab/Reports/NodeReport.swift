import Base

/// What became of a machine or of the networks around it.
package enum NodeReport: Described {
  case stopped(goodbye: Bool)
  case started
  /// A process that has lost its memory.
  case restarted
  case slept(Duration)
  case woke
  case roamed(to: [IPAddress])
  case partitioned(String, String)
  case healed(String, String)
  /// What came for a machine that does not run.
  case dropped(reason: String)

  package var kind: String {
    switch self {
    case .stopped: "node.stopped"
    case .started: "node.started"
    case .restarted: "node.restarted"
    case .slept: "node.slept"
    case .woke: "node.woke"
    case .roamed: "node.roamed"
    case .partitioned: "partition"
    case .healed: "heal"
    case .dropped: "drop"
    }
  }

  package var fields: [Field] {
    switch self {
    case .stopped(let goodbye): [Field("goodbye", .flag(goodbye))]
    case .started, .restarted, .woke: []
    case .slept(let span): [Field("span", .duration(span))]
    case .roamed(let addresses): [Field("addresses", .list(addresses.map { .address($0) }))]
    case .partitioned(let a, let b), .healed(let a, let b): [Field("a", a), Field("b", b)]
    case .dropped(let reason): [Field("reason", reason)]
    }
  }
}
