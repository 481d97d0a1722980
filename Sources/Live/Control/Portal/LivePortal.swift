import Base
import Lab
import Portal

/// A portal before it serves: a lab file's directory, real time, and the tokens its participants log in with.
package struct LivePortal {
  var plane: ControlPlane
  var names: NameBook
  package let clock: LiveClock
  let chance: Chance
  /// One for each client, one for the gateways of each site, one for all relays.
  package let tokens: [Token]

  package struct Token: Sendable {
    /// The client's, the site's, or `relays`.
    package let holder: String
    package let role: LoginRequest.Role
    /// A secret.
    package let text: String
  }

  /// - Parameter secret: 32 bytes, from which identities, keys and tokens follow: with the same ones they stay good.
  /// - Throws: what the directory refuses.
  package init(_ topology: Topology, secret: [UInt8], clock: LiveClock) throws(TopologyError) {
    let root = Chance(key: secret)
    let wall = clock.wall
    var builder = DirectoryBuilder(topology: topology, root: root, wall: wall)
    var directory = try builder.directory()
    do throws(DirectoryError) {
      try directory.letIn(topology, root)
    } catch {
      throw TopologyError(object: topology.name, reason: error.words)
    }
    names = builder.names
    self.clock = clock
    chance = root
    plane = ControlPlane(directory: directory, wall: wall, chance: root.stream("portal"))
    tokens = plane.tokens(of: topology, root)
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
  }
}

extension ControlPlane {
  fileprivate func tokens(of topology: Topology, _ root: Chance) -> [LivePortal.Token] {
    func text(_ id: TokenID, nonce: String = "") -> String? {
      directory.tokens[id].map { tokenMint.text(of: $0, account: directory.account.id, nonce: nonce) }
    }
    var tokens: [LivePortal.Token] = []
    for client in topology.clients {
      let name = client.node.name
      if let text = text(root.identifier("token " + name), nonce: "n") {
        tokens.append(.init(holder: name, role: .client, text: text))
      }
    }
    for site in topology.sites {
      if let text = text(root.identifier("token of site " + site.name)) {
        tokens.append(.init(holder: site.name, role: .gateway, text: text))
      }
    }
    if let text = text(root.identifier("token of relays")) {
      tokens.append(.init(holder: "relays", role: .relay, text: text))
    }
    return tokens
  }
}
