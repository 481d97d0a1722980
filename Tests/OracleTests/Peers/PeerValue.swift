import Base

/// A value as it is given to another tool: JSON, and of bytes `x` and their digits.
indirect enum PeerValue: Hashable, Sendable {
  case number(UInt64)
  case text(String)
  case list([PeerValue])
  case items([PeerLayer])

  case bytes([UInt8])

  static func bytes(_ bytes: ArraySlice<UInt8>) -> PeerValue { .bytes(Array(bytes)) }

  var json: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): Self.quoted(text.hasPrefix("x") || text.hasPrefix("'") ? "'" + text : text)
    case .bytes(let bytes): Self.quoted("x" + Hex.text(bytes))
    case .list(let members): "[\(members.map(\.json).joined(separator: ","))]"
    case .items(let items): "{\"items\":[\(items.map(\.json).joined(separator: ","))]}"
    }
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case " "..."~": quoted.unicodeScalars.append(scalar)
      default:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return quoted + "\""
  }
}

/// A layer as another tool builds it.
struct PeerLayer: Hashable, Sendable {
  var name: String
  var fields: [Field] = []

  struct Field: Hashable, Sendable {
    let name: String
    var value: PeerValue

    init(_ name: String, _ value: PeerValue) {
      self.name = name
      self.value = value
    }

    init(_ name: String, _ number: UInt64) { self.init(name, .number(number)) }
  }

  /// Adds a value, or bits to the number that stands there.
  mutating func add(_ name: String, _ value: PeerValue) {
    guard let at = fields.firstIndex(where: { $0.name == name }) else {
      fields.append(Field(name, value))
      return
    }
    if case (.number(let old), .number(let new)) = (fields[at].value, value) { fields[at].value = .number(old | new) }
  }

  var fieldsJSON: String {
    "{\(fields.map { "\(PeerValue.quoted($0.name)):\($0.value.json)" }.joined(separator: ","))}"
  }

  var json: String { "[\(PeerValue.quoted(name)),\(fieldsJSON)]" }
}
