/// Nodes from left to right: clients, portal, relays, gateways, then everything else, as traffic flows.
enum NodeOrder {
  /// Each node once. Those in `first` lead, in that order.
  static func sorted(_ nodes: [String], first: [String]) -> [String] {
    var present: [String] = []
    for node in nodes where !present.contains(node) { present.append(node) }
    let rest = present.filter { !first.contains($0) }.sorted { key($0) < key($1) }
    return first.filter(present.contains) + rest
  }

  /// Shorter names first within a role: `relay-2` stands before `relay-10`.
  private static func key(_ node: String) -> (Int, Int, String) { (rank(node), node.utf8.count, node) }

  private static func rank(_ node: String) -> Int {
    let roles = ["client", "portal", "relay", "gateway"]
    return roles.firstIndex { node.hasPrefix($0) } ?? roles.count
  }
}
