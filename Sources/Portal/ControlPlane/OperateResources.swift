import Base

extension ControlPlane {
  mutating func put(_ resource: Directory.Resource, at now: Instant, into out: inout Outbox<Output>)
    throws(DirectoryError)
  {
    let old = directory.resources[resource.id]
    try directory.put(resource)
    refreshClients(at: now, into: &out)
    guard let old else { return }
    if old.target != resource.target {
      end(.resourceChanged, at: now, into: &out) { $0.resource == resource.id }
    } else if old.filters != resource.filters {
      // All gateways, whether or not they let anybody in to it.
      let view = directory.gatewayView(of: resource)
      for gateway in presence.joinedGateways { send(.resourceUpdated(view), to: gateway, into: &out) }
    }
    endOutside(resource, at: now, into: &out)
  }

  /// AccessPath by way of gateways whose site the resource has left.
  private mutating func endOutside(_ resource: Directory.Resource, at now: Instant, into out: inout Outbox<Output>) {
    let gateways = directory.gateways
    end(.siteLeft, at: now, into: &out) { row in
      row.resource == resource.id && !(gateways[row.gateway].map { resource.sites.contains($0.site) } ?? false)
    }
  }

  mutating func deleteResource(
    _ id: ResourceID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    try directory.deleteResource(id)
    refreshClients(at: now, into: &out)
    end(.resourceDeleted, at: now, into: &out) { $0.resource == id }
  }
}
