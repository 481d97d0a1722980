/// `client.resources["MyCorp Network"].status`
package struct StatePath: Sendable {
  package enum Step: Sendable {
    case name(Name)
    case index(Value, SourceRange)
  }

  package var steps: [Step]
  package var range: SourceRange

  package init(_ steps: [Step], _ range: SourceRange) {
    self.steps = steps
    self.range = range
  }
}

extension StatePath {
  /// As it is written.
  package var text: String {
    var text = ""
    for step in steps {
      switch step {
      case .name(let name): text += text.isEmpty ? name.text : ".\(name.text)"
      case .index(let value, _): text += "[\(value.literal)]"
      }
    }
    return text
  }
}
