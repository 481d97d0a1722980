import Base
import CLinux
import Wire

/// The memory into which sockets of one loop receive, one after the other.
final class DatagramIntake {
  struct Arrival {
    let bytes: [UInt8]
    let from: Endpoint
    let to: Endpoint
    let ecn: ECN
  }

  /// Datagrams taken in by one call; several of one sender count as one (UDP_GRO).
  static let capacity = 32
  /// The longest that UDP has, and thus what the kernel makes of several.
  private static let room = 65_535
  private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * room)
  private var datagrams: [cl_datagram]

  init() {
    datagrams = Array(repeating: cl_datagram(), count: Self.capacity)
    for i in 0..<Self.capacity { datagrams[i].bytes = memory + i * Self.room }
  }

  deinit { memory.deallocate() }

  /// One call's worth of what waits at a socket, in order.
  ///
  /// - Returns: false where nothing waits any more.
  func take(from socket: UDPSocket, _ body: (Arrival) -> Void) -> Bool {
    let count = cl_udp_receive(
      socket.descriptor.number, socket.port, &datagrams, Int32(Self.capacity), UInt32(Self.room))
    // What else is wrong with a socket (an ICMP error of an earlier datagram) is over with this call.
    guard count > 0 else { return false }
    for i in 0..<Int(count) { split(datagrams[i], body) }
    return count == Self.capacity
  }

  private func split(_ datagram: cl_datagram, _ body: (Arrival) -> Void) {
    guard let from = datagram.remote.endpoint, let to = datagram.local.endpoint else { return }
    let (count, ecn) = (Int(datagram.count), ECN(rawValue: datagram.ecn) ?? .notECT)
    let step = datagram.segment == 0 ? max(count, 1) : Int(datagram.segment)
    var start = 0
    repeat {
      let piece = UnsafeBufferPointer(start: datagram.bytes + start, count: min(step, count - start))
      body(Arrival(bytes: Array(piece), from: from, to: to, ecn: ecn))
      start += step
    } while start < count
  }
}
