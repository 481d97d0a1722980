import Base

// How a world comes to rest.

extension Reference {
  /// Mends all that an operator can mend, and waits until nothing of it can be felt any more.
  var settlingLine: String {
    var lines = (weather.lossy + weather.odd).map { "fault \($0) none" }
    lines += places(weather.blocked).map { "nat \($0) port-restricted" }
    if !weather.rules.isEmpty { lines.append(weather.endOfRules) }
    if !weather.cuts.isEmpty { lines.append("heal") }
    lines += weather.stopped.map { "start \($0)" }
    lines += ["recovery icmp", "run \(settlingTime.text)"]
    return lines.joined(separator: "; ")
  }

  /// What stands before nodes: a router that they share, or their own.
  private func places(_ nodes: [String]) -> [String] {
    var places: [String] = []
    for node in nodes {
      let place = terrain.shared.first { $0.value.contains(node) }?.key ?? node
      if !places.contains(place) { places.append(place) }
    }
    return places
  }

  private var settlingTime: Duration { weather.isFoul || weather.wasFoul ? Law.channel : Law.recheck + .seconds(10) }
}

extension Weather {
  var endOfRules: String { (rules.map { "delete rule \($0.number)" } + ["release"]).joined(separator: "; ") }
}
