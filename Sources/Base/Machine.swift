/// A state machine that owns no sockets, no clock and no threads. Everything it wants done leaves through `out`, in
/// order. Nothing stays inside, so a machine is always fully drained and always safe to copy.
package protocol Machine: Sendable {
  associatedtype Input: Sendable
  associatedtype Output: Sendable
  associatedtype Timer: TimerName

  mutating func handle(_ input: Input, at now: Instant, into out: inout Outbox<Output>)

  /// Does what is due. Harmless when called early.
  mutating func wake(at now: Instant, into out: inout Outbox<Output>)

  var timers: TimerTable<Timer> { get }
}

/// The number by which a packet is known in traces, through every layer that carries it. 0 is no packet.
///
/// Machines carry ids along with the bytes and mint one for each packet that they make themselves.
@usableFromInline package struct PacketID: Hashable, Comparable, Sendable {
  @usableFromInline package var number: UInt32

  @inlinable package init(_ number: UInt32) { self.number = number }

  package static let none = PacketID(0)
  @inlinable package static func < (a: PacketID, b: PacketID) -> Bool { a.number < b.number }
}

/// What a machine wants done, in order, and the source of numbers for the packets that it makes.
@usableFromInline package struct Outbox<Output> {
  @usableFromInline package internal(set) var outputs: [Output] = []
  @usableFromInline package internal(set) var nextPacket: UInt32

  /// - Parameter nextPacket: the number that the next packet made will get.
  @inlinable package init(nextPacket: UInt32 = 1) { self.nextPacket = nextPacket }

  @inlinable package mutating func put(_ output: Output) { outputs.append(output) }

  @inlinable package mutating func mint() -> PacketID {
    defer { nextPacket &+= 1 }
    return PacketID(nextPacket)
  }

  /// Hands over what is in the box for what is in another one; numbers go on from here.
  @inlinable package mutating func exchange(with other: inout Outbox) { swap(&outputs, &other.outputs) }

  /// Empties the box, keeping its room and its numbering.
  @inlinable package mutating func drain(_ body: (Output) -> Void) {
    for output in outputs { body(output) }
    outputs.removeAll(keepingCapacity: true)
  }

  /// Lets a machine inside another one write its wishes, numbered from the same source, and hands them back in order.
  @inlinable package mutating func nested<Inner>(_ body: (inout Outbox<Inner>) -> Void) -> [Inner] {
    var inner = Outbox<Inner>(nextPacket: nextPacket)
    body(&inner)
    nextPacket = inner.nextPacket
    return inner.outputs
  }
}

extension Outbox: Sendable where Output: Sendable {}

/// The names of a machine's waits, numbered from 0 without gaps.
@usableFromInline package protocol TimerName: RawRepresentable<Int>, CaseIterable, Sendable {}

/// One optional deadline for each named timer.
@usableFromInline package struct TimerTable<Name: TimerName>: Sendable {
  @usableFromInline var deadlines: [Instant?]

  @inlinable package init() { deadlines = Array(repeating: nil, count: Name.allCases.count) }

  @inlinable package subscript(name: Name) -> Instant? {
    get { deadlines[name.rawValue] }
    set { deadlines[name.rawValue] = newValue }
  }

  /// Starts the timer unless it runs already.
  @inlinable package mutating func start(_ name: Name, at deadline: Instant) {
    if self[name] == nil { self[name] = deadline }
  }

  /// The earliest deadline. Complexity: O(number of names).
  @inlinable package var next: Instant? {
    var earliest: Instant?
    for deadline in deadlines {
      if let deadline, deadline < earliest ?? .distantFuture { earliest = deadline }
    }
    return earliest
  }

  /// Stops a timer that is due and says that it was.
  @inlinable package mutating func fires(_ name: Name, at now: Instant) -> Bool {
    guard let deadline = self[name], deadline <= now else { return false }
    self[name] = nil
    return true
  }

  @inlinable package mutating func cancelAll() { for i in deadlines.indices { deadlines[i] = nil } }
}

/// For machines that wait for nothing.
package enum NoTimers: Int, TimerName {
  package static var allCases: [NoTimers] { [] }
  case never = 0
}
