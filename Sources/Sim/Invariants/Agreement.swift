import Access
import Base
import Lab
import Portal

// What a world tells its watch about views of an access.

extension World {
  /// Takes in what a client or gateway says of itself.
  mutating func notice(_ event: AccessEvent, by node: String, into trace: Trace) {
    switch event {
    case .prohibited(_, let resource?, let verdict), .noAuthorization(_, let resource?, let verdict):
      if verdict.admitsDifference { hearRefusal(of: resource, by: node, after: trace.records.count) }
    case .authorizationAdded(let client, let resource, _), .authorizationRefreshed(let client, let resource, _):
      watch.beliefs.settle(.init(client: names.name(client), resource: resource))
    case .requestFailed(let resource, let reason) where reason != .offline:
      watch.beliefs.settle(.init(client: node, resource: resource))
    case .resourceRemoved(let resource), .resourceChanged(let resource):
      watch.beliefs.settle(.init(client: node, resource: resource))
    case .connection(.gateway, .failed, _), .connection(.gateway, .closed, _), .roamed, .stopped, .crashed:
      watch.beliefs.settle(allOf: node)
    default: break
    }
  }

  private mutating func hearRefusal(of resource: ResourceID, by client: String, after event: EventNumber) {
    let belief = BeliefWatch.Belief(client: client, resource: resource)
    guard watch.beliefs.hearRefusal(of: belief, at: now) else { return }
    let gateway = clients[client]?.access.gateways.gateway(of: resource).map { names.name($0) }
    if let gateway, isWhole(client), isWhole(gateway) {
      watch.violate(
        BeliefWatch.invariant, event,
        "\(client) believes to reach \(names.name(resource)) by \(gateway), which refuses it since long")
    }
    watch.beliefs.excuse(belief, at: now)
  }

  /// Looks at authorizations that ended a while ago. In a disturbed network they are looked at again later.
  mutating func settleEnded(after event: EventNumber) {
    while let access = watch.beliefs.nextDue(at: now) {
      let gateway = names.name(access.gateway)
      guard gateways[gateway]?.access.clients[access.client]?.grants[access.resource] != nil,
        portal.plane.authorizations.live(access).isEmpty
      else { continue }
      guard isWhole(gateway), now - watch.beliefs.calmSince > BeliefWatch.bound else {
        watch.beliefs.expectEnd(of: access, at: now)
        continue
      }
      watch.violate(
        BeliefWatch.invariant, event,
        "\(gateway) lets \(names.name(access.client)) reach \(names.name(access.resource)), which the portal has ended")
    }
  }

  /// Nothing keeps the node and the portal from hearing each other.
  private func isWhole(_ node: String) -> Bool {
    let isJoined = clients[node]?.access.isJoined ?? gateways[node]?.access.isJoined ?? false
    return portal.isRunning && life(of: node) == .running && isJoined && partitions.pairs.isEmpty && rules.isEmpty
      && rules.held.isEmpty && [node, portal.name].allSatisfy { links[$0]?.isSound ?? false }
  }
}

extension Recovery.Verdict {
  /// The gateway refuses what the client believes to be allowed, and the client may ask anew.
  fileprivate var admitsDifference: Bool {
    switch self {
    case .reauthorize, .ignored(.pending), .ignored(.tooSoon): true
    case .ignored: false
    }
  }
}

extension Action {
  /// Whether it makes the network another, so that nobody can expect anything for a while.
  var disturbs: Bool {
    switch self {
    case .shape, .unshape, .nat, .node, .partition, .heal, .addRule, .removeRule, .release, .setQuirk, .edit:
      true
    case .command, .open, .close, .inject, .revoke, .setFilters, .setFlag, .change: false
    }
  }
}

extension Link {
  /// Loses and damages nothing.
  fileprivate var isSound: Bool { (shape.lossPartsPerMillion ?? 0) == 0 && (shape.corrupt ?? 0) == 0 }
}
