import Base
import Wire

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
