import Base
import Portal
import Wire

/// What a live node says over its control socket, a line of JSON each.
package enum ControlReply: Codable, Hashable, Sendable {
  /// The first line: who this is.
  case hello(ControlHello)
  case answer(id: UInt32, ControlAnswer)
  case event(ControlRecord)
  /// So many events were not told: nobody read them in time.
  case lost(Int)
  /// A packet that answers one which was put in with a claim.
  case answered(IPPacket, packet: UInt32)

  /// Our own: the state of a node with very many peers.
  package static let longest = 64 << 20
}

package struct ControlHello: Codable, Hashable, Sendable {
  /// Counts what old and new do not both understand.
  package static let version = 1

  package enum Role: String, Codable, Sendable { case portal, client, gateway, relay }

  package var version = Self.version
  package let role: Role
  package let name: String
  /// When the node's clock began, in nanoseconds of the machine's (CLOCK_BOOTTIME).
  package let began: Int64
  /// Wall time at the beginning, in nanoseconds since 1970.
  package let epoch: Int64
  /// Under which addresses the machine is known to others.
  package let addresses: [IPAddress]

  package init(role: Role, name: String, began: Int64, epoch: Int64, addresses: [IPAddress]) {
    (self.role, self.name, self.began, self.epoch, self.addresses) = (role, name, began, epoch, addresses)
  }
}

package enum ControlAnswer: Codable, Hashable, Sendable {
  case done
  /// Done, though there was nothing to take away, or nothing is left now.
  case warning(last: Bool)
  case state(State)
  case names([ControlName])
  case text(String?)
  case packet(UInt32)
  /// Lines of a WireGuard key log.
  case keys([String])
  /// All that happened before this moment of the node's clock has been told.
  case told(until: Int64)
  case refused(ControlRefusal)
}

/// What a node calls an object that others know by its identifier.
package struct ControlName: Codable, Hashable, Sendable {
  package let id: String
  package let name: String

  package init(_ id: String, _ name: String) { (self.id, self.name) = (id, name) }
}

/// Why a node does not do it.
package enum ControlRefusal: Error, Codable, Hashable, Sendable {
  case unknown(ObjectClass, name: String, known: [String])
  case impossible(what: String, reason: String)
  case invalid(what: String, reason: String)
  /// The line was none that a node understands.
  case malformed(String)
}

extension ObjectClass: Codable {}

extension ControlRefusal {
  package init(_ error: LabError) {
    switch error {
    case .unknown(let objects, let name, let known): self = .unknown(objects, name: name, known: known)
    case .notSupported(let what, let reason): self = .impossible(what: what, reason: reason)
    case .invalid(let what, let reason): self = .invalid(what: what, reason: reason)
    }
  }

  package var error: LabError {
    switch self {
    case .unknown(let objects, let name, let known): .unknown(objects, name: name, known: known)
    case .impossible(let what, let reason): .notSupported(what: what, reason: reason)
    case .invalid(let what, let reason): .invalid(what: what, reason: reason)
    case .malformed(let reason): .invalid(what: "what the shell asked", reason: reason)
    }
  }
}
