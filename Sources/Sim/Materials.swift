import Access
import Base
import Cipher
import Lab
import Traversal
import WireGuard

/// Keys for crafted WireGuard messages. Crafting changes nothing in the world, and the same words at the same moment
/// give the same bytes.
extension Simulation {
  func material(from: String, to: String?, answering message: [UInt8]) throws(LabError) -> TunnelMaterial {
    let sender = try party(from)
    let to = to ?? initiator(of: message, to: sender)
    let receiver: Party? = if let to { try party(to) } else { nil }
    let connection = to.flatMap { world.connection(of: from, to: $0) }
    return TunnelMaterial(
      handshake: handshake(from, sender, to, receiver, connection),
      session: connection?.tunnel.sending.map { keys, counter in
        TunnelMaterial.Session(key: keys.send.bytes, receiver: keys.remote, counter: counter)
      },
      source: connection?.path.flatMap { $0.isOverOwnRelay ? nil : [$0.local] } ?? sender.sockets,
      destination: connection?.path.map { [$0.remote] } ?? receiver?.sockets ?? [])
  }

  private func handshake(
    _ from: String, _ sender: Party, _ to: String?, _ receiver: Party?, _ connection: Connection?
  ) -> TunnelMaterial.Handshake {
    var chance = Chance(seed: seed).stream("crafted").stream("\(from) \(to ?? "") \(now.nanoseconds)")
    return TunnelMaterial.Handshake(
      staticPrivate: sender.key.raw.bytes, peerPublic: receiver?.key.publicKey.raw.bytes,
      presharedKey: (connection?.identity.presharedKey ?? .none).raw.bytes,
      ephemeralPrivate: PrivateKey(drawnFrom: &chance).raw.bytes, index: chance.nextUInt32(),
      nonce: chance.bytes(XChaCha20Poly1305.nonceCount), time: wall.time(at: now),
      cookie: connection?.tunnel.cookie(at: now)?.bytes, freshCookie: chance.bytes(Bytes16.count))
  }

  /// The sender's half of the session whose receiver is known by this index: the key is the same at both ends.
  func material(receiver: UInt32) throws(LabError) -> TunnelMaterial {
    guard let keys = events.keys.receiver(receiver) else {
      throw .invalid(what: "session \(receiver)", reason: "no session so far has this index")
    }
    return TunnelMaterial(
      handshake: nil, session: .init(key: keys.receive.bytes, receiver: receiver, counter: 0))
  }

  /// Whose initiation it is, if it was made for `responder` and its sender is one of ours.
  private func initiator(of message: [UInt8], to responder: Party) -> String? {
    guard case .initiation(let initiation)? = try? Message(message),
      let identified = try? IdentifiedInitiation(initiation, to: StaticKeys(responder.key))
    else { return nil }
    let clients = world.clients.first { $0.value.access.publicKey == identified.peer }?.key
    return clients ?? world.gateways.first { $0.value.access.local.keys.publicKey == identified.peer }?.key
  }

  private struct Party {
    let key: PrivateKey
    let sockets: [Endpoint]
  }

  private func party(_ name: String) throws(LabError) -> Party {
    if let local = world.clients[name]?.access.local ?? world.gateways[name]?.access.local {
      return Party(key: local.keys.privateKey, sockets: local.sockets)
    }
    guard name == TunnelMaterial.stranger else {
      throw .unknown(
        .node, name: name, known: world.clients.keys + world.gateways.keys + [TunnelMaterial.stranger])
    }
    var chance = Chance(seed: seed).stream("stranger").stream(name)
    return Party(key: PrivateKey(drawnFrom: &chance), sockets: [])
  }
}

extension World {
  /// What one node holds towards another.
  fileprivate func connection(of node: String, to peer: String) -> Connection? {
    if let client = clients[node], let gateway = names.gateway(named: peer) {
      return client.access.gateways.peers[gateway]?.connection
    }
    if let gateway = gateways[node], let client = names.client(named: peer) {
      return gateway.access.clients[client]?.connection
    }
    return nil
  }
}
