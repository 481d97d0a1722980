import Base

/// What a field is set to: the plain forms that a script's values take before a layer's schema gives them meaning.
///
/// A layer keeps what it is given in canonical form: numbers for everything that has a number, addresses, bytes.
/// Names stay names only as long as their meaning hangs on a field that is not known yet.
package enum FieldValue: Hashable, Sendable {
  case number(UInt64)
  /// A bare word: `unreachable`, `SA`, `df`.
  case name(String)
  case address(IPAddress)
  /// All addresses of a network: a set.
  case prefix(IPPrefix)
  case bytes([UInt8])
  /// Quoted text: the bytes of its UTF-8 where bytes are wanted, a name where a name is.
  case text(String)
  /// Several values; each makes a packet of its own.
  case set([FieldValue])
  /// All numbers from the first to the last, both included: a set.
  case range(UInt64, UInt64)
  case endpoint(Endpoint)
  /// Several values in one field, in order: `[10.0.0.1, 10.0.0.2]`. Not a set: it makes one packet.
  case list([FieldValue])
  /// The items of a field: the options of TCP.
  case items([Layer])
  /// An item as a script writes it, `mss(1460)`; setting a field makes an item of it.
  case call(String, [FieldArgument])
  /// A packet inside a field: what an ICMP error quotes.
  case packet(CraftedPacket)
  /// These bytes in the field's place, however many it has: `ttl=raw x"01 02"`.
  case raw([UInt8])
  /// Gives the field back: computed, or its default.
  case auto
}

/// What stands between the parentheses of an item. Arguments without a name go to the item's fields in their order.
package struct FieldArgument: Hashable, Sendable {
  package let name: String?
  package let value: FieldValue

  package init(_ name: String?, _ value: FieldValue) {
    self.name = name
    self.value = value
  }
}

extension FieldValue {
  /// What the value is, in the words of an error: `the number 5`, `an IPv6 address`.
  package var kindInWords: String {
    switch self {
    case .number: "a number"
    case .name: "a name"
    case .address(let address): address.family == .v4 ? "an IPv4 address" : "an IPv6 address"
    case .prefix: "a network"
    case .bytes: "bytes"
    case .text: "text"
    case .set: "a set"
    case .range: "a range"
    case .endpoint: "an address with a port"
    case .list, .items: "a list"
    case .call(let name, _): "`\(name)(…)`"
    case .packet: "a packet"
    case .raw: "raw bytes"
    case .auto: "auto"
    }
  }
}
