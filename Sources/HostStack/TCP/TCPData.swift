import Base
import Wire

extension TCPConnection {
  /// RFC 9293 §3.10.7.4, seventh and eighth: the data and the FIN.
  mutating func receiveData(_ arrival: TCPArrival, at now: Instant, into out: inout Outbox<TCPEffect>) -> DropReason? {
    let start = receive.position(of: arrival.header.sequence)
    let end = start + arrival.payload.count
    let finishes = arrival.header.flags.contains(.fin)
    guard start < end || finishes else { return nil }
    receive.acknowledgmentDue = true
    if let fin = receive.fin, end > fin { return .tcpDataAfterEnd }
    let edge = receive.nxt + receiveWindow
    if finishes, end <= edge, receive.fin == nil { receive.fin = end }
    let reason = accept(arrival.payload, at: start, edge: edge, into: &out)
    if receive.nxt == receive.fin { peerFinished(at: now, into: &out) }
    return reason
  }

  /// Cuts the bytes to the window, hands on what is in order and keeps the rest.
  private mutating func accept(
    _ payload: ArraySlice<UInt8>, at start: Int, edge: Int, into out: inout Outbox<TCPEffect>
  ) -> DropReason? {
    let fresh = payload.dropFirst(max(0, receive.nxt - start))
    let position = max(start, receive.nxt)
    let fits = fresh.prefix(max(0, edge - position))
    guard !fits.isEmpty else { return nil }
    guard position == receive.nxt else {
      return receive.held.insert(fits, at: position) ? nil : .reassemblyFull
    }
    deliver(fits, into: &out)
    while let next = receive.held.next(at: receive.nxt) { deliver(next, into: &out) }
    return nil
  }

  private mutating func deliver(_ bytes: ArraySlice<UInt8>, into out: inout Outbox<TCPEffect>) {
    receive.nxt += bytes.count
    out.put(.data(bytes))
  }

  private mutating func peerFinished(at now: Instant, into out: inout Outbox<TCPEffect>) {
    receive.nxt += 1
    switch state {
    case .established: state = .closeWait
    case .finWait1: state = .closing
    case .finWait2: enterTimeWait(at: now)
    default: break
    }
    out.put(.peerFinished)
  }
}
