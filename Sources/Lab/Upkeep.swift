import Base
import Wire

extension Datagram {
  /// What a relay passes on: without the header of the channel that it came in (RFC 8656 §12.4).
  package var load: ArraySlice<UInt8> {
    guard payload.count >= 4, ChannelNumber.range.contains(payload.be16(0)),
      payload.count >= 4 + Int(payload.be16(2))
    else { return payload[...] }
    return payload[4..<4 + Int(payload.be16(2))]
  }

  /// A request to a relay, a check, or the answer to one.
  package var isSTUN: Bool {
    let load = load
    return STUNMessage.isLikely(payload, in: load.indices)
  }
}

extension TraceRecord {
  /// What goes on all the time without saying anything new: checks and keepalives, and what is renewed before it ends.
  ///
  /// There is much of it, so that tables leave it out unless they are asked.
  package var isUpkeep: Bool {
    switch what {
    case .wireSent(let datagram), .wireDelivered(let datagram): datagram.isSTUN
    case .reported(let report as AccessReport): report.isUpkeep
    case .reported(let report as RelayReport): report.isUpkeep
    case .reported(let report as ToldReport): report.isUpkeep
    default: false
    }
  }
}
