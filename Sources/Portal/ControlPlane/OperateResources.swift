import Base

// Resources and sites.

extension ControlPlane {
  mutating func operate(
    onResources action: OperatorAction, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    switch action {
    case .setFilters(let id, let filters):
      guard var row = directory.resources[id] else { throw .unknownResource(id) }
      row.filters = filters
      try put(row, at: now, into: &out)
    case .putResource(let resource): try put(resource, at: now, into: &out)
    case .deleteResource(let id): try deleteResource(id, at: now, into: &out)
    case .putSite(let site):
      guard directory.sites[site.id] != site else { return }
      try directory.put(site)
      refresh(resourcesIn: site.id, at: now, into: &out)
    case .deleteSite(let id): try deleteSite(id, at: now, into: &out)
    default: break
    }
  }

  private mutating func put(
    _ resource: Directory.Resource, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let old = directory.resources[resource.id]
    try directory.put(resource)
    refresh(directory.clients(concernedBy: resource.id), [resource.id], at: now, into: &out)
    guard let old else { return }
    if old.target != resource.target {
      end(.resourceChanged, authorizations.live(.resource(resource.id)), at: now, into: &out)
    } else if old.filters != resource.filters {
      // All gateways, whether or not they let anybody in to it.
      let view = directory.gatewayView(of: resource)
      for gateway in presence.joinedGateways { send(.resourceUpdated(view), to: gateway, into: &out) }
    }
    // By way of gateways whose site the resource has left.
    let outside = authorizations.live(.resource(resource.id)).filter { !resource.sites.contains($0.basis.site) }
    end(.siteLeft, outside, at: now, into: &out)
  }

  private mutating func deleteResource(
    _ id: ResourceID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let concerned = directory.clients(concernedBy: id)
    try directory.deleteResource(id)
    refresh(concerned, [id], at: now, into: &out)
    end(.resourceDeleted, authorizations.live(.resource(id)), at: now, into: &out)
  }

  private mutating func deleteSite(
    _ id: SiteID, at now: Instant, into out: inout Outbox<Output>
  ) throws(DirectoryError) {
    let (resources, gateways) = (directory.resources(in: id), directory.gateways(in: id))
    try directory.deleteSite(id)
    for resource in resources {
      refresh(directory.clients(concernedBy: resource), [resource], at: now, into: &out)
    }
    end(.siteLeft, authorizations.live(.site(id)), at: now, into: &out)
    for gateway in gateways { dismiss(.gateway(gateway), at: now, into: &out) }
  }

  private mutating func refresh(resourcesIn site: SiteID, at now: Instant, into out: inout Outbox<Output>) {
    for resource in directory.resources(in: site) {
      refresh(directory.clients(concernedBy: resource), [resource], at: now, into: &out)
    }
  }
}
