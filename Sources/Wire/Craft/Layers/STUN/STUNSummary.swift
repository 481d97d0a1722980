import Base

extension Packet {
  /// `stun binding request user a:b`, `stun allocate error 438 Stale Nonce`.
  func stunWords(at i: Int) -> String {
    func value(_ field: String) -> FieldValue? { layers[i].schema[field].flatMap { self.value(of: $0, at: i) } }
    var words = ["stun"]
    if let type = layers[i].schema["type"].flatMap({ number($0, at: i) }) {
      words.append((NameTable.stunTypes[type]?.name ?? "type 0x\(String(type, radix: 16))").spaced)
    }
    if case .number(let code)? = value("error-code") {
      words.append("\(code)")
      if case .text(let reason)? = value("reason"), !reason.isEmpty { words.append(FieldValue.text(reason).text) }
    }
    if case .number(let number)? = value("channel-number") { words.append("channel 0x\(String(number, radix: 16))") }
    for (field, word) in [
      ("xor-peer-address", "peer"), ("xor-relayed-address", "relayed"), ("xor-mapped-address", "mapped"),
    ] {
      if let address = value(field) { words.append("\(word) \(address.text)") }
    }
    if case .text(let name)? = value("username") { words.append("user \(FieldValue.text(name).text.unquoted)") }
    if value("use-candidate") != nil { words.append("nominating") }
    if case .number(let seconds)? = value("lifetime") { words.append("lifetime \(seconds)") }
    if case .bytes(let data)? = value("data") { words.append("data length \(data.count)") }
    return words.joined(separator: " ")
  }
}

extension String {
  fileprivate var spaced: String { String(map { $0 == "-" ? " " : $0 }) }
  /// Without the quotes of a plain text literal.
  fileprivate var unquoted: String {
    hasPrefix("\"") && hasSuffix("\"") && count >= 2 ? String(dropFirst().dropLast()) : self
  }
}
