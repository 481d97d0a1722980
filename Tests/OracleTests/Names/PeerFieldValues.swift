import Base

@testable import Wire

extension PeerField {
  /// Our value in the tool's words, added to the layer that the tool builds.
  func tell(_ value: FieldValue, width: Int, to layer: inout PeerLayer) {
    switch (theirs, value) {
    case (.bits(let parts), .number(let number)):
      var left = width
      for part in parts {
        let taken = part.width ?? width
        left -= taken
        layer.add(part.name, .number((number >> UInt64(left) & Self.mask(taken)) << UInt64(part.shift)))
      }
    case (.bytes(let name), .number(let number)):
      layer.add(name, .bytes((0..<width / 8).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }))
    case (.bytes(let name), .bytes(let bytes)): layer.add(name, .bytes(bytes))
    case (.address(let name), .address(let address)): layer.add(name, .text(address.description))
    default: break
    }
  }

  /// What the tool found against what we found; nil if they agree, else the tool's words.
  func disagreement(_ value: FieldValue, width: Int, _ found: [String: String]) -> String? {
    switch (theirs, value) {
    case (.bits(let parts), .number(let number)):
      var read: UInt64 = 0
      for part in parts {
        guard let text = found[part.name], let all = UInt64(text) else { return found[part.name] ?? "nothing" }
        let taken = part.width ?? width
        read = read << UInt64(taken) | (all >> UInt64(part.shift) & Self.mask(taken))
      }
      return read == number ? nil : "\(read)"
    case (.address(let name), .address(let address)):
      return found[name].flatMap { IPAddress($0) } == address ? nil : found[name] ?? "nothing"
    case (.bytes("_quote"), _): return nil
    case (.bytes(let name), .bytes(let bytes)):
      return found[name] == "x" + Hex.text(bytes) ? nil : found[name] ?? "nothing"
    default: return nil
    }
  }

  private static func mask(_ width: Int) -> UInt64 { width >= 64 ? .max : (1 << UInt64(width)) - 1 }
}
