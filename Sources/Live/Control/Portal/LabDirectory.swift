import Base
import Lab
import Portal

/// The directory that a lab file describes, whatever the hour: its tokens end so long after they are issued.
package struct LabDirectory: Sendable {
  let topology: Topology
  /// In ascending order of keys.
  let rows: [DirectoryRow]
  /// What two descriptions are compared by.
  let described: [DirectoryRow]

  /// - Parameter root: identities and keys follow from it.
  /// - Throws: what the directory refuses.
  package init(_ topology: Topology, _ root: Chance) throws(TopologyError) {
    self.topology = topology
    var builder = DirectoryBuilder(topology: topology, root: root, wall: WallClock(epoch: UnixTime(seconds: 0)))
    var directory = try builder.directory()
    do throws(DirectoryError) {
      try directory.letIn(topology, root)
    } catch {
      throw TopologyError(object: topology.name, reason: error.words)
    }
    rows = Self.named(directory.rows, root).sorted { $0.key < $1.key }
    described = rows.map(\.described)
  }

  /// Policies have their identifiers from what they are about, not from their place in the file: another one before them
  /// does not make them others.
  private static func named(_ rows: [DirectoryRow], _ root: Chance) -> [DirectoryRow] {
    var seen = SortedTable<String, Int>()
    return rows.map { row in
      guard case .policy(var policy) = row else { return row }
      let subject = "policy of \(policy.group) on \(policy.resource)"
      let number = (seen[subject] ?? 0) + 1
      seen[subject] = number
      policy.id = root.identifier("\(subject) \(number)")
      return .policy(policy)
    }
  }
}

extension Directory {
  /// What a lab file leaves out because its nodes need not log in.
  fileprivate mutating func letIn(_ topology: Topology, _ root: Chance) throws(DirectoryError) {
    for site in topology.sites {
      let id: SiteID = root.identifier("site " + site.name)
      try put(Token(id: root.identifier("token of site " + site.name), owner: .site(id), expiresAt: nil))
    }
    try put(Token(id: root.identifier("token of relays"), owner: .relays, expiresAt: nil))
    for client in topology.devices where client.isVerified { verify(root.identifier(client.node.name)) }
  }
}
