import Base
import Wire

/// What JSON on a control socket has as its text: reading it goes through the same checks as what a person types.
protocol ReadAsText: Codable, CustomStringConvertible {
  init?(_ text: String)
}

extension ReadAsText {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is no \(Self.self)")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension IPAddress: ReadAsText {}
extension IPPrefix: ReadAsText {}
extension Endpoint: ReadAsText {}

/// Bytes in hexadecimal digits.
struct CodedBytes: Codable, Hashable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = Hex.bytes(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal digits")
    }
    self.bytes = bytes
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Hex.text(bytes))
  }
}

extension IPPacket: Codable {
  /// - Throws: for bytes that are no IP packet.
  package init(from decoder: any Decoder) throws {
    let bytes = try CodedBytes(from: decoder).bytes
    do throws(MalformedPacket) { self = try IPPacket(bytes) } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
  }

  package func encode(to encoder: any Encoder) throws { try CodedBytes(bytes).encode(to: encoder) }
}
