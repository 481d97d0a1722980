extension Style.Meaning {
  /// What a kind of event says to the eye: trouble, caution, success, or one of many.
  package init(kind: String) {
    switch kind {
    case "drop", "wire.lost", "filtered", "app.failed", "turn.failed", "authorization.removed",
      "authorization.expired":
      self = .bad
    case "icmp.prohibited", "intent", "fault", "flag", "break", "rule": self = .warning
    case "authorization.added", "app.received", "wg.session": self = .good
    case "command": self = .heading
    case "portal.sent", "portal.received": self = .message
    case "wire.sent", "wire.delivered": self = .dim
    default: self = .plain
    }
  }
}
