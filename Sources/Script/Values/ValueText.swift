import Base

extension Value {
  /// What errors call the type.
  package var typeName: String {
    switch self {
    case .none: "none"
    case .bool: "truth value"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .bytes: "bytes"
    case .duration: "duration"
    case .percent: "share"
    case .byteCount: "size"
    case .address: "address"
    case .prefix: "prefix"
    case .endpoint: "endpoint"
    case .addresses: "address range"
    case .range: "range"
    case .set: "set"
    case .list: "list"
    case .record: "record"
    case .table: "table"
    case .event: "event"
    case .packet: "packet"
    case .function: "function"
    case .host(let value): value.typeName
    }
  }

  /// `a duration`, `an address`
  var indefinite: String {
    if case .none = self { return "nothing" }
    if case .bytes = self { return "bytes" }
    return "\("aeiou".contains(typeName.first ?? "x") ? "an" : "a") \(typeName)"
  }

  /// As it reads in a sentence or a cell: a string without quotes.
  package var text: String { if case .string(let text) = self { text } else { literal } }

  /// As it is written in a script, where it can be.
  package var literal: String {
    switch self {
    case .none: "none"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): Self.quoted(text)
    case .bytes(let bytes): "x\"\(Hex.text(bytes))\""
    case .duration(let duration): Self.text(nanoseconds: duration.nanoseconds)
    case .percent(let parts): "\(Self.decimal(parts, over: 10_000, digits: 4))%"
    case .byteCount(let count): Self.text(bytes: count)
    case .address(let address): "\(address)"
    case .prefix(let prefix): "\(prefix)"
    case .endpoint(let endpoint): "\(endpoint)"
    case .addresses(let range): "\(range)"
    case .range(let range): "\(range.lowerBound)..\(range.upperBound)"
    case .set(let values): "{\(values.map(\.literal).joined(separator: ", "))}"
    case .list(let values): "[\(values.map(\.literal).joined(separator: ", "))]"
    case .record(let record): "{\(record.fields.map { "\($0.name)=\($0.value.literal)" }.joined(separator: ", "))}"
    case .table(let table): table.text
    case .event(let number): "#\(number)"
    case .packet(let number): "p\(number)"
    case .function(let function): "fn \(function.name)"
    case .host(let value): value.description
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "{", "}": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// In the largest unit up to seconds that does not make it smaller than one, exact.
  private static func text(nanoseconds value: Int64) -> String {
    let size = value.magnitude
    if size == 0 { return "0s" }
    if size >= 1_000_000_000 { return decimal(value, over: 1_000_000_000, digits: 9) + "s" }
    if size >= 1_000_000 { return decimal(value, over: 1_000_000, digits: 6) + "ms" }
    if size >= 1000 { return decimal(value, over: 1000, digits: 3) + "us" }
    return "\(value)ns"
  }

  /// In the largest unit that divides it.
  private static func text(bytes value: Int64) -> String {
    guard value != 0, let unit = Units.sizes.first(where: { value % $0.bytes == 0 && $0.unit != "KB" }) else {
      return "\(value)B"
    }
    return "\(value / unit.bytes)\(unit.unit)"
  }

  private static func decimal(_ value: Int64, over unit: UInt64, digits: Int) -> String {
    let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: unit)
    var fraction = String(rest)
    fraction = String(repeating: "0", count: digits - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return (value < 0 ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)")
  }
}

extension Table {
  /// Columns side by side, two blanks between them, without blanks at the ends of lines.
  package var text: String {
    let lines =
      [columns]
      + rows.map { row in
        let cells = row.cells(of: columns)
        return columns.indices.map { $0 < cells.count ? cells[$0].text : "" }
      }
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      var text = ""
      for (cell, width) in zip(line, widths) { text += cell + String(repeating: " ", count: width - cell.count + 2) }
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }.joined(separator: "\n")
  }
}
