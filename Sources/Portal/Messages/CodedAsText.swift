/// A value that control messages carry as a JSON string.
@usableFromInline package protocol CodedAsText: Codable {
  /// What the value is called when a text is not one: `UUID`, `IPv4 address`.
  static var wireName: String { get }

  init?(wireText: String)
  var wireText: String { get }
}

extension CodedAsText {
  @usableFromInline package init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }
  @usableFromInline package func encode(to encoder: any Encoder) throws { try write(to: encoder) }

  fileprivate static func read(from decoder: any Decoder) throws -> Self {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Self(wireText: text) else {
      let words = "\"\(text.prefix(64))\" is no \(Self.wireName)"
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
    }
    return value
  }

  fileprivate func write(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wireText)
  }
}

/// A word of a closed set, `cidr` or `dns`: says itself which words it is about.
package protocol WireWord: CodedAsText, RawRepresentable<String> {}

extension WireWord {
  package init?(wireText: String) { self.init(rawValue: wireText) }
  package var wireText: String { rawValue }

  @usableFromInline package init(from decoder: any Decoder) throws { self = try Self.read(from: decoder) }
  @usableFromInline package func encode(to encoder: any Encoder) throws { try write(to: encoder) }
}
