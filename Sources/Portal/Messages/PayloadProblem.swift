/// What is wrong inside a JSON text and where: `payload.resource.filters.0.protocol: "sctp" is no filter's protocol`.
package struct PayloadProblem: Error, Hashable, Sendable {
  package var path: [String]
  package var words: String

  package init(path: [String], words: String) {
    self.path = path
    self.words = words
  }

  package init(_ error: any Error) {
    guard let error = error as? DecodingError else {
      self.init(path: [], words: "unreadable")
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      self.init(context, then: key, words: "missing")
    case .valueNotFound(let type, let context):
      self.init(context, words: "null where \(Self.name(type)) belongs")
    case .typeMismatch(let type, let context):
      self.init(context, words: "not \(Self.name(type))")
    case .dataCorrupted(let context):
      self.init(context, words: context.debugDescription)
    @unknown default:
      self.init(path: [], words: "unreadable")
    }
  }

  private init(_ context: DecodingError.Context, then key: (any CodingKey)? = nil, words: String) {
    let keys = context.codingPath + (key.map { [$0] } ?? [])
    self.init(path: keys.map { $0.intValue.map(String.init) ?? $0.stringValue }, words: words)
  }

  /// JSON's word for what a Swift type is decoded from.
  private static func name(_ type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a string"
    case is Bool.Type: "true or false"
    case is any FixedWidthInteger.Type: "an integer"
    case is [Any].Type: "an array"
    case is [String: Any].Type: "an object"
    default: "a \(type)"
    }
  }
}

extension PayloadProblem: CustomStringConvertible {
  package var description: String { path.isEmpty ? words : path.joined(separator: ".") + ": " + words }
}
