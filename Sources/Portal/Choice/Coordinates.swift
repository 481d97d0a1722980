/// A place on the globe, in degrees north and east.
package struct Coordinates: Hashable, Codable, Sendable {
  package var latitude: Double
  package var longitude: Double

  /// nil outside −90…90 and −180…180.
  package init?(latitude: Double, longitude: Double) {
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
    self.latitude = latitude
    self.longitude = longitude
  }

  /// Grows with the distance: the haversine, sin²(Δφ/2) + cos φ₁ · cos φ₂ · sin²(Δλ/2).
  func farness(of other: Coordinates) -> Double {
    let north = Self.sine((other.latitude - latitude) / 2)
    let east = Self.sine((other.longitude - longitude) / 2)
    return north * north + Self.sine(90 - latitude) * Self.sine(90 - other.latitude) * east * east
  }

  /// Of −180…180 degrees: Taylor's series to the ninth term, so that every machine gets the same bits.
  private static func sine(_ degrees: Double) -> Double {
    // sin x = sin(180° − x): the series is good near 0.
    let folded = degrees > 90 ? 180 - degrees : degrees < -90 ? -180 - degrees : degrees
    let x = folded * .pi / 180
    var (term, sum) = (x, x)
    for n in 1...9 {
      term *= -x * x / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return sum
  }
}

extension Coordinates: CustomStringConvertible {
  /// `[52.52, 13.41]`: degrees north and east.
  package var description: String { "[\(latitude), \(longitude)]" }
}

extension Array {
  /// Elements that share a place, nearest place first; an unknown place is farthest. Order is kept among equals.
  func groupedByPlace(
    from here: Coordinates, _ place: (Element) -> Coordinates?
  ) -> [(place: Coordinates?, elements: [Element])] {
    var groups: [(place: Coordinates?, elements: [Element])] = []
    for element in self {
      let place = place(element)
      if let at = groups.firstIndex(where: { $0.place == place }) {
        groups[at].elements.append(element)
      } else {
        groups.append((place, [element]))
      }
    }
    let farness = groups.map { $0.place.map { here.farness(of: $0) } ?? .infinity }
    return groups.indices.sorted { (farness[$0], $0) < (farness[$1], $1) }.map { groups[$0] }
  }
}
