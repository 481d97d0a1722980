import Base
import Wire

extension Host {
  /// Finds whom a packet is for. Gives the reason if it was discarded.
  mutating func receive(_ packet: IPPacket, _ id: PacketID, at now: Instant, into out: inout Outbox<Output>)
    -> DropReason?
  {
    guard addresses.contains(packet.destination) else { return .notForUs }
    guard packet.checksumsAreValid else { return .badChecksum }
    guard !packet.source.isMulticast, !packet.source.isUnspecified else { return .sourceNotUnicast }
    guard !packet.isFragment else { return .fragment }
    switch packet.transport {
    case .icmp(let header) where header.isEchoRequest: return answerEcho(header, packet, into: &out)
    case .icmp(let header) where header.isEchoReply: return receiveEcho(header, packet, id, at: now, into: &out)
    case .icmp(let header) where header.isError: return receiveError(packet, id, at: now, into: &out)
    case .icmp: return .icmpTypeNotHandled
    case .udp(let header): return receiveDatagram(header, packet, id, at: now, into: &out)
    case .tcp(let header): return receiveSegment(header, packet, id, at: now, into: &out)
    case .other: return .noSuchProtocol
    }
  }

  /// The address that speaks to `remote`: the first of its family.
  func source(for remote: IPAddress) -> IPAddress? { addresses.first { $0.family == remote.family } }

  func localAddress(for remote: IPAddress) throws(AppFailure) -> IPAddress {
    guard let local = source(for: remote) else { throw AppFailure(errno: .enetunreach, cause: .noRoute) }
    return local
  }

  func mtu(to remote: IPAddress) -> Int { pathMTUs[remote] ?? HostLimits.mtu }
}
