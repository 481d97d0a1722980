import FoundationEssentials

/// Changes a frame's text on its way, whatever the message: what a stranger between two nodes could do.
package enum FrameEdit {
  package enum Value: Hashable, Sendable {
    case text(String)
    case number(Int64)
  }

  /// The frame with a field of its payload set; nil if the text is no frame or the payload has no such field.
  ///
  /// - Parameter field: `resource_id`, or a way into nested objects: `interface.ipv4`.
  package static func text(_ text: String, setting field: String, to value: Value) -> String? {
    guard var frame = try? JSONDecoder().decode(Tree.self, from: Data(text.utf8)) else { return nil }
    let path = ["payload"] + field.split(separator: ".").map(String.init)
    guard path.count > 1, frame.set(path[...], to: value) else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(frame)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Any JSON. Objects are looked up in, and written with sorted keys.
  private enum Tree: Codable {
    case null
    case flag(Bool)
    case number(Int64)
    case fraction(Double)
    case text(String)
    case list([Tree])
    case object(Members)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Int64.self) {
        self = .number(number)
      } else if let fraction = try? value.decode(Double.self) {
        self = .fraction(fraction)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let list = try? value.decode([Tree].self) {
        self = .list(list)
      } else {
        self = .object(try Members(from: decoder))
      }
    }

    func encode(to encoder: any Encoder) throws {
      if case .object(let members) = self { return try members.encode(to: encoder) }
      var container = encoder.singleValueContainer()
      switch self {
      case .object: break
      case .null: try container.encodeNil()
      case .flag(let flag): try container.encode(flag)
      case .number(let number): try container.encode(number)
      case .fraction(let fraction): try container.encode(fraction)
      case .text(let text): try container.encode(text)
      case .list(let list): try container.encode(list)
      }
    }

    /// Looked up in by name; the encoder sorts them.
    struct Members: Codable {
      private var byName: [String: Tree]

      init(from decoder: any Decoder) throws {
        byName = try decoder.singleValueContainer().decode([String: Tree].self)
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(byName)
      }

      subscript(name: String) -> Tree? {
        get { byName[name] }
        set { byName[name] = newValue }
      }
    }

    /// False if there is no such place.
    mutating func set(_ path: ArraySlice<String>, to value: Value) -> Bool {
      guard let step = path.first else {
        self =
          switch value {
          case .text(let text): .text(text)
          case .number(let number): .number(number)
          }
        return true
      }
      guard case .object(var members) = self, var member = members[step] else { return false }
      guard member.set(path.dropFirst(), to: value) else { return false }
      members[step] = member
      self = .object(members)
      return true
    }
  }
}
