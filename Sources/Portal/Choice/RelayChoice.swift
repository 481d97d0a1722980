import Base

/// Which relays a participant is given.
package enum RelayChoice {
  /// Relays that one participant gets.
  package static let count = 2

  /// The two nearest, by chance among those of one place; where the participant stands unknown, two of all by chance.
  package static func choose(
    among relays: [Directory.Relay], from here: Coordinates?, quirks: PortalQuirks = .none, chance: inout Chance
  ) -> [Directory.Relay] {
    guard let here else { return draw(count, of: relays, &chance) }
    let places = relays.groupedByPlace(from: here, \.location).map(\.elements)
    if quirks[.samePlaceOneRelay] { return places.prefix(count).flatMap { draw(1, of: $0, &chance) } }
    return places.reduce(into: []) { chosen, place in chosen += draw(count - chosen.count, of: place, &chance) }
  }

  private static func draw(_ number: Int, of relays: [Directory.Relay], _ chance: inout Chance) -> [Directory.Relay] {
    var left = relays
    var drawn: [Directory.Relay] = []
    while drawn.count < number, !left.isEmpty {
      drawn.append(left.remove(at: Int(chance.below(UInt32(left.count)))))
    }
    return drawn
  }
}
