/// A value that control messages carry as a JSON string.
package protocol CodedAsText: Codable {
  /// What the value is called when a text is not one: `UUID`, `IPv4 address`.
  static var wireName: String { get }

  init?(wireText: String)
  var wireText: String { get }
}

extension CodedAsText {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Self(wireText: text) else {
      let words = "\"\(text.prefix(64))\" is no \(Self.wireName)"
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wireText)
  }
}
