import Base
import Lab

/// How one node is joined to the internet: what crosses it takes time and may get lost.
struct Link: Sendable {
  enum Direction: Hashable, Sendable { case up, down }

  private(set) var shape: LinkShape
  /// What the lab says of it.
  private let usual: LinkShape
  private var chance: Chance
  private var up = LinkWay()
  private var down = LinkWay()

  /// Where it keeps order and a queue, things cross it one after the other and not all at the moment of sending.
  var isTimed: Bool { jitter > .zero || (shape.rate ?? 0) > 0 }
  var latency: Duration { shape.latency ?? .zero }
  private var jitter: Duration { shape.jitter ?? .zero }

  init(_ shape: LinkShape, chance: Chance) {
    self.shape = shape
    usual = shape
    self.chance = chance
  }

  mutating func apply(_ change: LinkShape) { shape = shape.with(change) }
  mutating func restore() { shape = usual }

  /// Whether one thing is lost; what says so is drawn from the link's own chance.
  mutating func loses(_ direction: Direction = .up) -> Bool { change(direction) { $0.loses($1, &$2) } }

  /// What a stream's segment waits besides the latency.
  mutating func wait() -> Duration { chance.duration(upTo: jitter) }

  /// One datagram, cut into `pieces` of which none may be missing.
  ///
  /// - Parameter length: bytes with all headers, of all pieces.
  mutating func carry(_ length: Int, pieces: Int, _ direction: Direction, at now: Instant) -> LinkFate {
    change(direction) { way, shape, chance in
      guard let departure = way.depart(length, shape, at: now) else { return .lost(.queue) }
      for _ in 0..<pieces where way.loses(shape, &chance) { return .lost(.loss) }
      let isCorrupt = chance.happens(partsPerMillion: shape.corrupt ?? 0)
      let isDouble = chance.happens(partsPerMillion: shape.duplicate ?? 0)
      let at = way.arrive(departure, shape, &chance)
      return .passed(at: at, damage: isCorrupt ? Chance(seed: chance.nextUInt64()) : nil, twice: isDouble)
    }
  }

  private mutating func change<Result>(
    _ direction: Direction, _ body: (inout LinkWay, LinkShape, inout Chance) -> Result
  ) -> Result {
    direction == .up ? body(&up, shape, &chance) : body(&down, shape, &chance)
  }
}

enum LinkFate: Sendable {
  case lost(LinkLoss)
  /// - damage: what is drawn from to damage it, if it is damaged.
  case passed(at: Instant, damage: Chance?, twice: Bool)
}

enum LinkLoss: Sendable {
  case loss
  case queue
  case tooBig(mtu: Int)

  func words(_ link: String) -> String {
    switch self {
    case .loss: "loss on the link of \(link)"
    case .queue: "the queue of the link of \(link) is full"
    case .tooBig(let mtu): "longer than the MTU of \(mtu) on the link of \(link)"
    }
  }
}

/// What one direction of a link remembers.
struct LinkWay: Sendable {
  /// Our own, in bytes: some forty full packets, as home routers have.
  static let usualQueue: UInt64 = 64_000
  /// A packet that others overtake is late by at least so much.
  static let leastLateness: Duration = .milliseconds(1)

  private var isBad = false
  /// When what has a place in the queue is gone.
  private var idle = Instant.zero
  private var lastArrival = Instant.zero

  /// Gilbert's model: in the bad state all is lost. Its mean length is `burst`, and how often it begins makes up the
  /// share that is lost in all.
  mutating func loses(_ shape: LinkShape, _ chance: inout Chance) -> Bool {
    let loss = shape.lossPartsPerMillion ?? 0
    guard let burst = shape.burst, burst > 1, loss > 0, loss < 1_000_000 else {
      return chance.happens(partsPerMillion: loss)
    }
    let ends = 1_000_000 / burst
    let begins = UInt32(min(1_000_000, UInt64(ends) * UInt64(loss) / UInt64(1_000_000 - loss)))
    isBad = chance.happens(partsPerMillion: isBad ? 1_000_000 - ends : begins)
    return isBad
  }

  /// When the last byte is on the line; nil where the queue has no room.
  mutating func depart(_ length: Int, _ shape: LinkShape, at now: Instant) -> Instant? {
    guard let rate = shape.rate, rate > 0 else { return now }
    let waiting = max(.zero, idle - now).nanoseconds
    let bound = shape.queue.flatMap { $0 > 0 ? $0 : nil } ?? Self.usualQueue
    // A queue that is empty takes whatever comes.
    guard waiting == 0 || UInt64(waiting) / 1000 * rate / 1_000_000 + UInt64(length) <= bound else { return nil }
    idle = max(idle, now) + .nanoseconds(Int64(UInt64(length) * 1_000_000_000 / rate))
    return idle
  }

  /// Jitter alone keeps the order, as a queue does; what is to be overtaken is late and keeps nothing back.
  mutating func arrive(_ departure: Instant, _ shape: LinkShape, _ chance: inout Chance) -> Instant {
    let (latency, jitter) = (shape.latency ?? .zero, shape.jitter ?? .zero)
    let at = departure + latency + chance.duration(upTo: jitter)
    if chance.happens(partsPerMillion: shape.reorder ?? 0) { return at + max(latency, jitter, Self.leastLateness) }
    guard jitter > .zero || (shape.rate ?? 0) > 0 else { return at }
    lastArrival = max(at, lastArrival)
    return lastArrival
  }
}
