import Base
import Lab

/// Substitutes for all that says who, where or what: addresses, names, identifiers, contents.
struct Disguise: Sendable {
  var addresses: AddressDisguise
  var words: WordDisguise

  /// - Parameter key: 32 bytes that nobody keeps.
  init(key: [UInt8]) { (addresses, words) = (AddressDisguise(key: key), WordDisguise(key: key)) }

  /// Between these stands one thing.
  private static let separators = " ,\"=;()\n\t"

  mutating func text(_ text: String) -> String {
    var result = ""
    var chunk = ""
    for letter in text {
      guard Self.separators.contains(letter) else {
        chunk.append(letter)
        continue
      }
      result += thing(chunk)
      result.append(letter)
      chunk = ""
    }
    return result + thing(chunk)
  }

  /// An address, a network, an identifier, a number, or words.
  private mutating func thing(_ chunk: String) -> String {
    if chunk.isEmpty || chunk.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return chunk }
    if let address = IPAddress(chunk) { return "\(addresses(address))" }
    if let endpoint = Endpoint(chunk) { return "\(addresses(endpoint))" }
    if let prefix = IPPrefix(chunk) { return "\(addresses(prefix))" }
    let isHex = chunk.utf8.count == 36 && chunk.allSatisfy { $0.isHexDigit || $0 == "-" }
    if isHex { return words(chunk[...], isHex: true) }
    if Self.isRange(chunk) || Self.isChannel(chunk) { return chunk }
    return runs(chunk)
  }

  /// Ports from one to another.
  private static func isRange(_ chunk: String) -> Bool {
    let ends = chunk.split(separator: "-", omittingEmptySubsequences: false)
    return ends.count == 2 && ends.allSatisfy { UInt16($0) != nil }
  }

  /// RFC 8656 §12: a channel's number is one of a few thousand.
  private static func isChannel(_ chunk: String) -> Bool {
    chunk.hasPrefix("0x") && chunk.utf8.count == 6 && UInt16(chunk.dropFirst(2), radix: 16) != nil
  }

  private mutating func runs(_ chunk: String) -> String {
    var result = ""
    var rest = chunk[...]
    while let first = rest.first {
      let isWord = first.isLetter || first.isNumber
      let run = rest.prefix { ($0.isLetter || $0.isNumber) == isWord }
      rest = rest[run.endIndex...]
      result += isWord && !words.mayBeTold(run) ? words(run) : String(run)
    }
    return result
  }

  mutating func fact(_ fact: Fact) -> Fact {
    switch fact {
    case .text(let text): .text(self.text(text))
    case .address(let address): .address(addresses(address))
    case .endpoint(let endpoint): .endpoint(addresses(endpoint))
    case .prefix(let prefix): .prefix(addresses(prefix))
    case .bytes(let bytes): .bytes([UInt8](repeating: 0, count: bytes.count))
    case .list(let facts): .list(facts.map { self.fact($0) })
    case .none, .flag, .number, .duration, .instant, .packet: fact
    }
  }

  mutating func fields(_ fields: [Field]) -> [Field] { fields.map { Field($0.name, fact($0.value)) } }

  mutating func state(_ state: State) -> State {
    switch state {
    case .fact(let fact): .fact(self.fact(fact))
    case .record(let members): .record(members.map { State.Member(text($0.name), self.state($0.value)) })
    case .table(let columns, let rows): .table(columns: columns, rows: rows.map { row in row.map { fact($0) } })
    case .packet, .result, .material: .fact(.none)
    }
  }
}
