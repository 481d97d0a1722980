import Base
import Lab

/// One thing that a look at the lab has found.
struct Finding: Hashable {
  enum Weight: String, Hashable, CaseIterable {
    /// Traffic suffers from it, or will.
    case trouble
    /// It comes of a trouble, and goes with it.
    case consequence
    /// Nothing suffers: worth knowing.
    case notice
  }

  /// The stable name of its kind: `node-stopped`.
  let kind: String
  let weight: Weight
  /// What it is about: a node, a link, a resource.
  let subject: String
  /// What is the matter, and what follows from it.
  let sentence: String
  /// Commands to type, in this order, that make it vanish.
  let steps: [String]
  /// The event since which it is so, where the trace has it.
  let since: EventNumber?

  init(
    _ kind: String, _ weight: Weight = .trouble, about subject: String, _ sentence: String, steps: [String] = [],
    since: EventNumber? = nil
  ) {
    (self.kind, self.weight, self.subject) = (kind, weight, subject)
    (self.sentence, self.steps, self.since) = (sentence, steps, since)
  }
}

/// A class of things that can be wrong, and how each is found.
protocol Examination: Sendable {
  static func findings(in chart: Chart) -> [Finding]
}
