import Base
import Wire

/// For whom a UDP socket was opened.
enum DatagramOwner: Hashable, Sendable {
  case app(AppID)
  case question(QuestionKey)
}

/// UDP (RFC 768): connected sockets of applications, and the services.
extension Host {
  mutating func receiveDatagram(
    _ header: UDPHeader, _ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    let local = Endpoint(packet.destination, header.destinationPort)
    let remote = Endpoint(packet.source, header.sourcePort)
    let payload = Array(packet.bytes[header.payload])
    switch datagrams[Flow(local: local, remote: remote)] {
    case .question(let key)?: return receiveAnswer(payload, key, id, at: now, into: &out)
    case .app(let app)?:
      report(.received(.datagram(payload.count)), app, id, into: &out)
      end(app, .datagram(payload), id, at: now, into: &out)
      return nil
    case nil: return serve(payload, packet, from: remote, to: local, into: &out)
    }
  }

  /// A datagram that is nobody's answer.
  private mutating func serve(
    _ payload: [UInt8], _ packet: IPPacket, from remote: Endpoint, to local: Endpoint, into out: inout Outbox<Output>
  ) -> DropReason? {
    switch datagramService(local.port) {
    case .echo?:
      emit(.udp(from: local, to: remote, payload), into: &out)
      return nil
    case .dns(let server)?: return answer(payload, by: server, from: remote, to: local, into: &out)
    case nil: break
    }
    if packet.mayNotBeReported == nil { emit(.error(.portUnreachable(packet.family), about: packet), into: &out) }
    return .noSuchUDPPort
  }

  mutating func openDatagram(
    _ app: AppID, _ payload: [UInt8], errors: UDPErrors, to remote: Endpoint, into out: inout Outbox<Output>
  ) throws(AppFailure) {
    let local = try localAddress(for: remote.address)
    let limit = mtu(to: remote.address)
    guard (local.family == .v4 ? 20 : 40) + 8 + payload.count <= limit else {
      throw AppFailure(errno: .emsgsize, cause: .tooLong(mtu: limit))
    }
    let flow = try freeFlow(from: local, to: remote, besides: datagrams.keys)
    datagrams[flow] = .app(app)
    apps.update(app) { $0.wait = .datagram(flow, errors) }
    emit(
      .udp(from: flow.local, to: remote, payload), as: .sent(.datagram(payload.count)), of: app, into: &out)
  }

  /// A flow from an ephemeral port that is not among those taken: one draw, then the next ones (RFC 6056 §3.3.1).
  mutating func freeFlow(from local: IPAddress, to remote: Endpoint, besides taken: [Flow]) throws(AppFailure) -> Flow {
    let ports = HostLimits.ephemeralPorts
    let first = chance.below(UInt32(ports.count))
    for i in 0..<UInt32(ports.count) {
      let port = ports.lowerBound + UInt16((first + i) % UInt32(ports.count))
      let flow = Flow(local: Endpoint(local, port), remote: remote)
      if taken.sortedIndex(of: flow) == nil { return flow }
    }
    throw AppFailure(errno: .eaddrnotavail, cause: .exhausted)
  }
}
