import Access
import Base
import HostStack
import Lab
import Traversal
import Wire

/// What clients and gateways want of the world.
extension World {
  mutating func obey<Access: AccessMachine>(
    _ outputs: [AccessOutput], of name: String, _: Access.Type, into trace: inout Trace
  ) {
    for output in outputs {
      switch output {
      case .portal(let wish): obey(wish, of: name, into: &trace)
      case .deliver(let packet, let id) where Access.side == .client:
        pass(packet, id, at: Tap(name, .tun), out: false, into: &trace)
      case .deliver(let packet, let id): enter(lan: packet, id, by: name, into: &trace)
      case .datagram(let bytes, let from, let to, let id, let ecn):
        send(bytes, from: from, to: to, id, ecn, by: name, into: &trace)
      case .interface(let tun): configure(tun, of: name, Access.self, into: &trace)
      case .resolve(let lookup): resolve(lookup, for: name, trace)
      case .ask(let query): ask(query, by: name, into: &trace)
      case .secret(let secret): trace.keep(secret)
      case .event(let event):
        if case .turn(_, .allocated(_, lifetime: _)) = event { setUp.unlent -= 1 }
        let report = AccessReport(event, names)
        trace.record(.reported(report), at: now, node: name, packet: report.packet)
      }
    }
  }

  private mutating func configure<Access: AccessMachine>(
    _ tun: TunConfiguration, of name: String, _: Access.Type, into trace: inout Trace
  ) {
    let isFirst = Access.modify(&self, name) { node in
      defer { node.state.isConfigured = true }
      return !node.state.isConfigured
    }
    if isFirst == true { setUp.unconfigured -= 1 }
    drive(hostOf: Access.self, name, .addresses(tun.addresses), into: &trace)
    guard Access.side == .client else { return }
    // Without a sentinel the system goes on as if there were no client.
    let servers = tun.sentinels.map { Endpoint($0.address, Topology.Service.Kind.dns.port) }
    let search = tun.searchDomain.flatMap { try? DomainName($0) }.map { [$0] } ?? []
    drive(hostOf: Access.self, name, .resolver(ResolverSettings(servers: servers, search: search)), into: &trace)
  }
}
