import Base

/// Which of several gateways a client is sent to.
package struct GatewayChoice: Hashable, Sendable {
  /// A gateway that is online and serves the resource.
  package struct Candidate: Hashable, Sendable {
    package var id: GatewayID
    package var version: AppVersion?
    package var location: Coordinates?

    package init(id: GatewayID, version: AppVersion? = nil, location: Coordinates? = nil) {
      self.id = id
      self.version = version
      self.location = location
    }
  }

  package var gateway: GatewayID
  package var preference: GatewayPreference

  /// Compatible ones only; of these the first that the client names; else the nearest place, there the greatest version,
  /// there one by chance. Where the client stands unknown, one of all by chance.
  ///
  /// nil when there is none.
  package init?(
    among candidates: [Candidate], naming named: [GatewayID], client: Origin?, quirks: PortalQuirks = .none,
    chance: inout Chance
  ) {
    let compatible = candidates.filter {
      AppVersion.areCompatible(client: client?.version, gateway: $0.version)
    }
    guard !compatible.isEmpty else { return nil }
    let known = compatible.filter { named.contains($0.id) }
    if !quirks[.unorderedPreference], let first = named.first(where: { id in known.contains { $0.id == id } }) {
      self.init(gateway: first, preference: .connected)
      return
    }
    let best = Self.best(of: known.isEmpty ? compatible : known, from: client?.location, quirks)
    let chosen = best[Int(chance.below(UInt32(best.count)))].id
    let isOpen = best.count == compatible.count
    self.init(
      gateway: chosen,
      preference: !known.isEmpty
        ? .connected : isOpen ? .chance(of: best.count) : .nearest(best.count, of: compatible.count))
  }

  private init(gateway: GatewayID, preference: GatewayPreference) {
    self.gateway = gateway
    self.preference = preference
  }

  private static func best(of candidates: [Candidate], from here: Coordinates?, _ quirks: PortalQuirks) -> [Candidate] {
    guard let here, let near = candidates.groupedByPlace(from: here, \.location).first?.elements else {
      return candidates
    }
    func isOlder(_ a: Candidate, _ b: Candidate) -> Bool {
      guard let first = a.version, let second = b.version else { return a.version == nil && b.version != nil }
      return quirks[.versionByString] ? "\(first)" < "\(second)" : first < second
    }
    guard let newest = near.max(by: isOlder) else { return near }
    return near.filter { $0.version == newest.version }
  }
}
