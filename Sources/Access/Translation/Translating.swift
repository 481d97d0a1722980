import Base
import Portal
import Wire

extension AccessClient {
  /// Sends a packet to a DNS resource's name, as soon as the gateway knows what the proxy address stands for.
  mutating func translate(
    _ packet: IPPacket, _ id: PacketID, to resource: ResourceID, by gateway: GatewayID, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard let name = resources.domains.name(at: packet.destination) else {
      out.put(.event(.dropped(id, .unknownResource)))
      return
    }
    let key = DomainTranslations.Key(gateway: gateway, resource: resource, name: name)
    let isNew = translations.status(of: key) == nil
    let (waits, tells) = translations.meet(key, byTraffic: quirks[.retryByTrafficOnly], at: now)
    if isNew { report(key, into: &out) }
    if tells { tell(key, at: now, into: &out) }
    guard waits else {
      out.put(.event(.routed(id, resource, gateway)))
      send(packet, id, to: gateway, at: now, into: &out)
      return
    }
    account(for: translations.store(packet, id, for: key), id, resource, into: &out)
  }

  /// A question for the name was answered: gateways that serve it resolve it anew, so that it stays fresh there.
  mutating func refreshTranslations(of name: Int, at now: Instant, into out: inout Outbox<Output>) {
    for resource in resources.domains.names[name].resources {
      guard let gateway = gateways.gateway(of: resource) else { continue }
      let key = DomainTranslations.Key(gateway: gateway, resource: resource, name: name)
      guard translations.refresh(key, at: now) else { continue }
      report(key, into: &out)
      tell(key, at: now, into: &out)
    }
  }

  /// The resource is served again after roaming: answers to its names come in only when they have been told, and whoever
  /// waits for one sends nothing.
  mutating func tellOwed(
    of resource: ResourceID, by gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    for key in translations.takeOwed(of: resource, by: gateway, at: now) {
      report(key, into: &out)
      tell(key, at: now, into: &out)
    }
  }

  mutating func retryTranslations(at now: Instant, into out: inout Outbox<Output>) {
    for overdue in translations.overdue(at: now) {
      switch overdue {
      case .tell(let key): tell(key, at: now, into: &out)
      case .giveUp(let key): settle(key, isActive: false, at: now, into: &out)
      }
    }
  }

  mutating func obey(
    _ status: DomainStatus, _ id: PacketID, from gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let name = resources.domains.number(of: status.domain.name)
    let key = name.map { DomainTranslations.Key(gateway: gateway, resource: status.resource, name: $0) }
    guard let key, translations.status(of: key) != nil else {
      out.put(.event(.dropped(id, .unknownTranslation)))
      return
    }
    out.put(.event(.taken(id)))
    settle(key, isActive: status.status == .active, at: now, into: &out)
  }

  /// Packets that waited go even if the name leads nowhere: the gateway answers them with the error that says so.
  private mutating func settle(
    _ key: DomainTranslations.Key, isActive: Bool, at now: Instant, into out: inout Outbox<Output>
  ) {
    let waiting = translations.settle(key, isActive: isActive, at: now) ?? []
    report(key, into: &out)
    for entry in waiting {
      out.put(.event(.routed(entry.id, key.resource, key.gateway)))
      send(entry.packet, entry.id, to: key.gateway, at: now, into: &out)
    }
  }

  /// Tells the gateway which addresses stand for the name, those of the families that the resource uses.
  private mutating func tell(_ key: DomainTranslations.Key, at now: Instant, into out: inout Outbox<Output>) {
    let name = resources.domains.names[key.name]
    let stack = resources[key.resource]?.stack ?? .dual
    let proxies = IPFamily.allCases.filter(stack.has).flatMap { name.addresses($0) }
    _ = gateways.update(key.gateway) { $0.allow(proxies, of: key.resource) }
    let message = PeerControl.assignedIPs(
      AssignedIPs(resource: key.resource, domain: name.domain, proxyIPs: proxies))
    guard let packet = message.packet else { return }
    send(packet, out.mint(), to: key.gateway, at: now, into: &out)
  }

  private func report(_ key: DomainTranslations.Key, into out: inout Outbox<Output>) {
    guard let status = translations.status(of: key) else { return }
    let domain = resources.domains.names[key.name].domain
    out.put(.event(.translation(key.gateway, key.resource, domain, status)))
  }
}
