import Base
import Portal
import Wire

/// From a client's assigned addresses to a translation: authorization, lookup, pairing, status.
extension AccessGateway {
  mutating func setUp(_ assigned: AssignedIPs, for client: ClientID, at now: Instant, into out: inout Outbox<Output>) {
    let key = Translations.Key(resource: assigned.resource, domain: assigned.domain)
    if let fault = clients[client].map({ $0.fault(of: key) }) ?? .notAuthorized {
      conclude(key, for: client, .inactive, fault, at: now, into: &out)
      return
    }
    guard let proxies = assigned.usableProxies else {
      conclude(key, for: client, .inactive, .badProxies, at: now, into: &out)
      return
    }
    let quirks = quirks
    change(client, into: &out) { $0.assign(key, proxies, quirks, at: now, &$1) }
    lookUp(key, for: client, at: now, into: &out)
  }

  private mutating func lookUp(
    _ key: Translations.Key, for client: ClientID, at now: Instant, into out: inout Outbox<Output>
  ) {
    let waiter = NameLookups.Waiter(client: client, resource: key.resource)
    let id = questions.next
    switch lookups.request(key.domain, for: waiter, id: id, at: now) {
    case .known(let addresses): translate(key, for: client, to: addresses, at: now, into: &out)
    case .joined: break
    case .full: conclude(key, for: client, .inactive, .tooManyLookups, at: now, into: &out)
    case .begun:
      questions.use()
      out.put(.event(.lookedUp(id, key.domain, nil)))
      out.put(.resolve(NameLookup(id: id, domain: key.domain)))
    }
  }

  /// The system resolver's answer, or nil when it came too late.
  mutating func finish(_ id: LookupID, _ answer: LookupAnswer?, at now: Instant, into out: inout Outbox<Output>) {
    let answer = answer?.usable
    guard let lookup = lookups.finish(id, answer, at: now) else { return }
    let end = LookupEnd(answer)
    out.put(.event(.lookedUp(id, lookup.domain, end)))
    for waiter in lookup.waiting {
      let key = Translations.Key(resource: waiter.resource, domain: lookup.domain)
      expire(waiter.client, at: now, into: &out)
      if let fault = clients[waiter.client].map({ $0.fault(of: key) }) ?? .notAuthorized {
        conclude(key, for: waiter.client, .inactive, fault, at: now, into: &out)
      } else if case .addresses(let addresses) = end {
        translate(key, for: waiter.client, to: addresses, at: now, into: &out)
      } else {
        conclude(key, for: waiter.client, .inactive, .lookup(end), at: now, into: &out)
      }
    }
  }

  /// A name without addresses is set up as well: packets to it are answered "unreachable".
  private mutating func translate(
    _ key: Translations.Key, for client: ClientID, to addresses: [IPAddress], at now: Instant,
    into out: inout Outbox<Output>
  ) {
    _ = clients.update(client) { $0.resolve(key, to: addresses) }
    conclude(key, for: client, .active, nil, at: now, into: &out)
  }

  /// Tells the client; one that is gone hears nothing.
  private mutating func conclude(
    _ key: Translations.Key, for client: ClientID, _ status: DomainStatus.Status, _ fault: DomainFault?,
    at now: Instant, into out: inout Outbox<Output>
  ) {
    out.put(.event(.domainSetUp(client, key.resource, key.domain, status, fault)))
    let message = DomainStatus(resource: key.resource, domain: key.domain, status: status)
    tell(client, .domainStatus(message), at: now, into: &out)
  }

  mutating func tell(
    _ client: ClientID, _ control: PeerControl, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard clients[client] != nil, let packet = control.packet else { return }
    let id = out.mint()
    withConnection(to: client, at: now, into: &out) { $0.send(packet.bytes, id, at: now, into: &$1) }
  }
}

extension ClientPeer {
  /// What forbids to look the name up for this resource, if anything.
  func fault(of key: Translations.Key) -> DomainFault? {
    guard let grant = granted[key.resource] else { return .notAuthorized }
    guard case .dns = grant.resource.target else { return .notADNSResource }
    return grant.resource.pattern?.matches(key.domain.name) == true ? nil : .foreignDomain
  }
}

extension AssignedIPs {
  /// In ascending order: four of one family or four of each, all from the range for names; nil if they are not.
  fileprivate var usableProxies: [IPAddress]? {
    var proxies: [IPAddress] = []
    for proxy in proxyIPs where AddressPlan.isProxy(proxy) && !proxies.contains(proxy) { proxies.append(proxy) }
    let counts = IPFamily.allCases.map { family in proxies.count { $0.family == family } }
    guard proxies.count == proxyIPs.count, !proxies.isEmpty, counts.allSatisfy({ $0 == 0 || $0 == 4 }) else {
      return nil
    }
    return proxies.sorted()
  }
}

extension LookupAnswer {
  /// Our own: more addresses of one name serve nobody.
  private static let most = 64

  /// Without addresses that lead to no resource: a name must not open the way to other clients or to the gateway.
  fileprivate var usable: LookupAnswer {
    guard case .addresses(let addresses) = self else { return self }
    let usable = addresses.filter {
      !AddressPlan.isPeer($0) && !AddressPlan.isProxy($0) && !$0.isMulticast && !$0.isUnspecified && !$0.isLoopback
    }
    return .addresses(Array(usable.prefix(Self.most)))
  }
}

extension IPAddress {
  /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) and ::1 (RFC 4291 §2.5.3).
  fileprivate var isLoopback: Bool {
    switch self {
    case .v4(let address): address.bits >> 24 == 127
    case .v6(let address): address.high == 0 && address.low == 1
    }
  }
}

extension LookupEnd {
  fileprivate init(_ answer: LookupAnswer?) {
    switch answer {
    case .addresses(let addresses): self = .addresses(addresses)
    case .failed(let reason): self = .failed(reason)
    case nil: self = .timedOut
    }
  }
}
