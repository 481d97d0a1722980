import Base
import HostStack
import Lab
import Wire

/// Applications of the shell at one client: on a stack of the lab's own, whose packets go into the client's tunnel and
/// come out of it, beside those of the client's own system.
struct AttachedHost {
  var host: Host
  var results = SortedTable<AppID, AppResult>()
  var nextApp: UInt32 = 1

  init(_ name: String, _ chance: Chance) {
    host = Host(name: name, addresses: [], services: [], chance: chance)
  }
}

extension AttachedWorld {
  /// Opens an application on a client.
  func open(_ request: AppRequest, on node: AttachedNode) throws(LabError) -> AppID {
    if !hosts.contains(node.name) { hosts[node.name] = try newHost(node) }
    guard var here = hosts[node.name] else { throw .unknown(.client, name: node.name, known: []) }
    let app = AppID(here.nextApp)
    here.nextApp += 1
    hosts[node.name] = here
    try settle(node)
    drive(node, .open(app, request), cause: command)
    return app
  }

  private func newHost(_ node: AttachedNode) throws(LabError) -> AttachedHost {
    do throws(SystemError) { return AttachedHost(node.name, try .drawnFromKernel()) } catch {
      throw .invalid(what: "an application at \(node.name)", reason: "\(error)")
    }
  }

  /// The stack has the client's tunnel addresses, and asks the client's own resolver.
  private func settle(_ node: AttachedNode) throws(LabError) {
    var addresses: [IPAddress] = []
    if case .fact(.list(let facts)) = try state(of: node, at: ["addresses"]) {
      addresses = facts.compactMap { if case .address(let address) = $0 { address } else { nil } }
    }
    guard !addresses.isEmpty else {
      throw .invalid(what: "an application at \(node.name)", reason: "the portal has given it no addresses yet")
    }
    var settings = ResolverSettings()
    if case .table(_, let rows) = try state(of: node, at: ["resolvers"]) {
      let servers: [Endpoint] = rows.compactMap { row in
        if case .address(let sentinel)? = row.first { Endpoint(sentinel, Topology.Service.Kind.dns.port) } else { nil }
      }
      var search: [DomainName] = []
      if case .fact(.text(let domain)) = try state(of: node, at: ["search_domain"]) {
        search = (try? DomainName(domain)).map { [$0] } ?? []
      }
      settings = ResolverSettings(servers: servers, search: search)
    }
    drive(node, .addresses(addresses), cause: 0)
    drive(node, .resolver(settings), cause: 0)
  }

  func drive(_ node: AttachedNode, _ input: Host.Input, cause: EventNumber) {
    follow(node, cause: cause) { $0.handle(input, at: $1, into: &$2) }
  }

  /// Packets that came back, and deadlines.
  ///
  /// - Returns: whether there was anything to do.
  func feedHosts() -> Bool {
    var wasBusy = false
    for node in nodes where hosts.contains(node.name) {
      for answer in node.takeAnswered() {
        wasBusy = true
        let id = packet(answer.id, of: node)
        let cause = trace.last { $0.packet == id }?.n ?? 0
        drive(node, .packet(answer.packet, id), cause: cause)
      }
      guard let due = hosts[node.name]?.host.timers.next, due <= now else { continue }
      wasBusy = true
      follow(node, cause: 0) { $0.wake(at: $1, into: &$2) }
    }
    return wasBusy
  }

  private func follow(
    _ node: AttachedNode, cause: EventNumber, _ body: (inout Host, Instant, inout Outbox<Host.Output>) -> Void
  ) {
    var out = Outbox<Host.Output>(nextPacket: nextPacket)
    let now = now
    hosts.update(node.name) { body(&$0.host, now, &out) }
    nextPacket = out.nextPacket
    var cause = cause
    for output in out.outputs {
      switch output {
      case .packet(let packet, let id):
        let wish = node.send(.inject(packet, at: .tun, claims: true))
        numbering[node.name]?.wishes[wish] = (cause, id)
      case .stream: break
      case .event(let event):
        if let app = event.app, case .ended(let result) = event.fact {
          hosts.update(node.name) { $0.results[app] = result }
        }
        cause = record(.reported(HostReport(event)), node: node.name, cause: cause, packet: event.packet)
      }
    }
  }
}
