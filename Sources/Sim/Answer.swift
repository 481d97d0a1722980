import Access
import Base
import HostStack
import Lab
import Portal
import Wire
import WireGuard

/// What can be asked of the simulated world.
extension Simulation {
  package func answer(_ query: Query) throws(LabError) -> State {
    switch query {
    case .state(let path): return try world.state(at: path)
    case .names(let objectClass): return .fact(.list(names(of: objectClass).map { .text($0) }))
    case .packet(let id):
      guard let packet = packet(id) else {
        throw .unknown(
          .path, name: "p\(id.number)", known: world.nextPacket > 1 ? ["p1 … p\(world.nextPacket - 1)"] : [])
      }
      return .packet(packet)
    case .result(let app, let node):
      guard let result = try client(node).results[app] else { return .fact(.none) }
      return .result(result)
    case .address(let host, let family): return .fact(.address(try address(of: host, family)))
    case .destination(let host, let client, let family): return .fact(try destination(host, from: client, family))
    case .gateways(let resource, let client):
      return .fact(.list(try gateways(for: resource, client).map { .text($0) }))
    case .topology: return .fact(.text(LabText.text(world.topology)))
    case .beliefs(let resource, let client):
      if let resource { _ = try self.resource(resource) }
      if let client { _ = try self.client(client) }
      return world.beliefs(of: resource, client: client, trace: events.records)
    case .outlooks: return world.outlooks()
    case .material(let from, let to, let message):
      return .material(try material(from: from, to: to, answering: message))
    case .session(let receiver): return .material(try material(receiver: receiver))
    case .inner(let message): return .fact(events.keys.open(message).map(Fact.bytes) ?? .none)
    case .keyLog: return .fact(.list(events.handshakes.flatMap(\.keyLog).map { .text($0) }))
    }
  }

  private func gateways(for resource: String, _ client: String) throws(LabError) -> [String] {
    let (resource, client) = (try self.resource(resource), try clientID(client))
    let holding = world.gateways.values.filter { $0.access.clients[client]?.grants[resource] != nil }.map(\.name)
    let directory = world.portal.plane.directory
    let sites = directory.resources[resource]?.sites ?? []
    return holding.isEmpty
      ? sites.flatMap { directory.gateways(in: $0) }.map { world.names.name($0) }.sorted() : holding
  }

  /// The packet as it was first seen at a tap; of what was only seen on the wire, the datagram.
  private func packet(_ id: PacketID) -> IPPacket? {
    if case .seen(let packet, _, _)? = events.firstSight(of: id)?.what { return packet }
    return trace.first { $0.packet == id && $0.seen != nil }?.seen?.packet
  }
}
