import Base

/// What disturbs machines and the networks between them, and until when its traces may be felt.
struct Weather: Sendable {
  private(set) var cuts: [Cut] = []
  private(set) var lossy: [String] = []
  private(set) var stopped: [String] = []
  /// Numbers of rules in flight.
  private(set) var rules: [Int] = []
  private var lastRule = 0
  /// Something has disturbed the network since it was at rest.
  private(set) var wasFoul = false
  /// Clients ask again when a gateway refuses.
  var recovers = true
  private var unsettled = SortedTable<String, Instant>()

  struct Cut: Hashable, Sendable {
    let a: String
    let b: String?
  }

  /// For a node's sake nothing can be foretold until then.
  mutating func unsettle(_ nodes: [String], until time: Instant) {
    for node in nodes { unsettled[node] = max(time, unsettled[node] ?? time) }
  }

  func isCalm(at nodes: [String], portal: String, _ now: Instant) -> Bool {
    guard !stopped.contains(portal), recovers, rules.isEmpty, cuts.isEmpty, lossy.isEmpty else { return false }
    return nodes.allSatisfy { node in (unsettled[node] ?? .zero) <= now }
  }

  mutating func cut(_ a: String, _ b: String?) { cuts.append(Cut(a: a, b: b)) }
  mutating func healCuts() { cuts = [] }

  mutating func lose(on link: String, _ loses: Bool) {
    lossy.removeAll { $0 == link }
    if loses { lossy.append(link) }
  }

  mutating func stop(_ node: String) { if !stopped.contains(node) { stopped.append(node) } }
  mutating func start(_ node: String) { stopped.removeAll { $0 == node } }

  mutating func addRule() {
    lastRule += 1
    rules.append(lastRule)
  }
  mutating func removeRules() { rules = [] }

  mutating func noteFoul() { wasFoul = true }

  /// Everything has been mended, and its time is over.
  mutating func settle() {
    (cuts, lossy, stopped, rules, unsettled) = ([], [], [], [], SortedTable())
    (wasFoul, recovers) = (false, true)
  }

  /// Nothing is wrong, and nothing has been.
  var isQuiet: Bool { !isFoul && !wasFoul }
  var isFoul: Bool { !cuts.isEmpty || !lossy.isEmpty || !stopped.isEmpty || !rules.isEmpty || !recovers }
}
