import Base
import Cipher

extension FieldSchema {
  /// Whether its value is not shown.
  var isSecret: Bool { if case .unsent(secret: true, _) = place { true } else { false } }
}

extension Layer {
  /// What was written in a field that is not in the bytes. A packet in it is too long for a line.
  func shownUnsent(_ index: Int) -> ShownField? {
    let field = schema.fields[index]
    guard let value = value(ofFieldAt: index) else { return nil }
    if case .packet = value { return nil }
    let text = field.isSecret ? redacted(value) : field.text(value)
    return ShownField(name: field.name, text: text, origin: .unsent, right: nil, meaning: field.meaning)
  }

  /// What stands for a secret: whose it is, if that is said, and enough of its hash to tell two apart.
  func redacted(_ value: FieldValue) -> String {
    guard case .bytes(let bytes) = value, bytes.count >= 16 else { return "(secret)" }
    let owner = if case .text(let name)? = self.value(of: "from") { name } else { "" }
    return "key(\(owner)…\(Hex.text(Array(BLAKE2s.hash(bytes).bytes.suffix(2)))))"
  }
}
