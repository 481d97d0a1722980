import Base
import Cipher
import HashTreeCollections
import Portal
import Traversal
import Wire
import WireGuard

/// Finds the connection that a datagram belongs to: a check by its user names, an answer to one by its transaction, a
/// message of WireGuard by our own session index, or, for an initiation, by the static key in it. Nothing costly is done
/// for a message that was not made for our key, or for more of them than a second may bring.
package struct Demultiplexer<Peer: Hashable & Sendable>: Sendable {
  package enum Verdict: Sendable {
    case tunnel(Peer, Tunnel.Input)
    /// A STUN message, for the peer's agent.
    case check(Peer)
    /// A STUN message that no agent waits for; nil: it can be read.
    case unclaimed(STUNRejection?)
    /// Under load: this goes back to the sender, the message no further.
    case cookie([UInt8])
    case rejected(MessageRejection)
  }

  private let keys: StaticKeys
  private var gate: HandshakeGate
  private var indices: TunnelIndices
  private var byIndex = TreeDictionary<UInt32, Peer>()
  private var byKey = TreeDictionary<PublicKey, Peer>()
  private var agents = AgentDirectory<Peer>()
  private var chance: Chance

  package init(keys: StaticKeys, chance: Chance) {
    self.keys = keys
    gate = HandshakeGate(local: keys, chance: chance.stream("gate"))
    indices = TunnelIndices(chance.stream("indices"))
    self.chance = chance.stream("tags")
  }

  /// Takes a connection in and gives it what it is known by.
  package mutating func register(_ peer: Peer, _ identity: ConnectionIdentity) -> ConnectionNumber {
    let index = indices.next()
    byIndex[index] = peer
    byKey[identity.remoteKey] = peer
    let tag = agents.enter(
      peer, local: AgentCredentials(identity.localCredentials), remote: AgentCredentials(identity.remoteCredentials),
      &chance)
    return ConnectionNumber(index: index, tag: tag)
  }

  package mutating func unregister(_ number: ConnectionNumber, _ identity: ConnectionIdentity) {
    agents.remove(
      local: AgentCredentials(identity.localCredentials), remote: AgentCredentials(identity.remoteCredentials),
      tag: number.tag)
    // Another peer may have come with the same key since.
    if let peer = byIndex.removeValue(forKey: number.index), byKey[identity.remoteKey] == peer {
      byKey[identity.remoteKey] = nil
    }
  }

  /// - Parameter id: the packet inside, as far as the world knows it.
  package mutating func judge(_ bytes: [UInt8], from source: IPAddress, _ id: PacketID, at now: Instant) -> Verdict {
    if STUNMessage.isLikely(bytes, in: bytes.indices) { return judge(stun: bytes) }
    do throws(MessageRejection) {
      switch try Message(bytes) {
      case .initiation(let message): return try judge(message, from: source, id, at: now)
      case .response(let message):
        if let early = admit(message, from: source, at: now) { return early }
        return try find(message.receiver, bytes, id)
      case .cookieReply(let message): return try find(message.receiver, bytes, id)
      case .transportData(let message): return try find(message.receiver, bytes, id)
      }
    } catch {
      return .rejected(error)
    }
  }

  private func judge(stun bytes: [UInt8]) -> Verdict {
    do throws(STUNRejection) {
      return agents.owner(of: try STUNMessage(bytes)).map { .check($0) } ?? .unclaimed(nil)
    } catch {
      return .unclaimed(error)
    }
  }

  private mutating func judge(
    _ message: Initiation, from source: IPAddress, _ id: PacketID, at now: Instant
  ) throws(MessageRejection) -> Verdict {
    if let early = admit(message, from: source, at: now) { return early }
    let identified = try IdentifiedInitiation(message, to: keys)
    guard let peer = byKey[identified.peer] else { throw .unknownPeer(identified.peer) }
    return .tunnel(peer, .initiation(identified, id))
  }

  /// nil if the message may pass.
  private mutating func admit(_ message: some HandshakeMessage, from source: IPAddress, at now: Instant) -> Verdict? {
    switch gate.judge(message, from: source, at: now) {
    case .admit: nil
    case .refuse(let rejection): .rejected(rejection)
    case .answer(let reply): .cookie(reply.bytes)
    }
  }

  private func find(_ receiver: UInt32, _ bytes: [UInt8], _ id: PacketID) throws(MessageRejection) -> Verdict {
    guard let peer = byIndex[receiver >> 8] else { throw .unknownSession(receiver: receiver) }
    return .tunnel(peer, .datagram(bytes, id))
  }
}
