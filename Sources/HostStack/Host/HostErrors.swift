import Base
import Wire

/// ICMP errors about packets that this host sent: what an error must be like to count, and who hears of it.
extension Host {
  mutating func receiveError(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>)
    -> DropReason?
  {
    guard let (error, quoted) = packet.reportedError else { return .errorMalformed }
    // Linux reads the ports and, of TCP, the sequence number: the first eight bytes.
    guard quoted.payload.count >= 8 else { return .errorQuoteTooShort }
    guard quoted.source == packet.destination else { return .errorMatchesNoSocket }
    let report = Report(error: error, quoted: quoted, reporter: packet.source, packet: id)
    switch (quoted.sourcePort, quoted.destinationPort) {
    case (.icmp(let identifier)?, _):
      let key = EchoKey(
        local: quoted.source, remote: quoted.destination, identifier: identifier, sequence: quoted.payload.be16(6))
      return receiveError(report, echo: key, at: now, into: &out)
    case (.udp(let local)?, .udp(let remote)?):
      return receiveError(report, datagram: quoted.flow(local, remote), at: now, into: &out)
    case (.tcp(let local)?, .tcp(let remote)?):
      return receiveError(report, segment: quoted.flow(local, remote), at: now, into: &out)
    default: return .errorMatchesNoSocket
    }
  }

  /// An ICMP error that came in whole.
  struct Report: Sendable {
    let error: ICMPError
    let quoted: QuotedPacket
    let reporter: IPAddress
    let packet: PacketID

    var errno: (errno: Errno, fatal: Bool)? { error.errno(quoted.destination.family) }

    func failure(_ errno: Errno) -> AppFailure {
      AppFailure(errno: errno, cause: .reported(error, by: reporter, packet))
    }
  }

  private mutating func receiveError(
    _ report: Report, echo key: EchoKey, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    guard let app = echoes[key] else { return .errorMatchesNoSocket }
    learnMTU(from: report)
    guard let errno = report.errno?.errno else { return .errorNotReported }
    fail(app, report.failure(errno), report.packet, at: now, into: &out)
    return nil
  }

  private mutating func receiveError(
    _ report: Report, datagram flow: Flow, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    guard let owner = datagrams[flow], let errors = errors(heardBy: owner) else { return .errorMatchesNoSocket }
    learnMTU(from: report)
    guard let (errno, fatal) = report.errno, fatal || errors == .receiveErrors else { return .errorNotReported }
    switch owner {
    case .app(let app): fail(app, report.failure(errno), report.packet, at: now, into: &out)
    case .question(let key):
      attemptFailed(
        key, .reported(errno, report.error, by: report.reporter, report.packet), report.packet, at: now, into: &out)
    }
    return nil
  }

  private func errors(heardBy owner: DatagramOwner) -> UDPErrors? {
    switch owner {
    case .app(let app): if case .datagram(_, let errors)? = apps[app]?.wait { errors } else { nil }
    case .question(let key): questions[key]?.policy.errors
    }
  }

  /// A handshake fails at once; an established connection only notes it (RFC 5461 §2.2) and goes on trying.
  private mutating func receiveError(
    _ report: Report, segment flow: Flow, at now: Instant, into out: inout Outbox<Output>
  ) -> DropReason? {
    guard let socket = connections[flow] else { return .errorMatchesNoSocket }
    // RFC 5927 §4.1: only about what is in flight.
    let position = socket.tcp.send.position(of: report.quoted.payload.be32(4))
    guard (socket.tcp.send.una..<max(socket.tcp.send.max, socket.tcp.send.una + 1)).contains(position) else {
      return .errorOutOfWindow
    }
    if case .packetTooBig = report.error { return shrink(flow, report, at: now, into: &out) }
    guard let errno = report.errno?.errno else { return .errorNotReported }
    switch socket.tcp.state {
    case .synSent:
      handshakeFailed(flow, socket.role, errno, report, at: now, into: &out)
    case .synReceived:
      drive(flow, report.packet, at: now, into: &out) { $0.end(.unreachable, into: &$1) }
    default:
      self.report(.softError(errno, report.error), socket.role.owner, report.packet, into: &out)
      if case .stream(let id) = socket.role { out.put(.stream(id, .softError(errno))) }
    }
    return nil
  }

  private mutating func handshakeFailed(
    _ flow: Flow, _ role: Socket.Role, _ errno: Errno, _ report: Report, at now: Instant,
    into out: inout Outbox<Output>
  ) {
    switch role {
    case .app(let app): attemptFailed(app, flow, report.failure(errno), report.packet, at: now, into: &out)
    case .question(let key):
      attemptFailed(
        key, .reported(errno, report.error, by: report.reporter, report.packet), report.packet, at: now, into: &out)
    case .stream(let id): end(id, report.failure(errno), report.packet, at: now, into: &out)
    case .http, .echo, .dns, .orphan: break
    }
  }

  /// RFC 1191 §6.4, RFC 8201 §5.4.
  private mutating func shrink(_ flow: Flow, _ report: Report, at now: Instant, into out: inout Outbox<Output>)
    -> DropReason?
  {
    guard learnMTU(from: report) else { return .errorNotReported }
    let mtu = mtu(to: flow.remote.address)
    drive(flow, report.packet, at: now, into: &out) { tcp, _ in tcp.shrink(toMTU: mtu) }
    return nil
  }

  /// Remembers a path that is narrower than we knew. False if it is not, or there is no room.
  @discardableResult
  private mutating func learnMTU(from report: Report) -> Bool {
    guard case .packetTooBig(let stated) = report.error else { return false }
    let remote = report.quoted.destination
    let floor = remote.family == .v4 ? HostLimits.smallestMTU : HostLimits.mtu
    let mtu = max(Int(stated), floor)
    guard mtu < self.mtu(to: remote), pathMTUs[remote] != nil || pathMTUs.count < HostLimits.paths else { return false }
    pathMTUs[remote] = mtu
    return true
  }
}

extension QuotedPacket {
  fileprivate func flow(_ local: UInt16, _ remote: UInt16) -> Flow {
    Flow(local: Endpoint(source, local), remote: Endpoint(destination, remote))
  }
}
