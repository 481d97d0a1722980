import Base
import Lab
import Portal

extension LivePortal {
  package struct Token: Sendable {
    /// The client's, the site's, or `relays`.
    package let holder: String
    package let role: LoginRequest.Role
    /// A secret.
    package let text: String
  }
}

extension ControlPlane {
  /// One for each client, one for the gateways of each site, one for all relays.
  func tokens(of topology: Topology, _ root: Chance) -> [LivePortal.Token] {
    func text(_ id: TokenID, nonce: String = "") -> String? {
      directory.tokens[id].map { tokenMint.text(of: $0, account: directory.account.id, nonce: nonce) }
    }
    var tokens: [LivePortal.Token] = []
    for client in topology.devices {
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
