import Base

/// Why something cannot be crafted, and where: enough to put a caret under it and to say it in words.
package struct CraftingError: Error, Hashable, Sendable {
  /// Index of the layer as written, 0 for a layer that stands alone.
  package internal(set) var layer: Int
  /// Nil for an unknown layer, and where no single layer is at fault.
  package let schema: LayerSchema?
  package let field: String?
  package let problem: CraftingProblem

  init(_ schema: LayerSchema?, _ field: String? = nil, _ problem: CraftingProblem, layer: Int = 0) {
    self.layer = layer
    self.schema = schema
    self.field = field
    self.problem = problem
  }
}

extension CraftingError {
  /// The packet has no such layer as the path names.
  package init(missing path: PacketPath) { self.init(path.layer, path.field, .noSuchLayer("\(path)")) }
  /// The path leads to no field.
  package init(notAField path: String) { self.init(nil, nil, .badPath(path)) }
}

package enum CraftingProblem: Hashable, Sendable {
  /// With the nearest known name.
  case unknownLayer(String, suggestion: String?)
  /// With the nearest field's name.
  case unknownField(String, suggestion: String?)
  /// A number that does not fit: `max` is the greatest that does.
  case tooWide(UInt64, bits: Int, max: UInt64)
  /// What a field was computed to be does not fit it: the header, the payload or the list that it counts is too long.
  case computedTooWide(UInt64, bits: Int, max: UInt64)
  case unknownName(String, allowed: [String], suggestion: String?)
  /// A list of items knows no such one.
  case unknownItem(String, allowed: [String], suggestion: String?)
  /// More values between an item's parentheses than it has fields.
  case tooManyArguments(Int, max: Int)
  /// Bytes for a field that holds another number of them.
  case wrongLength(Int, wanted: Int)
  /// Raw bytes for a field that shares its bytes with others.
  case notWholeBytes(bits: Int)
  /// `wanted` in words: `an address`.
  case wrongType(wanted: String, got: FieldValue)
  /// Text that is no name of DNS.
  case badDomainName(String, DomainNameError)
  case wrongFamily(IPAddress, wanted: IPFamily)
  /// `upper` cannot follow the layer below it; `instead` says what to write.
  case cannotFollow(upper: String, lower: String, instead: String?)
  /// `dport has 5`: neither flags nor a list nor bytes nor text.
  case noParts
  /// An ICMP type and code that mean something in the other family alone.
  case otherFamily(ICMPMeaning)
  /// `src` or `dst` both in the IP layer and in a shorthand above it.
  case saidTwice
  /// A set where one packet is needed.
  case severalPackets(Int)
  /// More packets than a set may make.
  case tooManyPackets(limit: Int)
  /// More bytes than the field or the packet can hold.
  case tooLong(Int, max: Int)
  /// A field that no packet shows, in a pattern.
  case notSent
  /// Layers behind a tunnel message that has no key to seal them with.
  case noKey
  /// Not a path into a packet: `p.ip[x]`.
  case badPath(String)
  /// The packet has no such layer.
  case noSuchLayer(String)
}

/// What an ICMP type and code of one family are called, and their counterpart in the other.
package struct ICMPMeaning: Hashable, Sendable {
  package let type: UInt64
  package let code: UInt64?
  /// The family in which `type` and `code` mean this.
  package let family: IPFamily
  package let name: String
  /// The same in the other family; nil where there is none.
  package let counterpart: Counterpart?

  package struct Counterpart: Hashable, Sendable {
    package let type: UInt64
    package let code: UInt64?
  }
}
