/// What the line wants next, for a hint behind the cursor: `HOST [from CLIENT]`, `DURATION | until EVENT`.
///
/// - Returns: nil in the middle of a word, and where nothing is wanted.
package func expectedArguments(_ line: String, host: any ScriptHost) -> String? {
  guard let last = line.utf8.last, Lexer.isBlank(last) else { return nil }
  if let word = StructuralWords.hint(line) { return word }
  let wanted = Completer.wants(before: Array(line.utf8), host).compactMap { parameter(of: $0, host) }
  let needed = wanted.filter { !$0.isOptional }.map(\.usage)
  let usages = needed.isEmpty ? wanted.map(\.usage) : needed
  guard !usages.isEmpty else { return nil }
  return usages.enumerated().filter { !usages[..<$0.offset].contains($0.element) }.map(\.element)
    .joined(separator: needed.isEmpty ? " " : " | ")
}

private func parameter(of want: Probe.Want, _ host: any ScriptHost) -> Parameter? {
  switch want {
  case .parameter(let verb, let form, let parameter), .introducer(let verb, let form, let parameter):
    host.signatures[verb]?.forms[form].parameters[parameter]
  default: nil
  }
}

extension StructuralWords {
  /// What follows a word of the language that stands alone: `NAME in VALUES { … }` behind `for`.
  fileprivate static func hint(_ line: String) -> String? {
    let word = line.split(separator: " ").last.map(String.init) ?? ""
    guard line.split(separator: " ").count == 1, let signature = all.first(where: { $0.name == word }) else {
      return nil
    }
    let forms = signature.page.split(separator: "\n").map { $0.dropFirst(word.count).drop { $0 == " " } }
    return forms.prefix(3).filter { !$0.isEmpty }.joined(separator: " | ")
  }
}
