import Base
import Cipher
import FoundationEssentials
import Glibc
import Testing

@testable import WireGuard

/// Suites of other projects, which are not ours to copy: in a folder named by FZSH_VECTORS, or not run.
private let folder = getenv("FZSH_VECTORS").map { String(cString: $0) }

@Suite(.enabled(if: folder != nil, "FZSH_VECTORS names no folder with the published suites"))
struct PublishedSuiteTests {
  private func load<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: URL(filePath: "\(folder ?? "")/\(name)")))
  }

  struct ReplaySuite: Decodable {
    struct Vector: Decodable {
      let counter: String
      let accepted: Bool
    }
    let vectors: [Vector]
  }

  @Test func `the replay window decides as wireguard-go's does`() throws {
    var window = ReplayWindow()
    for vector in try load("wireguard_replay.json", as: ReplaySuite.self).vectors {
      let counter = try Self.value(of: vector.counter)
      let accepted = (try? window.check(counter)) != nil
      #expect(accepted == vector.accepted, "\(vector.counter)")
      if accepted { window.mark(counter) }
    }
  }

  /// Products and sums of numbers and of two names, in brackets at most once.
  private static func value(of text: String) throws -> UInt64 {
    var text = text
    if let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") {
      let inner = try value(of: String(text[text.index(after: open)..<close]))
      text.replaceSubrange(open...close, with: String(inner))
    }
    if let sign = text.lastIndex(where: { "+-".contains($0) }) {
      let left = try value(of: String(text[..<sign]))
      let right = try value(of: String(text[text.index(after: sign)...]))
      return text[sign] == "+" ? left + right : left - right
    }
    if let star = text.firstIndex(of: "*") {
      return try value(of: String(text[..<star])) * value(of: String(text[text.index(after: star)...]))
    }
    switch text {
    case "T_LIM": return ReplayWindow.size + 1
    case "RejectAfterMessages": return Limits.rejectAfterMessages
    default: return try #require(UInt64(text))
    }
  }

  struct NoiseSuite: Decodable {
    struct Vector: Decodable {
      struct Message: Decodable {
        let payload: String
        let ciphertext: String
      }
      let protocolName: String
      let initPrologue: String
      let initPsks: [String]?
      let initStatic: String?
      let initEphemeral: String
      let respStatic: String?
      let respEphemeral: String?
      let handshakeHash: String?
      let messages: [Message]
    }
    let vectors: [Vector]
  }

  @Test func `Noise_IKpsk2 writes and reads the published conversations`() throws {
    let vectors = try load("noise_cacophony.json", as: NoiseSuite.self).vectors
      .filter { $0.protocolName == "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s" }
    #expect(!vectors.isEmpty)
    for vector in vectors { try check(vector) }
  }

  private func check(_ vector: NoiseSuite.Vector) throws {
    let own = try key(vector.initStatic)
    let peer = try key(vector.respStatic)
    let ephemerals = (try key(vector.initEphemeral), try key(vector.respEphemeral))
    let psk = PresharedKey(raw: try key(vector.initPsks?.first).raw)
    let prologue = try #require(Hex.bytes(vector.initPrologue))
    let payloads = try vector.messages.map { try #require(Hex.bytes($0.payload)) }
    let wire = try vector.messages.map { try #require(Hex.bytes($0.ciphertext)) }

    var initiator = Noise(prologue: prologue, responder: peer.publicKey)
    let (sealedStatic, sealedPayload) = try initiator.writeInitiation(
      payloads[0], ephemeral: EphemeralKeys(ephemerals.0), local: own.publicKey, responder: peer.publicKey,
      staticSecret: own.agree(with: peer.publicKey))
    #expect(ephemerals.0.publicKey.raw.bytes + sealedStatic + sealedPayload == wire[0])

    var responder = Noise(prologue: prologue, responder: peer.publicKey)
    let read = try responder.readStatic(sealedStatic, ephemeral: ephemerals.0.publicKey, local: peer)
    #expect(read == own.publicKey)
    #expect(try responder.readPayload(sealedPayload, staticSecret: peer.agree(with: read)) == payloads[0])
    let answer = try responder.writeResponse(
      payloads[1], ephemeral: EphemeralKeys(ephemerals.1), to: (ephemerals.0.publicKey, read), psk)
    #expect(ephemerals.1.publicKey.raw.bytes + answer == wire[1])
    let reply = try initiator.readResponse(
      answer, from: ephemerals.1.publicKey, ephemeral: ephemerals.0, local: own, psk)
    #expect(reply == payloads[1])
    #expect(initiator.hash.description == vector.handshakeHash)
    #expect(initiator.hash == responder.hash)

    let keys = initiator.split()
    for (i, payload) in payloads.enumerated().dropFirst(2) {
      let key = i % 2 == 0 ? keys.initiatorToResponder : keys.responderToInitiator
      let nonce = ChaCha20Poly1305.Nonce(counter: UInt64(i - 2) / 2)
      #expect(ChaCha20Poly1305.sealed(payload, key: key, nonce: nonce) == wire[i])
    }
  }

  private func key(_ hex: String?) throws -> PrivateKey {
    PrivateKey(raw: try #require(hex.flatMap { Hex.bytes($0) }.flatMap { Bytes32($0) }))
  }
}
