import Cipher

/// What two peers know of each other before they speak.
struct Peering: Hashable, Sendable {
  let local: StaticKeys
  let remote: PublicKey
  let remoteMACs: MACKeys
  let presharedKey: PresharedKey
  /// What both static keys agree on; nil for a peer whose key is of low order, with whom no handshake succeeds.
  let staticSecret: Bytes32?

  init(local: StaticKeys, remote: PublicKey, presharedKey: PresharedKey?) {
    self.local = local
    self.remote = remote
    remoteMACs = MACKeys(of: remote)
    self.presharedKey = presharedKey ?? .none
    staticSecret = local.privateKey.agree(with: remote)
  }
}
