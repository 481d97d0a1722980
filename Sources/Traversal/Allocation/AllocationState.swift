import Base

/// Where a TURN server listens: one address of each family that it has.
package struct TURNServers: Hashable, Sendable {
  package var v4: Endpoint?
  package var v6: Endpoint?

  package init(v4: Endpoint?, v6: Endpoint? = nil) {
    self.v4 = v4
    self.v6 = v6
  }

  package var all: [Endpoint] { [v4, v6].compactMap { $0 } }
  package func contains(_ endpoint: Endpoint) -> Bool { v4 == endpoint || v6 == endpoint }
}

/// How far an allocation has come.
package enum AllocationPhase: Hashable, Sendable {
  case new
  /// BINDING is sent to every address of the server; the first answer decides.
  case choosing
  case allocating
  case allocated
  case suspended
  case releasing
  case freed(FreeReason)
}

/// What the relay has given us.
struct AllocationGrant: Hashable, Sendable {
  let relayed: [Endpoint]
  var end: Instant

  subscript(family: IPFamily) -> Endpoint? { relayed.first { $0.address.family == family } }
}

/// How a server sees us, by family.
struct SeenAddresses: Hashable, Sendable {
  private var v4: Sighting?
  private var v6: Sighting?

  struct Sighting: Hashable, Sendable {
    var host: Endpoint
    var mapped: Endpoint
  }

  subscript(family: IPFamily) -> Sighting? {
    get { family == .v4 ? v4 : v6 }
    set { if family == .v4 { v4 = newValue } else { v6 = newValue } }
  }
}

/// Data that leaves while nothing comes: whether the relay is still there.
struct SilenceWatch: Sendable {
  private var lastProbe: Instant?
  private var isSilent = false

  /// When the relay is to be asked; nil while the question is open already.
  mutating func sent(at now: Instant) -> Instant? {
    guard !isSilent else { return nil }
    isSilent = true
    let soonest = now + AllocationConstants.silence
    return lastProbe.map { max(soonest, $0 + AllocationConstants.probeInterval) } ?? soonest
  }

  mutating func heard() { isSilent = false }
  mutating func probed(at now: Instant) { lastProbe = now }
}
