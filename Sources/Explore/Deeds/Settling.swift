import Base

// How a world comes to rest.

extension Reference {
  /// Mends all that an operator can mend, and waits until nothing of it can be felt any more.
  var settlingLine: String {
    var lines = weather.lossy.map { "fault \($0) loss=0%" }
    if !weather.rules.isEmpty { lines.append(weather.endOfRules) }
    if !weather.cuts.isEmpty { lines.append("heal") }
    lines += weather.stopped.map { "start \($0)" }
    lines += ["recovery icmp", "run \(settlingTime.text)"]
    return lines.joined(separator: "; ")
  }

  private var settlingTime: Duration { weather.isFoul || weather.wasFoul ? Law.channel : Law.recheck + .seconds(10) }
}

extension Weather {
  var endOfRules: String { (rules.map { "delete rule \($0)" } + ["release"]).joined(separator: "; ") }
}
