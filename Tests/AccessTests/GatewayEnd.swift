import Base
import Cipher
import Portal
import Testing
import Traversal
import Wire
import WireGuard

@testable import Access

/// The far end of a client's tunnel, with nothing behind it: the test sees what comes out, and says what goes in.
struct GatewayEnd {
  let id: GatewayID
  let socket: Endpoint
  let addresses: [IPAddress]
  private let node: LocalNode
  private var demultiplexer: Demultiplexer<Int>
  private var connection: Connection?
  /// What came out of the tunnel, control messages apart.
  private(set) var packets: [IPPacket] = []
  private(set) var controls: [PeerControl] = []
  private var nextPacket: UInt32 = 70_000

  init(_ number: UInt64) {
    id = Fixture.id(0x10 + number)
    socket = Endpoint(Fixture.address("203.0.113.\(30 + number)"), 52625)
    addresses = [Fixture.address("100.64.0.\(8 + number)"), Fixture.address("fd00:2021:1111::\(8 + number)")]
    node = Fixture.node("gateway \(number)", socket)
    demultiplexer = Demultiplexer(keys: node.keys, chance: node.chance)
  }

  var publicKey: PublicKey { node.keys.publicKey }

  mutating func accept(_ client: PublicKey, at now: Instant) {
    let identity = ConnectionIdentity(
      remoteKey: client, presharedKey: .none, localCredentials: .init(username: "g", password: "gp"),
      remoteCredentials: .init(username: "c", password: "cp"))
    if connection?.identity == identity { return }
    if let old = connection { demultiplexer.unregister(old.number, old.identity) }
    let number = demultiplexer.register(1, identity)
    connection = Connection(identity, role: .controlled, number: number, of: node, at: now)
    let socket = socket
    _ = act { $0.offer(host: socket, at: now, into: &$1) }
  }

  typealias Datagram = (bytes: [UInt8], from: Endpoint, to: Endpoint)

  mutating func receive(_ datagram: Datagram, at now: Instant) -> [Datagram] {
    switch demultiplexer.judge(datagram.bytes, from: datagram.from.address, .none, at: now) {
    case .tunnel(_, let input):
      return act { if let packet = $0.receive(input, at: now, into: &$1) { $1.put(.deliver(packet, .none)) } }
    case .check:
      return act { $0.check(datagram.bytes, from: datagram.from, to: datagram.to, .none, at: now, into: &$1) }
    default: return []
    }
  }

  mutating func send(_ packet: IPPacket, at now: Instant) -> [Datagram] {
    act { $0.send(packet.bytes, .none, at: now, into: &$1) }
  }

  mutating func wake(at now: Instant) -> [Datagram] {
    guard let next = connection?.nextDeadline(), next <= now else { return [] }
    return act { $0.wake(at: now, into: &$1) }
  }

  /// Forgets the client without telling it.
  mutating func forget() { connection = nil }

  private mutating func act(_ body: (inout Connection, inout Outbox<Connection.Output>) -> Void) -> [Datagram] {
    var out = Outbox<Connection.Output>(nextPacket: nextPacket)
    guard var changed = connection else { return [] }
    body(&changed, &out)
    connection = changed
    nextPacket = out.nextPacket
    var datagrams: [Datagram] = []
    for output in out.outputs {
      switch output {
      case .datagram(let bytes, let from, let to, _, ecn: _): datagrams.append((bytes, from, to))
      case .deliver(let bytes, _): note(bytes)
      default: break
      }
    }
    return datagrams
  }

  private mutating func note(_ bytes: [UInt8]) {
    guard let packet = try? IPPacket(bytes) else { return }
    if let control = PeerControl(packet) { controls.append(control) } else { packets.append(packet) }
  }

  var assigned: [AssignedIPs] { controls.compactMap { if case .assignedIPs(let body) = $0 { body } else { nil } } }
}
