import Access
import Base
import Lab
import Wire
import WireGuard

/// Looks at everything that happens for what must never happen. Always on.
struct InvariantWatch: Sendable {
  /// More violations than these tell nothing new.
  static let bound = 100

  private(set) var violations: [Violation] = []
  /// What is known of views that differ.
  var beliefs = BeliefWatch()
  /// The last counter of each session on the wire, by sender and receiver index.
  private var counters = SortedTable<SessionOnWire, UInt64>()

  private struct SessionOnWire: Comparable, Sendable {
    let sender: String
    let receiver: UInt32

    static func < (a: SessionOnWire, b: SessionOnWire) -> Bool { (a.sender, a.receiver) < (b.sender, b.receiver) }
  }

  mutating func check(time next: Instant, against now: Instant, after event: EventNumber) {
    if next < now { violate("time never retreats", event, "from \(Fact.instant(now)) to \(Fact.instant(next))") }
  }

  /// A datagram leaves a node: it must be STUN or a WireGuard message, as it is or in a relay's channel, and no counter
  /// may be used twice.
  ///
  /// - Parameter isForwarded: by a relay, which sends what it gets, in the order in which it gets it.
  mutating func check(_ datagram: Datagram, _ id: PacketID, isForwarded: Bool = false, after event: EventNumber) {
    if datagram.isSTUN {
      if id != .none { violate("no plaintext on the internet", event, "p\(id.number) in a STUN message") }
      return
    }
    let message: Message
    do throws(MessageRejection) { message = try Message(Array(datagram.load)) } catch {
      // A relay sends what reached it, damaged by a link or forged; its sender has been looked at.
      if isForwarded, id == .none { return }
      violate(
        "no plaintext on the internet", event,
        "\(datagram.from) sent \(datagram.payload.count) bytes that are no WireGuard message")
      return
    }
    guard case .transportData(let data) = message else {
      if id != .none { violate("no plaintext on the internet", event, "p\(id.number) in a handshake message") }
      if !isForwarded { expectNewSession(by: message, from: datagram) }
      return
    }
    if isForwarded { return }
    let session = SessionOnWire(sender: datagram.from, receiver: data.receiver)
    if let last = counters[session], data.counter <= last {
      violate("counters never go back", event, "\(datagram.from) sent counter \(data.counter) after \(last)")
    }
    counters[session] = data.counter
  }

  /// A handshake message names the index under which its sender will be spoken to, with new keys and so from counter 0.
  /// Indices come round: a tunnel has 256 of them.
  private mutating func expectNewSession(by message: Message, from datagram: Datagram) {
    switch message {
    case .initiation(let message): counters[SessionOnWire(sender: datagram.to, receiver: message.sender)] = nil
    case .response(let message): counters[SessionOnWire(sender: datagram.to, receiver: message.sender)] = nil
    case .cookieReply, .transportData: break
    }
  }

  /// A gateway let a packet through: a client with its source must hold an access that covers its destination, by a
  /// network or by a name. What the gateway says itself needs none.
  mutating func check(admitted packet: IPPacket, isAuthorized: Bool, after event: EventNumber) {
    if !isAuthorized {
      violate(
        "no packet to a resource without an authorization", event, "\(packet.source) reached \(packet.destination)")
    }
  }

  mutating func violate(_ invariant: String, _ event: EventNumber, _ detail: String) {
    guard violations.count < Self.bound else { return }
    violations.append(Violation(invariant: invariant, event: event, detail: detail))
  }
}
