import Base

/// A named part of a node's state, made when it is looked at: a table of many rows costs nothing beside another part.
package struct StatePart {
  package let name: String
  package let make: () -> State

  package init(_ name: String, _ make: @escaping () -> State) {
    self.name = name
    self.make = make
  }

  package init(_ name: String, fact: @autoclosure @escaping () -> Fact) { self.init(name) { .fact(fact()) } }
  package init(_ name: String, text: @autoclosure @escaping () -> String) { self.init(name) { .fact(.text(text())) } }
}

extension State {
  package init(_ parts: [StatePart]) { self = .record(parts.map { State.Member($0.name, $0.make()) }) }

  package func member(_ name: String) -> State? {
    switch self {
    case .record(let members): members.first { $0.name == name }?.value
    default: nil
    }
  }

  package var memberNames: [String] {
    switch self {
    case .record(let members): members.map(\.name)
    default: []
    }
  }
}

extension State.Member {
  package init(_ name: String, _ text: String) { self.init(name, .fact(.text(text))) }
  package init(_ name: String, _ fact: Fact) { self.init(name, .fact(fact)) }
}

extension Fact {
  package init(_ instant: Instant?) { self = instant.map(Fact.instant) ?? .none }
  package init(_ text: String?) { self = text.map(Fact.text) ?? .none }
  package init(_ count: Int) { self = .number(Int64(count)) }
  package static func addresses(_ addresses: [IPAddress]) -> Fact { .list(addresses.map(Fact.address)) }
  package static func texts(_ texts: [String]) -> Fact { .list(texts.map(Fact.text)) }
}

/// A wall time as the lab's tables have it: in seconds since 1970, and how long it is until then.
package struct Expiry {
  let time: UnixTime?
  let wall: WallClock
  let now: Instant

  package var seconds: Fact { time.map { .number($0.seconds) } ?? .none }
  package var left: Fact { time.map { .duration(max(.zero, wall.instant(of: $0) - now)) } ?? .none }
}

/// What a part of the state is told with: names for identifiers, and what time it is.
package struct StateLook {
  package let names: NameBook
  let wall: WallClock
  package let now: Instant

  package init(names: NameBook, wall: WallClock, now: Instant) {
    (self.names, self.wall, self.now) = (names, wall, now)
  }

  package func expiry(_ time: UnixTime?) -> Expiry { Expiry(time: time, wall: wall, now: now) }
}

extension [StatePart] {
  /// Follows a path into a node's parts; only what stands on it is made.
  ///
  /// - Throws: the first step that leads nowhere, with the names that stand there.
  package func state(at path: ArraySlice<String>) throws(LabError) -> State {
    guard let first = path.first else { return State(self) }
    guard let part = self.first(where: { $0.name == first }) else {
      throw .unknown(.path, name: first, known: map(\.name))
    }
    return try part.make().descend(path.dropFirst())
  }
}

extension State {
  /// - Throws: the first step that leads nowhere, with the names that stand there.
  package func descend(_ path: ArraySlice<String>) throws(LabError) -> State {
    var state = self
    for step in path {
      guard let next = state.member(step) else { throw .unknown(.path, name: step, known: state.memberNames) }
      state = next
    }
    return state
  }
}
