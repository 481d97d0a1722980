import Base
import Lab
import Wire

@testable import Sim

/// One box between nodes inside and servers outside, and what an observer outside finds out about it.
struct NATStand {
  var box: NATBox
  var now = Instant.zero
  var changes: [NATMappingChange] = []

  static let router = address("203.0.113.30")
  static let second = address("203.0.113.31")
  static let inside = endpoint("192.168.1.10:50000")

  static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .v4(IPv4Address(bits: 0)) }
  static func endpoint(_ text: String) -> Endpoint { Endpoint(text) ?? Endpoint(address(""), 0) }

  init(_ behaviour: NATBehaviour, addresses: [IPAddress] = [router], seed: UInt64 = 1) {
    box = NATBox(behaviour, addresses: addresses, chance: Chance(seed: seed).stream("box"))
  }

  init(_ kind: NATKind, seed: UInt64 = 1, _ change: (inout NATBehaviour) -> Void = { _ in }) {
    var behaviour = kind.behaviour
    change(&behaviour)
    self.init(behaviour, seed: seed)
  }

  mutating func send(
    _ proto: NATProtocol = .udp, from inside: Endpoint = inside, to remote: String, _ flags: TCPFlags = []
  ) throws(NATDrop) -> Endpoint {
    let remote = proto == .icmp ? Endpoint(Self.address(remote), 0) : Self.endpoint(remote)
    return try box.outbound(NATFlow(proto, local: inside, remote: remote, flags: flags), at: now, &changes)
  }

  mutating func receive(
    _ proto: NATProtocol = .udp, at outside: Endpoint, from remote: String, _ flags: TCPFlags = []
  ) throws(NATDrop) -> Endpoint {
    let remote = proto == .icmp ? Endpoint(Self.address(remote), 0) : Self.endpoint(remote)
    let flow = NATFlow(proto, local: outside, remote: remote, flags: flags, isReply: true)
    return try box.inbound(flow, at: now, &changes)
  }

  mutating func wait(_ span: Duration) {
    now = now + span
    box.sweep(at: now, &changes)
  }
}

/// Behaviour discovery from outside (RFC 5780 §4.3, §4.4): a server with two addresses and two ports each sees where a
/// request comes from, and answers from elsewhere.
struct Discovery: Hashable {
  var mapping: NATBehaviour.Dependence
  var filtering: NATBehaviour.Dependence

  init(_ stand: inout NATStand, from inside: Endpoint = NATStand.inside) throws {
    let here = try stand.send(from: inside, to: "198.51.100.1:3478")
    let otherAddress = try stand.send(from: inside, to: "198.51.100.2:3478")
    let otherPort = try stand.send(from: inside, to: "198.51.100.2:3479")
    mapping =
      here == otherAddress
      ? .endpointIndependent : otherAddress == otherPort ? .addressDependent : .addressAndPortDependent
    // A socket that has spoken to nobody but the server's first endpoint.
    let fresh = Endpoint(inside.address, inside.port + 1)
    let seen = try stand.send(from: fresh, to: "198.51.100.1:3478")
    if (try? stand.receive(at: seen, from: "198.51.100.2:3479")) == fresh {
      filtering = .endpointIndependent
    } else if (try? stand.receive(at: seen, from: "198.51.100.1:3479")) == fresh {
      filtering = .addressDependent
    } else {
      filtering = .addressAndPortDependent
    }
  }
}
