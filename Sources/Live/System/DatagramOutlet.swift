import Base
import CLinux
import Glibc
import Wire

/// What a loop has to send, put together so that few calls send it: datagrams between the same two ends, of one length,
/// are handed to the kernel as one (UDP_SEGMENT).
///
/// The order between two ends is kept. Bounded: where all runs are taken, they go out, or the loop has to wait.
final class DatagramOutlet {
  /// Datagrams of one conversation, all but the last of one length.
  private struct Run {
    let socket: UDPSocket
    var message: cl_datagram
    var pieces = 1
    var isOpen = true
    let mayFragment: Bool

    /// A shorter one closes a run; a longer one begins another.
    mutating func append(_ bytes: [UInt8]) -> Bool {
      let (count, segment) = (Int(message.count), Int(message.segment))
      guard isOpen, !bytes.isEmpty, bytes.count <= segment, count + bytes.count <= room, pieces < greatestPieces else {
        isOpen = false
        return false
      }
      bytes.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { (message.bytes + count).update(from: base, count: bytes.count) }
      }
      message.count += UInt32(bytes.count)
      pieces += 1
      isOpen = bytes.count == segment
      return true
    }
  }

  /// Nothing that was sent is told of by its owner but failures.
  struct Failure: Error, Hashable {
    let destination: Endpoint?
    let code: Int32
    let datagrams: Int
  }

  private static let runCount = 32
  /// UDP_MAX_SEGMENTS of linux/udp.h; a send of more is refused.
  private static let greatestPieces = 64
  /// The longest payload that fits behind the headers of either family.
  private static let room = 65_487
  private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: runCount * room)
  private var runs: [Run] = []
  /// What the kernel takes is less than there is: the loop waits until this one can be written to.
  private(set) var blocked: UDPSocket?

  init() { runs.reserveCapacity(Self.runCount) }

  deinit { memory.deallocate() }

  var isEmpty: Bool { runs.isEmpty }

  /// - Returns: false where there is no room: `flush`, and where that leaves something, wait.
  func put(
    _ bytes: [UInt8], from: Endpoint, to: Endpoint, ecn: ECN = .notECT, mayFragment: Bool = true, by socket: UDPSocket
  ) -> Bool {
    var message = cl_datagram()
    (message.local, message.remote, message.ecn) = (cl_endpoint(from), cl_endpoint(to), ecn.rawValue)
    if let i = runs.lastIndex(where: { $0.socket === socket && Self.isSameWay($0.message, message) }),
      runs[i].mayFragment == mayFragment, runs[i].append(bytes)
    {
      return true
    }
    guard runs.count < Self.runCount else { return false }
    message.bytes = memory + runs.count * Self.room
    message.count = UInt32(min(bytes.count, Self.room))
    message.segment = UInt16(message.count)
    bytes.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { message.bytes.update(from: base, count: Int(message.count)) }
    }
    runs.append(
      Run(socket: socket, message: message, isOpen: socket.segments && !bytes.isEmpty, mayFragment: mayFragment))
    return true
  }

  private static func isSameWay(_ a: cl_datagram, _ b: cl_datagram) -> Bool {
    a.ecn == b.ecn && isSame(a.remote, b.remote) && isSame(a.local, b.local)
  }

  private static func isSame(_ a: cl_endpoint, _ b: cl_endpoint) -> Bool {
    guard a.port == b.port, a.family == b.family else { return false }
    return withUnsafeBytes(of: a.octets) { a in
      withUnsafeBytes(of: b.octets) { b in
        a.loadUnaligned(as: UInt64.self) == b.loadUnaligned(as: UInt64.self)
          && a.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == b.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      }
    }
  }

  /// Sends what there is. What the kernel does not take now stays, and `blocked` says who it waits for; what it refuses
  /// is gone, and told.
  func flush(_ failed: (Failure) -> Void) {
    blocked = nil
    var next = 0
    while next < runs.count {
      let socket = runs[next].socket
      let end = runs[next...].prefix { $0.socket === socket && $0.mayFragment == runs[next].mayFragment }.endIndex
      socket.setFragmenting(runs[next].mayFragment)
      let messages = runs[next..<end].map(\.message)
      let sent = cl_udp_send(socket.descriptor.number, messages, Int32(messages.count))
      if sent >= 0 {
        next += Int(sent)
      } else if !handle(errno, of: runs[next], failed) {
        break
      } else {
        next += 1
      }
    }
    // What stays keeps its memory: runs move only when all have gone.
    if next == runs.count { runs.removeAll(keepingCapacity: true) } else { keep(from: next) }
  }

  /// - Returns: whether the run is done with.
  private func handle(_ code: Int32, of run: Run, _ failed: (Failure) -> Void) -> Bool {
    switch code {
    case EAGAIN, ENOBUFS:
      blocked = run.socket
      return false
    case EIO where run.pieces > 1:
      // The device behind this route cannot: from now on the pieces go out one by one.
      run.socket.segments = false
      sendPieces(of: run, failed)
    default: failed(Failure(destination: run.message.remote.endpoint, code: code, datagrams: run.pieces))
    }
    return true
  }

  private func sendPieces(of run: Run, _ failed: (Failure) -> Void) {
    var message = run.message
    var left = Int(run.message.count)
    while left > 0 {
      message.count = UInt32(min(left, Int(run.message.segment)))
      if cl_udp_send(run.socket.descriptor.number, &message, 1) < 0 {
        failed(Failure(destination: message.remote.endpoint, code: errno, datagrams: 1))
      }
      message.bytes += Int(run.message.segment)
      left -= Int(run.message.segment)
    }
  }

  /// What is still there goes nowhere: its sockets are no more.
  func abandon() {
    runs.removeAll(keepingCapacity: true)
    blocked = nil
  }

  private func keep(from next: Int) {
    for (place, i) in (next..<runs.count).enumerated() {
      let target = memory + place * Self.room
      if target != runs[i].message.bytes {
        target.update(from: runs[i].message.bytes, count: Int(runs[i].message.count))
        runs[i].message.bytes = target
      }
    }
    runs.removeFirst(next)
  }
}
