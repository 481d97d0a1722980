import Base

/// A row of `fields NAME`.
package struct FieldRow: Hashable, Sendable {
  package let name: String
  package let aliases: [String]
  /// `8 bits`, `bytes`, `option, 16 bits`.
  package let size: String
  /// What stands there when nothing is set: `64`, or `computed: length of header and payload`.
  package let unset: String
  package let meaning: String
  /// The words that the field understands, in the registry's order.
  package let words: [String]
}

extension LayerSchema {
  /// The fields worth a hint, what people set most first; of other layers all, as they stand on the wire.
  package var fieldNames: [String] {
    listing.isEmpty ? fields.map(\.name) : listing.split(separator: " ").map(String.init)
  }

  private var listing: String {
    switch name {
    case "ip": "src dst ttl protocol id flags frag_offset dscp ecn total_length checksum options"
    case "ip6": "src dst hop_limit next_header traffic_class flow_label payload_length"
    case "tcp": "sport dport flags seq ack window mss wscale sackok timestamp urgent options sack data_offset checksum"
    case "icmp": "type code id seq quote mtu pointer length rest checksum"
    case "icmp4": "type code id seq quote next_hop_mtu gateway pointer length rest checksum"
    case "icmp6": "type code id seq quote mtu pointer length rest checksum"
    default: ""
    }
  }

  package var fieldRows: [FieldRow] { fields.map(row) }

  package func row(of field: FieldSchema) -> FieldRow {
    FieldRow(
      name: field.name, aliases: field.aliases, size: field.size, unset: field.unsetWords, meaning: field.meaning,
      words: words(of: field))
  }

  /// The words that a field understands; those of the layers that this one stands for where it has none of its own.
  package func words(of field: FieldSchema) -> [String] {
    field.words.isEmpty ? covered().flatMap { $0[field.name]?.words ?? [] }.unique : field.words
  }
}

extension FieldSchema {
  fileprivate var size: String {
    switch place {
    case .bits(_, let width): Self.bits(width)
    case .tail, .coded: width.map(Self.bits) ?? contents
    case .item: width == 0 ? "item" : "item, \(width.map(Self.bits) ?? contents)"
    case .following: contents
    case .lengthOf, .unsent: "not sent"
    }
  }

  private static func bits(_ width: Int) -> String { width == 1 ? "1 bit" : "\(width) bits" }

  private var contents: String {
    switch kind {
    case .packet: "packet"
    case .items: "list"
    case .list(let element): element.words
    case .text: "text"
    case .address(let family): family.map { $0 == .v4 ? "32 bits" : "128 bits" } ?? "address"
    case .endpoint: "address and port"
    case .domainName: "domain name"
    default: "bytes"
    }
  }

  fileprivate var unsetWords: String {
    if let computed { return "computed: \(computed.words)" }
    switch (place, kind) {
    case (.bits, .address(let family?)): return family == .v4 ? "0.0.0.0" : "::"
    case (.bits, .bytes): return "zeros"
    case (.bits, _): return expression(.number(initial))
    case (.coded, .domainName): return FieldValue(DomainName.root).text
    case (.coded, _) where isNumber, (.unsent, _) where isNumber: return expression(.number(initial))
    default: return "none"
    }
  }

  /// The words that a number in this field can be written with, for completion.
  package var words: [String] {
    switch kind {
    case .named(let names): names.names
    case .namedBy(_, let tables): tables.flatMap { $0.names.names }.unique
    case .items(let list): list.names
    case .flags(let flags): flags.map { $0.letter.map(String.init) ?? $0.name }
    default: []
    }
  }
}
