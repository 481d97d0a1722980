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
  /// Whether another network is another beginning.
  static var roams: Bool { get }
  static func roamed(to sockets: [Endpoint]) -> Input?
  /// What it is told of its owner's wishes before it starts.
  static func wishes(_ settings: NodeSettings) -> [Input]
}

extension AccessClient: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { nil }
  package static var roams: Bool { true }
  package static func roamed(to sockets: [Endpoint]) -> Input? { .roam(sockets: sockets) }
  package static func wishes(_ settings: NodeSettings) -> [Input] { [.setInternetResource(settings.usesInternet)] }
}

extension AccessGateway: NodeMachine {
  package static func resolved(_ id: LookupID, _ answer: LookupAnswer) -> Input? { .resolved(id, answer) }
  package static var roams: Bool { false }
  package static func roamed(to sockets: [Endpoint]) -> Input? { nil }
  package static func wishes(_ settings: NodeSettings) -> [Input] { [] }
}
