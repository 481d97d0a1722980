import Base

/// `in`, `has` and the text half of `matches`.
enum Membership {
  /// `needle in haystack`: an element of a set, list or table; an address of a prefix; a number of a range; a part of
  /// a text; a field of a record. A set may hold prefixes and ranges, and contains what they contain.
  static func contains(_ haystack: Value, _ needle: Value, _ range: SourceRange) throws(ScriptFailure) -> Bool {
    switch (haystack, needle) {
    case (.set(let values), _), (.list(let values), _): return values.contains { holds($0, needle) }
    case (.prefix, .address), (.prefix, .prefix), (.range, .integer), (.range, .byteCount), (.prefix, .string),
      (.range, .event), (.range, .packet), (.addresses, .address), (.addresses, .string):
      return holds(haystack, needle)
    case (.string(let text), _): return text.contains(needle.text)
    case (.bytes(let bytes), .bytes(let part)): return bytes.contains(part)
    case (.bytes(let bytes), .string(let part)): return bytes.contains(Array(part.utf8))
    case (.record(let record), .string(let name)): return record[name] != nil
    case (.table(let table), _):
      return table.rows.contains { row in row.cells(of: table.columns).contains { $0.equals(needle) } }
    case (.host(let value), _): return value.has(needle.text)
    case (.none, _), (_, .none): return false
    default: throw Operators.mismatch(.inside, needle, haystack, range)
    }
  }

  private static func holds(_ value: Value, _ needle: Value) -> Bool {
    switch (value, needle) {
    case (.prefix(let prefix), .address(let address)): prefix.contains(address)
    case (.prefix(let prefix), .prefix(let inner)): prefix.contains(inner)
    case (.prefix(let prefix), .string(let text)): IPAddress(text).map { prefix.contains($0) } ?? false
    case (.addresses(let range), .address(let address)): range.contains(address)
    case (.addresses(let range), .string(let text)): IPAddress(text).map { range.contains($0) } ?? false
    case (.range(let range), .event(let number)), (.range(let range), .packet(let number)):
      range.contains(Int64(clamping: number))
    case (.range(let range), _): needle.wholeNumber.map { range.contains($0) } ?? value.equals(needle)
    default: value.equals(needle)
    }
  }

  /// `value has name`: a field of a record or host value, a column of a table, an element of a set or list, a part of
  /// a text or of bytes, all bits of a number that has flags.
  static func has(_ value: Value, _ name: Value, _ range: SourceRange) throws(ScriptFailure) -> Bool {
    switch value {
    case .host(let host):
      guard host.mayHave(name.text) else { throw unknownMember(name.text, of: value, range) }
      return host.has(name.text)
    case .integer(let number):
      guard case .integer(let bits) = name else { throw Operators.mismatch(.has, value, name, range) }
      return number & bits == bits
    case .record(let record): return record[name.text] != nil
    case .table(let table): return table.columns.contains(name.text)
    case .set, .list, .string, .bytes: return try contains(value, name, range)
    case .none: return false
    default: throw Operators.mismatch(.has, value, name, range)
    }
  }

  private static func unknownMember(_ name: String, of value: Value, _ range: SourceRange) -> ScriptFailure {
    let names = value.memberNames
    return Operators.failure(
      .unknownMember, "\(value.indefinite) has no field `\(name)`", range,
      label: value.advice(for: name) ?? "", notes: names.isEmpty ? [] : ["fields: \(names.joined(separator: " "))"])
  }

  /// `text matches "*.example"`: `*` stands for any run of characters, `?` for one; without either the text must
  /// contain the pattern.
  static func matches(_ text: String, glob: String) -> Bool {
    guard glob.contains(where: { $0 == "*" || $0 == "?" }) else { return text.contains(glob) }
    let (text, glob) = (Array(text), Array(glob))
    var (at, pattern) = (0, 0)
    var star: (pattern: Int, at: Int)?
    while at < text.count {
      if pattern < glob.count, glob[pattern] == "*" {
        star = (pattern, at)
        pattern += 1
      } else if pattern < glob.count, glob[pattern] == "?" || glob[pattern] == text[at] {
        (at, pattern) = (at + 1, pattern + 1)
      } else if let last = star {
        // The star takes one character more.
        star = (last.pattern, last.at + 1)
        (at, pattern) = (last.at + 1, last.pattern + 1)
      } else {
        return false
      }
    }
    return glob[pattern...].allSatisfy { $0 == "*" }
  }
}
