extension Form {
  /// `ping HOST [from CLIENT]`
  package func usage(of verb: String) -> String {
    ([verb] + parameters.map(\.usage)).joined(separator: " ")
  }
}

extension Parameter {
  /// `[from CLIENT]`
  package var usage: String {
    var text = [introducer, display].compactMap { $0 }.joined(separator: " ")
    if isRepeatable { text += " …" }
    return isOptional ? "[\(text)]" : text
  }

  /// How help names the argument: `CLIENT`, `text|svg`, `{ … }`.
  package var display: String {
    switch kind {
    case .literal(let word): word
    case .choice(let words): words.joined(separator: "|")
    case .block: "{ … }"
    case .settings: "name=value …"
    case .edits: "{ field = value }"
    default: name.uppercased()
    }
  }
}
