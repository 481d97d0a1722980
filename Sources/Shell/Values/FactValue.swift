import Base
import Lab
import Script

extension Value {
  package init(_ fact: Fact) {
    switch fact {
    case .none, .packet(.none): self = .none
    case .flag(let flag): self = .bool(flag)
    case .number(let number): self = .integer(number)
    case .text(let text): self = .string(text)
    case .address(let address): self = .address(address)
    case .endpoint(let endpoint): self = .endpoint(endpoint)
    case .prefix(let prefix): self = .prefix(prefix)
    case .duration(let duration): self = .duration(duration)
    case .instant(let instant): self = .duration(instant - .zero)
    case .packet(let id): self = .packet(UInt64(id.number))
    case .bytes(let bytes): self = .bytes(bytes)
    case .list(let facts): self = .list(facts.map(Value.init))
    }
  }

  /// The value as a cell of a table.
  package var fact: Fact {
    switch self {
    case .none: .none
    case .bool(let flag): .flag(flag)
    case .integer(let number), .byteCount(let number): .number(number)
    case .string(let text): .text(text)
    case .bytes(let bytes): .bytes(bytes)
    case .duration(let duration): .duration(duration)
    case .address(let address): .address(address)
    case .prefix(let prefix): .prefix(prefix)
    case .endpoint(let endpoint): .endpoint(endpoint)
    case .set(let values), .list(let values): .list(values.map(\.fact))
    case .event(let number): .text("#\(number)")
    case .packet(let number): .packet(PacketID(UInt32(truncatingIfNeeded: number)))
    case .host(let value): .text(value.description)
    case .number, .percent, .range, .addresses, .record, .table, .function: .text(plainText)
    }
  }

  /// The rest of the values, in the language's own notation.
  private var plainText: String {
    switch self {
    case .number(let number): "\(number)"
    case .percent(let parts): parts % 10_000 == 0 ? "\(parts / 10_000)%" : "\(Double(parts) / 10_000)%"
    case .range(let range): "\(range.lowerBound)..\(range.upperBound)"
    case .addresses(let range): "\(range)"
    case .record(let record): record.fields.map { "\($0.name)=\($0.value.fact)" }.joined(separator: " ")
    case .table(let table): "\(table.rows.count) rows"
    case .function(let function): "fn \(function.name)"
    default: ""
    }
  }
}
