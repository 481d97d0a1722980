import Base
import Cipher

extension IPv4Address: CodedAsText {
  @usableFromInline package static var wireName: String { "IPv4 address" }
  @usableFromInline package init?(wireText: String) { self.init(wireText) }
  @usableFromInline package var wireText: String { description }
}

extension IPv6Address: CodedAsText {
  @usableFromInline package static var wireName: String { "IPv6 address" }
  @usableFromInline package init?(wireText: String) { self.init(wireText) }
  @usableFromInline package var wireText: String { description }
}

extension IPAddress: CodedAsText {
  @usableFromInline package static var wireName: String { "IP address" }
  @usableFromInline package init?(wireText: String) { self.init(wireText) }
  @usableFromInline package var wireText: String { description }
}

extension IPPrefix: CodedAsText {
  @usableFromInline package static var wireName: String { "network" }
  @usableFromInline package init?(wireText: String) { self.init(wireText) }
  @usableFromInline package var wireText: String { description }
}

extension Endpoint: CodedAsText {
  package static var wireName: String { "address and port" }
  package init?(wireText: String) { self.init(wireText) }
  package var wireText: String { description }
}

extension PublicKey: CodedAsText {
  package static var wireName: String { "public key in base64" }
  package init?(wireText: String) { self.init(base64: wireText) }
  package var wireText: String { base64 }
}

extension PresharedKey: CodedAsText {
  package static var wireName: String { "preshared key in base64" }
  package init?(wireText: String) { self.init(base64: wireText) }
  package var wireText: String { base64 }
}

/// Times travel as whole seconds since 1970.
extension UnixTime: Codable {
  package init(from decoder: any Decoder) throws {
    let seconds = try decoder.singleValueContainer().decode(Int64.self)
    guard seconds.magnitude <= UInt64(Int64.max / 1_000_000_000) else {
      let words = "\(seconds) is beyond the calendar"
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
    }
    self.init(seconds: seconds)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}
