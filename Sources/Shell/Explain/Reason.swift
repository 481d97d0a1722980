/// Why something was discarded, refused, lost or ended: the word in the trace, what it means, and by which law.
struct Reason: Hashable, Sendable {
  let name: String
  /// Whole sentences, the first of which begins with what the thing was or did.
  let meaning: String
  /// The RFC, the paper, or the rule of the system behind it.
  let law: String

  init(_ name: String, _ meaning: String, _ law: String) { (self.name, self.meaning, self.law) = (name, meaning, law) }

  var text: String { "\(name): \(meaning)\n  the rule behind it: \(law)" }
}

/// Every reason that a trace can hold. Some words stand for one thing in several places, and have one entry for all.
enum ReasonTable {
  static let all =
    Reason.ofRefusals + Reason.ofAccess + Reason.ofRecovery + Reason.ofNames + Reason.ofHosts + Reason.ofTunnels
    + Reason.ofChecks + Reason.ofRelays + Reason.ofRelayRequests + Reason.ofNetworks + Reason.ofPortal

  /// By the word of the trace. A link tells its reason as a sentence, which begins with that of the table.
  static func find(_ text: String) -> Reason? {
    all.first { $0.name == text } ?? all.first { $0.name.contains(" ") && text.hasPrefix($0.name) }
  }
}
