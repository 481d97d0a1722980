import Base

/// Values as they are read and as they are written.
extension FieldSchema {
  /// For reading: `13 (Communication Administratively Prohibited)`, `0x1c2b`, `SA`, `172.20.0.1`.
  ///
  /// - Parameter type: the value of the field that names hang on.
  package func text(_ value: FieldValue, type: UInt64? = nil) -> String {
    guard case .number(let number) = value else { return expression(value, type: type) }
    if let title = names(type: type)?[number]?.title { return "\(number) (\(title))" }
    return expression(value, type: type)
  }

  /// For writing in a script: a word where there is one, else a number.
  package func expression(_ value: FieldValue, type: UInt64? = nil) -> String {
    // Of a list or a name that could not be read: text would mean another one.
    if case .bytes(let bytes) = value, !takesTextAsBytes { return "x\"\(Hex.text(bytes))\"" }
    guard case .number(let number) = value else { return value.text }
    if let name = names(type: type)?[number]?.name { return name }
    switch kind {
    case .hexadecimal: return "0x\(String(number, radix: 16))"
    case .flags(let flags): return Self.letters(number, flags) ?? "0x\(String(number, radix: 16))"
    // Scripts count in 63 bits, and read bits in 64.
    default: return number > UInt64(Int64.max) ? "0x\(String(number, radix: 16))" : "\(number)"
    }
  }

  private var takesTextAsBytes: Bool {
    switch kind {
    case .bytes, .text: true
    default: false
    }
  }

  /// Ports have names to be typed; they are printed as numbers, as tcpdump -n does.
  private var isPort: Bool { name == "sport" || name == "dport" }

  func names(type: UInt64?) -> NameTable? {
    switch kind {
    case .named(let names): isPort ? nil : names
    case .namedBy(_, let tables): tables.first { $0.value == type }?.names
    default: nil
    }
  }

  /// `SA`, or `df+mf` where flags have no letters; `none` for no flag; nil if a bit has no name.
  private static func letters(_ number: UInt64, _ flags: [FlagName]) -> String? {
    guard number != 0 else { return "none" }
    let set = flags.filter { number >> UInt64($0.bit) & 1 == 1 }
    guard set.reduce(0, { $0 | 1 << UInt64($1.bit) }) == number else { return nil }
    let letters = set.compactMap(\.letter)
    if letters.count == set.count { return String(letters) }
    return set.count == 1 ? set[0].name : "\"\(set.map(\.name).joined(separator: "+"))\""
  }
}

extension FieldValue {
  /// As a script writes it.
  package var text: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): name
    case .address(let address): address.description
    case .prefix(let prefix): prefix.description
    case .bytes(let bytes): Self.literal(bytes)
    case .text(let text): Self.literal(Array(text.utf8))
    case .set(let members): "{\(members.map(\.text).joined(separator: ", "))}"
    case .range(let low, let high): "\(low)..\(high)"
    case .endpoint(let endpoint): endpoint.description
    case .list(let members): "[\(members.map(\.text).joined(separator: ", "))]"
    case .items(let items): "[\(items.map(\.itemSource).joined(separator: ", "))]"
    case .call(let name, let arguments): "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .packet(let packet): packet.source
    case .raw(let bytes): "raw x\"\(Hex.text(bytes))\""
    case .auto: "auto"
    }
  }

  /// `"text"` where all is printable ASCII that needs no escape, else `x"…"`.
  static func literal(_ bytes: [UInt8]) -> String {
    let plain = !bytes.isEmpty && bytes.allSatisfy { (0x20...0x7e).contains($0) && !#""\{}"#.utf8.contains($0) }
    return plain ? "\"\(String(decoding: bytes, as: UTF8.self))\"" : "x\"\(Hex.text(bytes))\""
  }
}

extension FieldArgument {
  fileprivate var text: String { name.map { "\($0)=\(value.text)" } ?? value.text }
}

extension Layer {
  /// The number of the field that a field's names hang on.
  func type(for field: FieldSchema) -> UInt64? {
    guard case .namedBy(let other, _) = field.kind else { return nil }
    return number(of: other)
  }
}

extension Packet {
  func type(for field: FieldSchema, at span: Int) -> UInt64? {
    guard case .namedBy(let other, _) = field.kind else { return nil }
    return layers[span].schema[other].flatMap { number($0, at: span) }
  }
}
