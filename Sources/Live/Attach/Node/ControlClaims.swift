import Base
import Synchronization
import Wire

/// Conversations that a shell has begun through a client: what answers them is the shell's, and the client's own system
/// would only refuse it.
final class ControlClaims: Sendable {
  /// A conversation, as the client's applications see it.
  private struct Flow: Hashable {
    let proto: IPProtocol
    let local: IPAddress
    let localPort: UInt16
    let remote: IPAddress
    let remotePort: UInt16
  }

  private struct Claim {
    let connection: UInt64
    let take: @Sendable (IPPacket, PacketID) -> Void
  }

  private struct State {
    var claims: [Flow: Claim] = [:]
    var order: [Flow] = []
  }

  private let state = Mutex(State())
  private let count = Atomic<Int>(0)

  /// Our own: the oldest conversation is forgotten.
  private static let capacity = 4096

  /// What answers `packet` goes to `take` from here on.
  func claim(
    _ packet: IPPacket, for connection: UInt64, _ take: @escaping @Sendable (IPPacket, PacketID) -> Void
  ) {
    guard let flow = Self.flow(of: packet) else { return }
    state.withLock { state in
      if state.claims.updateValue(Claim(connection: connection, take: take), forKey: flow) == nil {
        state.order.append(flow)
        if state.order.count > Self.capacity { state.claims[state.order.removeFirst()] = nil }
      }
      count.store(state.claims.count, ordering: .relaxed)
    }
  }

  /// Hands a packet for the applications to whoever has claimed it.
  func take(_ packet: IPPacket, _ id: PacketID) -> Bool {
    guard count.load(ordering: .relaxed) > 0, let flow = Self.flow(answeredBy: packet) else { return false }
    guard let claim = state.withLock({ $0.claims[flow] }) else { return false }
    claim.take(packet, id)
    return true
  }

  func leave(_ connection: UInt64) {
    state.withLock { state in
      state.order.removeAll { state.claims[$0]?.connection == connection }
      state.claims = state.claims.filter { $0.value.connection != connection }
      count.store(state.claims.count, ordering: .relaxed)
    }
  }

  private static func flow(of packet: IPPacket) -> Flow? {
    guard let (from, to) = ports(of: packet) else { return nil }
    return Flow(
      proto: packet.proto, local: packet.source, localPort: from, remote: packet.destination, remotePort: to)
  }

  private static func flow(answeredBy packet: IPPacket) -> Flow? {
    if let quoted = packet.reportedError?.quoted {
      return Flow(
        proto: quoted.proto, local: quoted.source, localPort: quoted.sourcePort?.number ?? 0,
        remote: quoted.destination, remotePort: quoted.destinationPort?.number ?? 0)
    }
    guard let (from, to) = ports(of: packet) else { return nil }
    return Flow(
      proto: packet.proto, local: packet.destination, localPort: to, remote: packet.source, remotePort: from)
  }

  /// Of an echo its identifier, which both sides use.
  private static func ports(of packet: IPPacket) -> (from: UInt16, to: UInt16)? {
    guard !packet.isLaterFragment else { return nil }
    switch packet.transport {
    case .tcp(let header): return (header.sourcePort, header.destinationPort)
    case .udp(let header): return (header.sourcePort, header.destinationPort)
    case .icmp(let header) where header.isEchoRequest || header.isEchoReply:
      return (header.identifier, header.identifier)
    case .icmp: return nil
    case .other: return (0, 0)
    }
  }
}
