import Base
import Cipher

/// The portal: knows who may reach what, picks gateways, and keeps every authorization as a row.
///
/// Sans-IO: text frames of its sockets and an operator's actions go in, text frames and facts come out.
package struct ControlPlane: Machine {
  package enum Input: Sendable {
    case opened(SocketID, Login)
    case closed(SocketID)
    case text(SocketID, String)
    case operate(OperatorAction)
  }

  package enum Output: Hashable, Sendable {
    case text(SocketID, String)
    case close(SocketID)
    case event(PortalEvent)
  }

  package internal(set) var timers = TimerTable<Timer>()
  package internal(set) var directory: Directory
  let wall: WallClock
  var chance: Chance

  package init(directory: Directory, wall: WallClock, chance: Chance) {
    self.directory = directory
    self.wall = wall
    self.chance = chance
  }

  package mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>) {}
  package mutating func wake(at now: Instant, into out: inout Outbox<Output>) {}
}

/// One WebSocket connection, numbered by whoever carries its bytes; never used again after it closed.
package struct SocketID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }
  package static func < (a: SocketID, b: SocketID) -> Bool { a.number < b.number }
}

/// Who opened a socket and with which WireGuard key: what the URL's query carries.
package enum Login: Hashable, Sendable {
  case client(ClientID, PublicKey)
  case gateway(GatewayID, PublicKey)
}

extension ControlPlane {
  package enum Timer: Int, TimerName {
    /// Every minute: what may each client reach now?
    case recheck
    /// The next authorization to expire.
    case expiry
  }
}
