import Lab
import Script

/// What only a simulated lab can do: its time, its network and its machines are the lab's own, and those of live nodes
/// are not.
enum SimulationOnly {
  private enum Reason: String {
    case past = "real time does not go back, and what happened cannot be taken back"
    case pace = "real time stands still for nobody"
    case seed = "nothing in real nodes is drawn from a seed"
    case worlds = "there is one world of real nodes"
    case network = "the network between them is real: change it where it is"
    case processes = "they are processes of their own: whoever started them stops them"
    case quirks = "they have the faults of the original neither way"
    case dry = "whatever is sent is sent, and nobody knows the future"
  }

  private static let reasons: [(verbs: [String], reason: Reason)] = [
    (["back", "goto", "undo", "last"], .past), (["step", "break", "continue", "edit"], .pace), (["seed"], .seed),
    (["lab", "snapshot", "fork", "restore", "compare", "tutorial"], .worlds),
    (["fault", "nat", "partition", "heal", "roam", "on", "release"], .network),
    (["restart", "stop", "start", "sleep", "resolvers"], .processes), (["compat"], .quirks),
    (["trace-only", "predict"], .dry),
  ]

  /// What makes something happen, in a lab in which nothing does any more.
  private static let deeds = [
    "ping", "curl", "dig", "tcp", "udp", "send", "ask", "revoke", "authorize", "expire", "filter", "policy", "resource",
    "site", "token", "group", "actor", "device", "account", "internet", "resolvers", "fault", "nat", "partition",
    "heal",
    "restart", "stop", "start", "sleep", "roam", "flag", "recovery", "compat", "on", "release", "lab", "seed",
    "tutorial", "trace-only", "predict",
  ]

  static func diagnostic(_ command: Command, in lab: any LabBackend) -> Diagnostic? {
    if lab.isRecorded { return recorded(command) }
    guard lab.isLive, let verb = VerbTable.verb(command.verb.text)?.signature.name,
      let reason = reasons.first(where: { $0.verbs.contains(verb) })?.reason
    else { return nil }
    return Diagnostic(
      .simulationOnly, "`\(command.verb.text)` is for a simulated lab, and these are live nodes",
      at: command.verb.range, label: reason.rawValue)
  }

  private static func recorded(_ command: Command) -> Diagnostic? {
    guard let verb = VerbTable.verb(command.verb.text)?.signature.name, deeds.contains(verb) else { return nil }
    return Diagnostic(
      .simulationOnly, "`\(command.verb.text)` is for a lab in which something can happen, and this is a recording",
      at: command.verb.range, label: "what happened has happened: look at it, and go back and forth")
  }
}
