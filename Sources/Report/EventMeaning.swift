extension Style.Meaning {
  /// What a kind of event says to the eye: trouble, caution, success, or one of many.
  package init(kind: String) {
    switch kind {
    case "drop", "wire.lost", "filtered", "app.failed", "turn.failed", "authorization.removed",
      "authorization.expired":
      self = .bad
    case "icmp.prohibited", "intent", "fault", "flag", "break", "rule", "edited": self = .warning
    case "authorization.added", "app.received", "wg.session", "ice.nominated": self = .good
    case "command": self = .heading
    case "portal.sent", "portal.received": self = .message
    case "wire.sent", "wire.delivered", "ice.pair", "ice.state", "turn.bound", "turn.refreshed": self = .dim
    default: self = .plain
    }
  }
}
