import Base
import Portal
import Traversal
import Wire

extension AccessClient {
  mutating func obey(_ message: ToClient, at now: Instant, into out: inout Outbox<Output>) {
    switch message {
    case .initial(let initial): begin(initial, at: now, into: &out)
    case .configChanged(let interface): configure(interface, at: now, into: &out)
    case .resourceCreatedOrUpdated(let resource):
      put(resource, at: now, into: &out)
      reconfigure(into: &out)
    case .resourceDeleted(let id):
      remove(id, at: now, into: &out)
      reconfigure(into: &out)
    case .flowCreated(let flow): connect(flow, at: now, into: &out)
    case .flowCreationFailed(let failure): fail(failure, at: now, into: &out)
    case .iceCandidates(let message):
      let candidates = read(message.candidates, .received, of: .gateway(message.gatewayID), into: &out)
      withConnection(to: message.gatewayID, at: now, into: &out) { $0.add(candidates, at: now, into: &$1) }
    case .invalidateICECandidates(let message):
      let candidates = read(message.candidates, .withdrawn, of: .gateway(message.gatewayID), into: &out)
      withConnection(to: message.gatewayID, at: now, into: &out) { $0.remove(candidates, at: now, into: &$1) }
    case .relaysPresence(let presence): obey(presence, at: now, into: &out)
    }
  }

  private mutating func begin(_ initial: ClientInit, at now: Instant, into out: inout Outbox<Output>) {
    device.interface = initial.interface
    let listed = initial.resources.elements.map(\.id).sorted()
    for id in resources.all.keys where listed.sortedIndex(of: id) == nil { remove(id, at: now, into: &out) }
    for resource in initial.resources.elements { put(resource, at: now, into: &out) }
    configure(initial.interface, at: now, into: &out)
    begin(relays: initial.relays.relays, at: now, into: &out)
    catchUp(at: now, into: &out)
  }
}
