import Base
import Lab

/// How one node is joined to the internet: what crosses it takes time and may get lost.
struct Link: Sendable {
  /// One way, the same in both directions.
  var latency: Duration
  /// Each way, in millionths.
  var lossPartsPerMillion: UInt32 = 0
  private var chance: Chance

  init(latency: Duration, chance: Chance) {
    self.latency = latency
    self.chance = chance
  }

  mutating func loses() -> Bool { chance.happens(partsPerMillion: lossPartsPerMillion) }

  mutating func apply(_ shape: LinkShape) {
    latency = shape.latency ?? latency
    lossPartsPerMillion = shape.lossPartsPerMillion ?? lossPartsPerMillion
  }
}
