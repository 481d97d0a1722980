/// One fact of an event or a state, as a plain value: what JSON, words, patterns and expectations all read.
package enum Fact: Hashable, Sendable {
  case none
  case flag(Bool)
  case number(Int64)
  case text(String)
  case address(IPAddress)
  case endpoint(Endpoint)
  case prefix(IPPrefix)
  case duration(Duration)
  case instant(Instant)
  case packet(PacketID)
  case bytes([UInt8])
  case list([Fact])
}

extension Fact: CustomStringConvertible {
  package var description: String {
    switch self {
    case .none: "-"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .address(let address): "\(address)"
    case .endpoint(let endpoint): "\(endpoint)"
    case .prefix(let prefix): "\(prefix)"
    case .duration(let duration): duration.text
    case .instant(let instant): (instant - .zero).text
    case .packet(let id): id == .none ? "-" : "p\(id.number)"
    case .bytes(let bytes): Hex.text(bytes)
    case .list(let facts): facts.map(\.description).joined(separator: ", ")
    }
  }
}

/// A fact with its name, in the place that the event gives it.
package struct Field: Hashable, Sendable {
  package let name: String
  package let value: Fact

  package init(_ name: String, _ value: Fact) {
    self.name = name
    self.value = value
  }
  package init(_ name: String, _ text: String) { self.init(name, .text(text)) }
}

/// Something that happened: a kind (`wg.handshake`) and ordered fields. JSON and words are both made from these, so
/// they cannot drift apart.
package protocol Described: Sendable {
  var kind: String { get }
  var fields: [Field] { get }
}

extension Duration {
  /// `0s`, `250ns`, `1.5ms`, `12.4s`, `3m`, `1h30m`: the shortest exact form down to nanoseconds.
  package var text: String {
    let nanoseconds = nanoseconds
    if nanoseconds == 0 { return "0s" }
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    if magnitude % 60_000_000_000 == 0 {
      let minutes = magnitude / 60_000_000_000
      let (hours, rest) = (minutes / 60, minutes % 60)
      return sign + (hours > 0 ? "\(hours)h" : "") + (rest > 0 ? "\(rest)m" : "")
    }
    let (unit, scale): (String, UInt64) =
      magnitude >= 1_000_000_000
      ? ("s", 1_000_000_000) : magnitude >= 1_000_000 ? ("ms", 1_000_000) : magnitude >= 1000 ? ("us", 1000) : ("ns", 1)
    let (whole, rest) = (magnitude / scale, magnitude % scale)
    if rest == 0 { return "\(sign)\(whole)\(unit)" }
    var digits = String(rest + scale).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)\(unit)"
  }
}
