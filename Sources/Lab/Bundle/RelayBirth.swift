import Access
import Base
import Traversal
import Wire

// What a relay is born with, in a bundle.

extension [UInt8] {
  mutating func put(_ local: LocalRelay) {
    put(local.policy)
    put(local.secret.revealed)
    append(contentsOf: local.chance.keyBytes)
    put(optional: local.patience) { $0.put(signed: $1.nanoseconds) }
  }

  private mutating func put(_ policy: RelayPolicy) {
    put(list: policy.addresses) { bytes, lent in
      bytes.put(list: IPFamily.allCases.compactMap { lent[$0] }) { $0.put($1) }
    }
    put(port: policy.listenPort)
    put(ports: policy.ports)
    put(policy.realm)
    put(policy.software)
    put(ports: policy.channelNumbers)
    put(list: policy.peers.rules) { bytes, rule in
      bytes.put(rule.prefix.address)
      bytes.put(rule.prefix.length)
      bytes.put(rule.isDenied)
    }
    put(policy.reachesOwnHost)
    put(policy.confirmsSockets)
    put(policy.limits)
  }

  private mutating func put(_ limits: RelayLimits) {
    put(count: limits.allocationsPerOwner)
    put(count: limits.allocationsPerAddress)
    put(count: limits.permissionsPerAllocation)
    put(varint: UInt64(limits.unauthenticatedAnswersPerSecond))
  }

  private mutating func put(ports: ClosedRange<UInt16>) {
    put(port: ports.lowerBound)
    put(port: ports.upperBound)
  }
}

extension BundleCursor {
  mutating func localRelay(_ wall: WallClock) throws(BundleProblem) -> LocalRelay {
    let policy = try relayPolicy()
    let (secret, chance) = (StampSecret(try text()), Chance(key: try raw(32)))
    let patience: Duration? = try flag() ? .nanoseconds(try signed()) : nil
    return LocalRelay(policy, secret: secret, wall: wall, chance: chance, patience: patience)
  }

  /// Our own: a relay has a table of ports for each.
  private static let mostInterfaces = 16

  private mutating func relayPolicy() throws(BundleProblem) -> RelayPolicy {
    let start = at
    var policy = RelayPolicy(try list { cursor throws(BundleProblem) in try cursor.publicAddresses() })
    guard (1...Self.mostInterfaces).contains(policy.addresses.count) else {
      throw BundleProblem(start, "a relay with \(policy.addresses.count) interfaces")
    }
    policy.listenPort = try port()
    policy.ports = try ports()
    (policy.realm, policy.software) = (try text(), try text())
    policy.channelNumbers = try ports()
    var peers = PeerFilter(denying: [])
    for (prefix, isDenied) in try list({ cursor throws(BundleProblem) in (try cursor.prefix(), try cursor.flag()) }) {
      if isDenied { peers.deny(prefix) } else { peers.allow(prefix) }
    }
    policy.peers = peers
    (policy.reachesOwnHost, policy.confirmsSockets) = (try flag(), try flag())
    policy.limits = try limits()
    return policy
  }

  private mutating func publicAddresses() throws(BundleProblem) -> PublicAddresses {
    var lent = PublicAddresses(v4: nil)
    for address in try list({ cursor throws(BundleProblem) in try cursor.address() }) {
      switch address {
      case .v4(let address): lent.v4 = address
      case .v6(let address): lent.v6 = address
      }
    }
    return lent
  }

  private mutating func limits() throws(BundleProblem) -> RelayLimits {
    var limits = RelayLimits()
    limits.allocationsPerOwner = Int(try number32())
    limits.allocationsPerAddress = Int(try number32())
    limits.permissionsPerAllocation = Int(try number32())
    limits.unauthenticatedAnswersPerSecond = UInt16(clamping: try number32())
    return limits
  }

  private mutating func ports() throws(BundleProblem) -> ClosedRange<UInt16> {
    let start = at
    let (first, last) = (try port(), try port())
    guard first <= last else { throw BundleProblem(start, "ports from \(first) to \(last)") }
    return first...last
  }
}
