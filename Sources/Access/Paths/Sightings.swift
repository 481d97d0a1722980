import Base
import Portal
import Traversal

/// Where relays see us: our sockets that their answers come to, and what they see those as.
package struct Sightings: Sendable {
  private struct Sighting: Sendable {
    let candidate: Candidate
    var relays: [RelayID]
  }

  private var all: [Sighting] = []

  package var hosts: [Endpoint] { all.filter { $0.candidate.kind == .host }.map(\.candidate.endpoint) }
  package var reflexive: [Candidate] { all.map(\.candidate).filter { $0.kind == .serverReflexive } }

  /// - Returns: what nobody has seen before. An address that is the socket's own says nothing new.
  mutating func see(_ kind: Candidate.Kind, _ endpoint: Endpoint, _ base: Endpoint, by relay: RelayID) -> Relays.Change? {
    guard kind == .host || endpoint != base else { return nil }
    if let i = index(kind, endpoint) {
      if !all[i].relays.contains(relay) { all[i].relays.append(relay) }
      return nil
    }
    let candidate = kind == .host ? Candidate(host: endpoint) : Candidate(serverReflexive: endpoint, base: base)
    all.append(Sighting(candidate: candidate, relays: [relay]))
    return kind == .host ? .host(endpoint) : .reflexive(candidate)
  }

  /// - Returns: what nobody sees any more.
  mutating func lose(_ kind: Candidate.Kind, _ endpoint: Endpoint, by relay: RelayID) -> Relays.Change? {
    guard let i = index(kind, endpoint) else { return nil }
    all[i].relays.removeAll { $0 == relay }
    guard all[i].relays.isEmpty else { return nil }
    let candidate = all.remove(at: i).candidate
    return kind == .host ? .hostLost(endpoint) : .reflexiveLost(candidate)
  }

  /// A relay that is gone. The sockets that it showed us are still ours, and paths from them still work; only new
  /// connections begin without them.
  mutating func forget(_ relay: RelayID) {
    for i in all.indices { all[i].relays.removeAll { $0 == relay } }
    all.removeAll { $0.relays.isEmpty }
  }

  private func index(_ kind: Candidate.Kind, _ endpoint: Endpoint) -> Int? {
    all.firstIndex { $0.candidate.kind == kind && $0.candidate.endpoint == endpoint }
  }
}
