/// All ways to go on at `cursor` (a byte offset) of a line.
///
/// The line is cut before the word at the cursor and read by the parser itself, which notes what it could have taken
/// there; so completion knows exactly what the grammar and the verb's signature know.
package func complete(_ line: String, cursor: Int, host: any ScriptHost, variables: [String] = []) -> [Completion] {
  let bytes = Array(Array(line.utf8).prefix(max(0, cursor)))
  let start = Completer.wordStart(bytes)
  let completer = Completer(
    host: host, variables: variables, typed: String(decoding: bytes[start...], as: UTF8.self),
    replacing: start..<bytes.count)
  if let members = Completer.members(before: start, in: bytes, typed: completer.typed, host: host) {
    return completer.begun(members)
  }
  return completer.completions(for: Completer.wants(before: Array(bytes[..<start]), host))
}
