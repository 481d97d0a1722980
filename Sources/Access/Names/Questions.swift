import Base
import Portal
import Wire

/// Questions of applications, on their way to whoever knows the answer.
extension AccessClient {
  /// Takes a packet that is meant for the client's own resolver.
  ///
  /// - Returns: false if the packet is for somebody else.
  mutating func resolve(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>) -> Bool {
    if LLMNR.groups.contains(packet.destination) {
      resolveMulticast(packet, id, at: now, into: &out)
      return true
    }
    guard AddressPlan.isSentinel(packet.destination) else { return false }
    guard names.resolvers.upstream(of: packet.destination) != nil else {
      if quirks[.routeUnassignedSentinels] { return false }
      out.put(.event(.dropped(id, .unassignedSentinel)))
      return true
    }
    switch packet.transport {
    case .udp(let udp) where udp.destinationPort == NameService.port && !packet.isFragment:
      guard let query = readQuery(packet, udp, id, into: &out) else { return true }
      let limit = min(max(Int(query.edns?.payloadSize ?? 0), NameService.plainLimit), NameService.longestAnswer)
      answer(
        query, id,
        for: .datagram(
          application: Endpoint(packet.source, udp.sourcePort),
          sentinel: Endpoint(packet.destination, NameService.port), limit: limit), at: now, into: &out)
    case .tcp(let tcp) where tcp.destinationPort == NameService.port && !packet.isFragment:
      takeSegment(packet, id, at: now, into: &out)
    default: out.put(.event(.dropped(id, .notDNS)))
    }
    return true
  }

  private func readQuery(
    _ packet: IPPacket, _ udp: UDPHeader, _ id: PacketID, into out: inout Outbox<Output>
  ) -> DNSMessage? {
    do throws(MalformedDNS) {
      let message = try DNSMessage(packet.bytes, in: udp.payload)
      if !message.header.qr, message.questions.count == 1 { return message }
      out.put(.event(.dropped(id, .notAQuery(nil))))
    } catch {
      out.put(.event(.dropped(id, .notAQuery(error))))
    }
    return nil
  }

  /// Neighbours' names are not ours: only what we know by ourselves is answered.
  private mutating func resolveMulticast(
    _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard case .udp(let udp) = packet.transport, udp.destinationPort == LLMNR.port, !packet.isFragment else {
      out.put(.event(.dropped(id, .multicast)))
      return
    }
    guard let query = readQuery(packet, udp, id, into: &out) else { return }
    assign(query.questions[0], into: &out)
    switch resources.domains.answer(query.questions[0]) {
    case .site, .upstream: out.put(.event(.dropped(id, .notOurName)))
    case .records, .nonExistent:
      answer(
        query, id,
        for: .datagram(
          application: Endpoint(packet.source, udp.sourcePort), sentinel: Endpoint(packet.destination, LLMNR.port),
          limit: NameService.plainLimit), at: now, into: &out)
    }
  }

  mutating func answer(
    _ query: DNSMessage, _ id: PacketID, for asker: PendingQuery.Asker, at now: Instant, into out: inout Outbox<Output>
  ) {
    let question = query.questions[0]
    assign(question, into: &out)
    switch resources.domains.answer(question) {
    case .records(let data):
      out.put(.event(.asked(id, question, .local)))
      let records = data.map { DNSRecord(question.name, ttl: NameService.ttl, $0) }
      reply(query.answered(.noError, records), to: query, asker, at: now, into: &out)
      if let number = resources.domains.number(of: question.name) {
        refreshTranslations(of: number, at: now, into: &out)
      }
    case .nonExistent:
      out.put(.event(.asked(id, question, .local)))
      reply(query.answered(.nonExistentDomain), to: query, asker, at: now, into: &out)
    case .site(let resource):
      out.put(.event(.asked(id, question, .site(resource))))
      askSite(of: resource, query, asker, at: now, into: &out)
    case .upstream: askUpstream(query, id, asker, at: now, into: &out)
    }
  }

  /// The first question for a resource's name gives it its addresses, of both families at once.
  private mutating func assign(_ question: DNSQuestion, into out: inout Outbox<Output>) {
    guard question.class == .in, question.type == .a || question.type == .aaaa,
      question.name != NameService.canary
    else { return }
    let entries = resources.domains.matching(question.name)
    guard !entries.isEmpty else { return }
    let assigned = resources.domains.assign(question.name, entries)
    let name = resources.domains.names[assigned.number]
    if assigned.isNew { out.put(.event(.named(name.domain, name.addresses))) }
    for family in assigned.exhausted { out.put(.event(.namesExhausted(name.domain, family))) }
  }

  private mutating func askUpstream(
    _ query: DNSMessage, _ id: PacketID, _ asker: PendingQuery.Asker, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let server = upstream(of: asker) else {
      out.put(.event(.asked(id, query.questions[0], .local)))
      fail(query, asker, .noUpstream, at: now, into: &out)
      return
    }
    let isResource = names.resolvers.areFromPortal && resource(at: server.address, .udp, port: server.port) != nil
    let route: QueryRoute = isResource ? .tunnel(server) : .outside(server)
    out.put(.event(.asked(id, query.questions[0], route)))
    guard let number = names.queries.add(query, asker, route, at: now) else {
      fail(query, asker, .tooMany, at: now, into: &out)
      return
    }
    if isResource {
      sendThroughTunnel(number, to: server, at: now, into: &out)
    } else {
      sendOutside(number, to: server, into: &out)
    }
  }

  private func upstream(of asker: PendingQuery.Asker) -> Endpoint? {
    names.resolvers.upstream(of: asker.sentinel)
  }

  private mutating func sendOutside(_ number: LookupID, to server: Endpoint, into out: inout Outbox<Output>) {
    guard let query = names.queries[number] else { return }
    let transport: UpstreamQuery.Transport = if case .stream = query.asker { .tcp } else { .udp }
    out.put(.ask(UpstreamQuery(id: number, server: server, transport: transport, message: query.bytes)))
  }

  private mutating func sendThroughTunnel(
    _ number: LookupID, to server: Endpoint, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let packet = tunnelled(number, to: server) else {
      sendInStream(number, to: server, at: now, into: &out)
      return
    }
    route(packet, out.mint(), at: now, into: &out)
  }

  /// The question as a datagram from the application's own port, under our id.
  private mutating func tunnelled(_ number: LookupID, to server: Endpoint) -> IPPacket? {
    guard case .datagram(let application, _, _) = names.queries[number]?.asker,
      names.queries.send(number, from: application, to: server) != nil, let query = names.queries[number]
    else { return nil }
    return IPPacket.udp(from: application, to: server, query.bytes)
  }
}

// Questions that a gateway answers.
extension AccessClient {
  private mutating func askSite(
    of resource: ResourceID, _ query: DNSMessage, _ asker: PendingQuery.Asker, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    guard asking.refusals.reason(for: resource, at: now) == nil else {
      fail(query, asker, .refused, at: now, into: &out)
      return
    }
    guard let number = names.queries.add(query, asker, .site(resource), at: now) else {
      fail(query, asker, .tooMany, at: now, into: &out)
      return
    }
    if let gateway = gateways.gateway(of: resource) {
      sendToSite(number, by: gateway, at: now, into: &out)
    } else {
      ask(for: resource, because: .dnsQuery, at: now, into: &out)
      if let displaced = asking.pending.store(number, for: resource) { fail(displaced, .tooMany, at: now, into: &out) }
    }
  }

  mutating func sendToSite(
    _ number: LookupID, by gateway: GatewayID, at now: Instant, into out: inout Outbox<Output>
  ) {
    guard let family = names.queries[number]?.asker.sentinel.family,
      let address = gateways.peers[gateway]?.addresses.first(where: { $0.family == family })
    else { return }
    let server = Endpoint(address, NameService.gatewayPort)
    if let packet = tunnelled(number, to: server) {
      send(packet, out.mint(), to: gateway, at: now, into: &out)
    } else {
      sendInStream(number, to: server, at: now, into: &out)
    }
  }
}
