import Base
import Lab

/// A named part of a node's state, made when it is looked at: a table of many rows costs nothing beside another part.
struct StatePart {
  let name: String
  let make: () -> State

  init(_ name: String, _ make: @escaping () -> State) {
    self.name = name
    self.make = make
  }

  init(_ name: String, fact: @autoclosure @escaping () -> Fact) { self.init(name) { .fact(fact()) } }
  init(_ name: String, text: @autoclosure @escaping () -> String) { self.init(name) { .fact(.text(text())) } }
}

extension State {
  init(_ parts: [StatePart]) { self = .record(parts.map { State.Member($0.name, $0.make()) }) }

  func member(_ name: String) -> State? {
    switch self {
    case .record(let members): members.first { $0.name == name }?.value
    default: nil
    }
  }

  var memberNames: [String] {
    switch self {
    case .record(let members): members.map(\.name)
    default: []
    }
  }
}

extension State.Member {
  init(_ name: String, _ text: String) { self.init(name, .fact(.text(text))) }
  init(_ name: String, _ fact: Fact) { self.init(name, .fact(fact)) }
}

extension Fact {
  init(_ instant: Instant?) { self = instant.map(Fact.instant) ?? .none }
  init(_ text: String?) { self = text.map(Fact.text) ?? .none }
  init(_ count: Int) { self = .number(Int64(count)) }
  static func addresses(_ addresses: [IPAddress]) -> Fact { .list(addresses.map(Fact.address)) }
  static func texts(_ texts: [String]) -> Fact { .list(texts.map(Fact.text)) }
}

/// A wall time as the lab's tables have it: in seconds since 1970, and how long it is until then.
struct Expiry {
  let time: UnixTime?
  let wall: WallClock
  let now: Instant

  var seconds: Fact { time.map { .number($0.seconds) } ?? .none }
  var left: Fact { time.map { .duration(max(.zero, wall.instant(of: $0) - now)) } ?? .none }
}
