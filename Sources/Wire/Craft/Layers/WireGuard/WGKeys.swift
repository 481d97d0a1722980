import Base
import Cipher

/// What a layer says without sending it.
extension Layer {
  func bytes(_ field: String) -> [UInt8]? {
    if case .bytes(let bytes) = value(of: field) { bytes } else { nil }
  }

  func bytes32(_ field: String) -> Bytes32? { bytes(field).flatMap { Bytes32($0) } }

  func privateKey(_ field: String) -> PrivateKey? { bytes32(field).map(PrivateKey.init(raw:)) }

  /// The handshake message in `answers`.
  var answered: AnsweredMessage? {
    switch value(of: "answers") {
    case .packet(let packet): (try? packet.build()).flatMap { AnsweredMessage($0) }
    case .bytes(let bytes):
      AnsweredMessage(Packet(dissecting: bytes, as: bytes.first == 2 ? .wgResponse : .wgInitiation))
    default: nil
    }
  }
}

/// A handshake message that another one answers.
struct AnsweredMessage {
  let packet: Packet
  private let span: Int

  /// Nil for a packet that holds none.
  init?(_ packet: Packet) {
    let span = packet.layers.firstIndex {
      $0.schema === LayerSchema.wgInitiation || $0.schema === LayerSchema.wgResponse
    }
    guard let span else { return nil }
    self.packet = packet
    self.span = span
  }

  var bytes: [UInt8] { Array(packet.bytes[packet.layers[span].start..<packet.layers[span].headerEnd]) }

  /// The bytes of a field; none where the message has no such field.
  subscript(field: String) -> [UInt8] {
    guard case .bytes(let bytes)? = packet.layers[span].schema[field].flatMap({ packet.value(of: $0, at: span) }) else {
      return []
    }
    return bytes
  }

  var sender: UInt64? { packet.layers[span].schema["sender"].flatMap { packet.number($0, at: span) } }
  var ephemeral: PublicKey { PublicKey(raw: Bytes32(self["ephemeral"]) ?? Bytes32()) }

  /// Whose initiation it is, and the handshake so far; nil for an initiation made for another key, and for a response.
  func identified(by local: PrivateKey) -> (noise: Noise, peer: PublicKey)? {
    var noise = Noise(responder: local.publicKey)
    let peer = try? noise.readStatic(self["encrypted_static"], ephemeral: ephemeral, local: local)
    return peer.map { (noise, $0) }
  }
}

extension ComputedField {
  static let answeredSender = ComputedField(
    "the sender of the message that is answered",
    rule: .value { $0.written?.answered?.sender.map(FieldValue.number) })
}

extension Payload {
  /// WireGuard's messages know themselves by their type, three zeros and their length.
  func isTunnelMessage(_ type: UInt8, _ fits: (Int) -> Bool) -> Bool {
    !isStream && range.count >= 4 && bytes[range.lowerBound] == type
      && bytes[range.lowerBound + 1..<range.lowerBound + 4].allSatisfy { $0 == 0 } && fits(range.count)
  }
}

extension Foundation {
  /// Clients and gateways speak to each other from this port to this port, if they can have it.
  static let tunnelPorts = Foundation.layer({ .udp }, [("sport", .number(52_625)), ("dport", .number(52_625))])
}

extension Layer {
  /// The bytes of the message in `answers`; nil where there is none.
  package var answeredBytes: [UInt8]? { answered?.bytes }
}
