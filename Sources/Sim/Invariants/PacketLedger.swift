import Base
import Lab

/// Where a packet is, as far as the world can tell.
enum PacketPlace: UInt8, Sendable {
  /// Nobody has seen it yet.
  case unknown
  /// In somebody's hands: no step may end so.
  case handled
  /// Kept by a machine or by a rule, until something comes.
  case waiting
  /// On a link, or on a resource network.
  case inFlight
  // The ends, of which a packet has one.
  case delivered, answered, lost, dropped

  var isEnd: Bool { rawValue >= PacketPlace.delivered.rawValue }
  /// Somebody must have it.
  var isHeld: Bool { self == .waiting || self == .inFlight }
}

/// Accounts for every packet: delivered, dropped with a reason, or in flight, and only one of them.
///
/// Costs a byte for each packet and, at each change of place, a look at that byte. What a step had in its hands is
/// looked at when the next one begins.
struct PacketLedger: Sendable {
  static let invariant = "every packet is delivered, dropped or in flight"

  private var places: [PacketPlace] = []
  private var inHands: [PacketID] = []
  private var found: [Violation] = []
  /// What an operator put on a wire: a tunnel may take it for itself, and says so without a word about the packet.
  private var excused: [PacketID] = []

  mutating func move(_ id: PacketID, to place: PacketPlace, at event: EventNumber) {
    guard id != .none else { return }
    let slot = Int(id.number)
    while places.count <= slot { places.append(.unknown) }
    let old = places[slot]
    if old.isEnd { violate(event, "p\(id.number) was \(old) already, and is \(place)") }
    if place == .handled, old != .handled { inHands.append(id) }
    places[slot] = place
  }

  mutating func excuse(_ id: PacketID) { excused.append(id) }

  /// A step is over: what it had in its hands is somewhere now.
  mutating func close(after event: EventNumber) {
    guard !inHands.isEmpty else { return }
    for id in inHands where places[Int(id.number)] == .handled && !excused.contains(id) {
      violate(event, "p\(id.number) vanished")
    }
    inHands.removeAll(keepingCapacity: true)
  }

  /// - Parameter held: what somebody really has at this moment.
  func violations(holding held: [PacketID], after event: EventNumber) -> [Violation] {
    var ledger = self
    ledger.close(after: event)
    ledger.audit(held, after: event)
    return ledger.found
  }

  /// Whoever says that he keeps a packet has it, and nobody has one that is gone.
  private mutating func audit(_ held: [PacketID], after event: EventNumber) {
    var isHeld = [Bool](repeating: false, count: places.count)
    for id in held where Int(id.number) < places.count && id != .none {
      isHeld[Int(id.number)] = true
      let place = places[Int(id.number)]
      if place.isEnd { violate(event, "p\(id.number) was \(place), and somebody keeps it") }
    }
    for (number, place) in places.enumerated() where place.isHeld && !isHeld[number] {
      violate(event, "p\(number) is said to be \(place), and nobody has it")
    }
  }

  private mutating func violate(_ event: EventNumber, _ detail: String) {
    guard found.count < InvariantWatch.bound else { return }
    found.append(Violation(invariant: Self.invariant, event: event, detail: detail))
  }
}
