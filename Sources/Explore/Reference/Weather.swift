import Base

/// What disturbs machines and the networks between them, and until when its traces may be felt.
struct Weather: Sendable {
  private(set) var cuts: [Cut] = []
  /// Links that lose or damage so much that results are another.
  private(set) var lossy: [String] = []
  /// Links that are not as the lab says, without consequence.
  private(set) var odd: [String] = []
  private(set) var stopped: [String] = []
  /// Nodes behind routers that carry no UDP.
  private(set) var blocked: [String] = []
  /// Rules in flight.
  private(set) var rules: [Rule] = []
  private(set) var lastRule = 0
  /// Something has disturbed the network since it was at rest.
  private(set) var wasFoul = false
  /// Clients ask again when a gateway refuses.
  var recovers = true
  private var unsettled = SortedTable<String, Instant>()

  struct Cut: Hashable, Sendable {
    let a: String
    let b: String?

    func touches(_ nodes: [String]) -> Bool { nodes.contains(a) || b.map(nodes.contains) ?? true }
  }

  struct Rule: Hashable, Sendable {
    let number: Int
    let isHarmless: Bool
  }

  /// For a node's sake nothing can be foretold until then.
  mutating func unsettle(_ nodes: [String], until time: Instant) {
    for node in nodes { unsettled[node] = max(time, unsettled[node] ?? time) }
  }

  /// - Parameter relays: without any of these running, nobody new finds a way.
  func isCalm(at nodes: [String], portal: String, relays: [String], _ now: Instant) -> Bool {
    guard !stopped.contains(portal), recovers, cuts.isEmpty, lossy.isEmpty, rules.allSatisfy(\.isHarmless),
      relays.contains(where: { !stopped.contains($0) })
    else { return false }
    return nodes.allSatisfy { node in (unsettled[node] ?? .zero) <= now && !blocked.contains(node) }
  }

  /// What stands between the ends of tunnels themselves. Without the portal or a relay a tunnel can do.
  ///
  /// - Parameter others: nodes that are no end of a tunnel.
  func disturbsTunnels(except others: [String], portal: String) -> Bool {
    lossy.contains { $0 != portal }
      || cuts.contains { cut in !others.contains(cut.a) && !(cut.b.map(others.contains) ?? false) }
  }

  mutating func cut(_ a: String, _ b: String?) { cuts.append(Cut(a: a, b: b)) }
  mutating func healCuts() { cuts = [] }

  mutating func shape(_ link: String, _ trouble: LinkTrouble) {
    if trouble.isHarmless {
      odd.append(link)
    } else {
      lossy.append(link)
    }
  }

  mutating func restore(_ link: String) {
    lossy.removeAll { $0 == link }
    odd.removeAll { $0 == link }
  }

  mutating func stop(_ node: String) { if !stopped.contains(node) { stopped.append(node) } }
  mutating func start(_ node: String) { stopped.removeAll { $0 == node } }

  mutating func block(_ nodes: [String], _ isBlocked: Bool) {
    blocked.removeAll { nodes.contains($0) }
    if isBlocked { blocked += nodes }
  }

  mutating func addRule(isHarmless: Bool) { rules.append(Rule(number: countRule(), isHarmless: isHarmless)) }

  /// A rule that a deed makes and takes away again counts all the same.
  @discardableResult
  mutating func countRule() -> Int {
    lastRule += 1
    return lastRule
  }

  mutating func removeRules() { rules = [] }

  mutating func noteFoul() { wasFoul = true }

  /// Everything has been mended, and its time is over.
  mutating func settle() {
    (cuts, lossy, odd, stopped, blocked, rules) = ([], [], [], [], [], [])
    (wasFoul, recovers, unsettled) = (false, true, SortedTable())
  }

  /// Nothing is wrong, and nothing has been.
  var isQuiet: Bool { !isFoul && !wasFoul }
  var isFoul: Bool {
    !cuts.isEmpty || !lossy.isEmpty || !stopped.isEmpty || !blocked.isEmpty || !recovers
      || !rules.allSatisfy(\.isHarmless)
  }
}

/// What a link does to what crosses it: settings of `fault`.
struct LinkTrouble: Hashable, Sendable {
  let words: String
  /// No result becomes another by it: nothing is lost for good, and no application's patience is at its end.
  let isHarmless: Bool

  static let harmless = ["duplicate=20%", "reorder=20%", "jitter=5ms", "mtu=1400", "rate=500kB", "latency=30ms"].map {
    LinkTrouble(words: $0, isHarmless: true)
  }
  static let foul = [
    "loss=5%", "loss=20%", "loss=20% burst=4", "loss=100%", "corrupt=5%", "corrupt=50%", "latency=900ms",
    "jitter=400ms reorder=30%", "rate=1kB queue=1500B", "mtu=576",
  ].map { LinkTrouble(words: $0, isHarmless: false) }
}
