import Base
import Lab
import Portal
import Wire

// Portal connections through routers: TCP connections of which the box sees how they open, go on and end.

extension World {
  /// The port of `wss` (RFC 6455 §11.1.2); a node's own comes from Linux's ephemeral range.
  private static let portalPort: UInt16 = 443
  private static let ephemeral: ClosedRange<UInt16> = 32_768...60_999

  /// Nil where no router is on the way.
  private func stream(of node: String, _ id: SocketID, _ flags: TCPFlags) -> (home: String, flow: NATFlow)? {
    guard let home = homes[node] else { return nil }
    let port = Self.ephemeral.lowerBound + UInt16(id.number % UInt32(Self.ephemeral.count))
    for address in addresses(of: node) {
      guard let remote = topology.portal.addresses.first(where: { $0.family == address.family }) else { continue }
      let flow = NATFlow(
        .tcp, local: Endpoint(address, port), remote: Endpoint(remote, Self.portalPort), flags: flags)
      return (home, flow)
    }
    return nil
  }

  /// Whether a stream gets through the node's router, out and back again; what does not is recorded.
  mutating func passes(stream id: SocketID, of node: String, _ flags: TCPFlags, into trace: inout Trace) -> Bool {
    guard let (home, flow) = stream(of: node, id, flags) else { return true }
    do throws(NATDrop) {
      let outside = try judged(home, into: &trace) { box, now, changes throws(NATDrop) in
        try box.outbound(flow, at: now, &changes)
      }
      let answer: TCPFlags = flags == .syn ? [.syn, .ack] : flags
      let back = NATFlow(.tcp, local: outside, remote: flow.remote, flags: answer)
      _ = try judged(home, into: &trace) { box, now, changes throws(NATDrop) in
        try box.inbound(back, at: now, &changes)
      }
      return true
    } catch {
      trace.record(.reported(NodeReport.dropped(reason: error.rawValue)), at: now, node: home)
      return false
    }
  }

  /// Another box begins in the middle of the stream.
  mutating func resumeStream(of node: String, into trace: inout Trace) {
    guard let id = socket(of: node)?.id else { return }
    _ = passes(stream: id, of: node, .syn, into: &trace)
  }

  /// From where the portal sees a node.
  func origin(of node: String, _ id: SocketID?) -> IPAddress? {
    guard let id, let (home, flow) = stream(of: node, id, .ack) else { return nil }
    return routers[home]?.box.known(flow, at: now)?.address
  }
}
