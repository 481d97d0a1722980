import Base
import HashTreeCollections
import Wire

/// Whose a STUN message is, of very many agents: by the pair of user names in a check, by the first bits of the transaction in an
/// answer. Complexity: logarithmic. Nothing is authenticated here; the agent does that.
package struct AgentDirectory<Owner: Hashable & Sendable>: Sendable {
  private var byUsername: TreeDictionary<String, Owner> = [:]
  private var byTag: TreeDictionary<UInt32, Owner> = [:]

  package init() {}

  package var count: Int { byTag.count }

  /// Enters an agent under what checks for it are named with, and gives the tag that its transactions are to have.
  ///
  /// Both fragments count: four letters alone are soon the same for two of ten thousand.
  package mutating func enter(
    _ owner: Owner, local: AgentCredentials, remote: AgentCredentials, _ chance: inout Chance
  ) -> UInt32 {
    byUsername["\(local.fragment):\(remote.fragment)"] = owner
    var tag = chance.nextUInt32()
    while byTag[tag] != nil { tag &+= 1 }
    byTag[tag] = owner
    return tag
  }

  package mutating func remove(local: AgentCredentials, remote: AgentCredentials, tag: UInt32) {
    let username = "\(local.fragment):\(remote.fragment)"
    if let owner = byTag.removeValue(forKey: tag), byUsername[username] == owner { byUsername[username] = nil }
  }

  package func owner(of message: STUNMessage) -> Owner? {
    guard message.type.kind == .request else { return byTag[message.transaction.high] }
    return message[.username].flatMap { byUsername[$0] }
  }
}
