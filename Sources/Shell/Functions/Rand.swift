import Base
import Lab
import Script
import Wire

enum Rand: HostFunction {
  static let signature = FunctionSignature(
    name: "rand", usage: "rand | rand(RANGE | PREFIX | SET) | rand(bytes=N)",
    summary: "A value by seeded chance.",
    page: """
      Alone, right of a field's `=`, it is whatever fits the field. `rand(1..9)` and `rand({53, 80})` choose a member, \
      `rand(10.0.0.0/8)` an address of the network, `rand(bytes=20)` makes bytes. It is drawn when the line is read, \
      once: `send … times 3` sends one value three times. The same lab and the same lines give the same values.
      """,
    parameters: [("bytes", "how many bytes")],
    examples: [
      Example(
        "udp(dst=rand(172.20.0.0/16), sport=rand, dport=rand({53, 80}))/rand(bytes=20)", "chance where it is wanted"),
      Example("let port = rand(1024..65535)", "a number"),
    ])

  static func value(of call: FunctionCall) throws(ScriptFailure) -> Value {
    if let problem = wrongArguments(call.call).first { throw ScriptFailure(.runtime, problem) }
    if let count = try call.number("bytes") {
      guard call.positional.isEmpty, count <= CraftedPacket.greatestLength else {
        throw call.fail(.wrongArguments, "`rand` makes at most \(CraftedPacket.greatestLength) bytes", call.range)
      }
      var chance = call.session.stage.drawChance("rand")
      return .bytes(chance.bytes(Int(count)))
    }
    guard !call.positional.isEmpty else {
      throw call.fail(
        .wrongArguments, "only right of a field's `=` does `rand` know what to choose from", call.range,
        "such as `rand(1..9)`")
    }
    let (value, range) = try call.subject(signature)
    var chance = call.session.stage.drawChance("rand")
    guard let chosen = choose(value, &chance) else {
      throw call.fail(
        .wrongType, "`rand` cannot choose from \(value.fact)", range, "a range, a prefix, a set or a list")
    }
    return chosen
  }

  private static func choose(_ value: Value, _ chance: inout Chance) -> Value? {
    switch value {
    case .range(let range):
      let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
      let offset = span == .max ? chance.nextUInt64() : chance.nextUInt64() % (span + 1)
      return .integer(range.lowerBound &+ Int64(bitPattern: offset))
    case .prefix(let prefix): return .address(AddressRange(prefix).drawn(from: &chance))
    case .addresses(let range): return .address(range.drawn(from: &chance))
    case .set(let members), .list(let members):
      guard !members.isEmpty else { return nil }
      let member = members[Int(chance.below(UInt32(clamping: members.count)))]
      return choose(member, &chance) ?? member
    default: return nil
    }
  }
}

extension Stage {
  /// The next stream of chance that a script asks for: it hangs on the lab's seed, the label, and how many came before.
  mutating func drawChance(_ label: String) -> Chance {
    draws += 1
    return Chance(seed: lab.seed).stream("script").stream("\(label) \(draws)")
  }

  /// A seed that is short enough to be typed again.
  mutating func drawSeed(_ label: String) -> UInt64 {
    var chance = drawChance(label)
    return UInt64(chance.nextUInt32())
  }
}
