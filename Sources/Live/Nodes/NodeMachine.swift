import Access
import Base
import Cipher
import Portal
import WireGuard

/// A client's or gateway's machine, as a live node runs it.
package protocol NodeMachine: Machine where Output == AccessOutput, Input: AccessInput {
  init(_ local: LocalNode, flags: FeatureFlags)
  /// What the portal is told; another one when a client has roamed.
  var publicKey: PublicKey { get }
  /// What the system's own resolver said; nil of a machine that never asks it.
  static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input?
}

extension AccessClient: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { nil }
}

extension AccessGateway: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { .resolved(id, answer) }
}
