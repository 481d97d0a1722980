import Base

/// A TCP connection of the host's owner: one that came to a `Service.stream`, numbered by the host from 1, or one that the
/// owner opened under a number of its choice.
package enum StreamID: Hashable, Comparable, Sendable {
  case accepted(UInt32)
  case opened(UInt32)
}

/// What the owner wants of a connection.
package enum StreamAction: Hashable, Sendable {
  /// Asks for a connection, from one of the host's addresses or from the one that the host would choose. An id that is in
  /// use, or is not the owner's to choose, is ignored.
  case open(to: Endpoint, from: IPAddress? = nil)
  /// Bytes behind those written before. Before the connection is there they wait for it.
  case write([UInt8])
  /// No more bytes from us; what was written still goes out, and the peer may go on.
  case finish
  /// Hangs up at once, with a reset.
  case abort
}

/// What happened to a connection.
package enum StreamEvent: Hashable, Sendable {
  /// The handshake is done.
  case connected(local: Endpoint, remote: Endpoint)
  /// Bytes in order, at least one. They are the owner's now and open the window again; what it writes and the peer does
  /// not take closes it.
  case data([UInt8])
  /// The peer sends no more. The connection stays until the owner finishes as well.
  case peerFinished
  /// A write of so many bytes was not taken, not even in part: with it more than `StreamLimits.unsent` would wait.
  case writeRefused(Int)
  /// The peer has acknowledged all that was written.
  case drained
  /// An ICMP error about an established connection: noted, not fatal.
  case softError(Errno)
  /// The connection is gone: in order and on the owner's wish without a failure. Comes once, last.
  case closed(AppFailure?)
}

package enum StreamLimits {
  /// Bytes written to one connection and not acknowledged by its peer: a few of the longest DNS messages.
  package static let unsent = 262_144
}

struct OwnedStream: Sendable {
  let flow: Flow
  var isConnected = false
}

/// The owner's connections.
struct StreamTable: Sendable {
  private var streams = SortedTable<StreamID, OwnedStream>()
  private var accepted: UInt32 = 0

  /// Numbers a connection that comes in, unless as many are open at its local end.
  mutating func accept(_ flow: Flow, limit: Int) -> StreamID? {
    let open = streams.count { id, other in
      if case .accepted = id { other.flow.local == flow.local } else { false }
    }
    guard open < limit else { return nil }
    accepted &+= 1
    streams[.accepted(accepted)] = OwnedStream(flow: flow)
    return .accepted(accepted)
  }

  mutating func open(_ id: StreamID, _ flow: Flow) { streams[id] = OwnedStream(flow: flow) }

  /// The handshake is done.
  mutating func connect(_ id: StreamID) { streams.update(id) { $0.isConnected = true } }

  func flow(_ id: StreamID) -> Flow? { streams[id]?.flow }

  /// Gives what it was, if it was.
  mutating func remove(_ id: StreamID) -> OwnedStream? {
    defer { streams[id] = nil }
    return streams[id]
  }
}
