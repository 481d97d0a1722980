import Base
import Wire

/// RFC 9293 §3.3.2, LISTEN left to the host.
enum TCPState: Hashable, Sendable {
  case synSent, synReceived, established, finWait1, finWait2, closeWait, closing, lastAck, timeWait, closed

  /// Both sides know each other's sequence numbers.
  var isSynchronized: Bool { self != .synSent && self != .synReceived && self != .closed }
}

enum TCPTimer: Int, TimerName {
  case retransmission = 0
  case timeWait
  case idle
}

/// What a connection wants done, in order.
enum TCPEffect: Sendable {
  /// `again` counts timeouts in a row when the segment was sent before.
  case transmit(TCPSegment, again: Int?)
  case established
  /// Bytes in order.
  case data(ArraySlice<UInt8>)
  /// The peer will send no more.
  case peerFinished
  case closed(CloseReason)
}

/// One end of a TCP connection (RFC 9293): the state and the doors to it.
///
/// Left out: simultaneous open, urgent data, delayed acknowledgments, window scale, SACK, timestamps.
/// After every call the owner performs the effects and then calls `flush`, so that acknowledgments ride on data.
struct TCPConnection: Sendable {
  let flow: Flow
  var state: TCPState
  var send: SendSequence
  var receive = ReceiveSequence()
  var stream = SendStream()
  var congestion: CongestionWindow
  var timeout = RetransmissionTimeout()
  var timers = TimerTable<TCPTimer>()

  private init(_ flow: Flow, _ state: TCPState, initial: UInt32, mtu: Int) {
    let size = TCPOptions.segmentSize(mtu: mtu, flow.local.address.family)
    self.flow = flow
    self.state = state
    send = SendSequence(space: SequenceSpace(initial: initial), segmentSize: size)
    congestion = CongestionWindow(segment: size)
  }

  /// The largest window without a scale (RFC 9293 §3.1).
  static let buffer = 65_535

  var family: IPFamily { flow.local.address.family }

  /// Asks for a connection.
  static func open(_ flow: Flow, initial: UInt32, mtu: Int) -> TCPConnection {
    TCPConnection(flow, .synSent, initial: initial, mtu: mtu)
  }

  /// Answers a SYN.
  static func accept(_ flow: Flow, _ syn: TCPArrival, initial: UInt32, mtu: Int, at now: Instant) -> TCPConnection {
    var connection = TCPConnection(flow, .synReceived, initial: initial, mtu: mtu)
    connection.timers[.idle] = now + TCPTimes.idle
    connection.learn(from: syn)
    return connection
  }

  /// The peer's first sequence number, window and segment size.
  mutating func learn(from syn: TCPArrival) {
    receive.space = SequenceSpace(initial: syn.header.sequence)
    receive.nxt = 1
    send.window = Int(syn.header.window)
    let offered = TCPOptions.maximumSegmentSize(in: syn.bytes[syn.header.options])
    // RFC 9293 §3.7.1. A floor, so that no peer makes us send a byte a packet.
    send.segmentSize = min(send.segmentSize, max(offered ?? TCPOptions.defaultSegmentSize(family), 64))
    congestion = CongestionWindow(segment: send.segmentSize)
  }

  mutating func write(_ bytes: [UInt8], pattern: Int = 0) {
    guard !send.finishes else { return }
    stream.append(bytes[...])
    stream.appendPattern(pattern)
  }

  mutating func echo(_ bytes: ArraySlice<UInt8>) { stream.append(bytes) }

  /// No more data from us; what is written still goes out (RFC 9293 §3.10.4).
  mutating func finish() {
    guard !send.finishes else { return }
    send.finishes = true
    switch state {
    case .established: state = .finWait1
    case .closeWait: state = .lastAck
    default: break
    }
  }

  /// RFC 9293 §3.10.5: a reset if the peer knows us.
  mutating func abort(_ reason: CloseReason, into out: inout Outbox<TCPEffect>) {
    guard state != .closed else { return }
    if state != .synSent, state != .timeWait {
      out.put(.transmit(segment(at: send.max, flags: [.rst, .ack]), again: nil))
    }
    end(reason, into: &out)
  }

  mutating func end(_ reason: CloseReason, into out: inout Outbox<TCPEffect>) {
    state = .closed
    timers.cancelAll()
    out.put(.closed(reason))
  }
}

/// A segment that came in, its bytes those of the whole packet.
struct TCPArrival: Sendable {
  var header: TCPHeader
  var bytes: [UInt8]

  var payload: ArraySlice<UInt8> { bytes[header.payload] }
}
