import Base
import Cipher
import Wire

/// Names and passwords that a relay can check without having been told of them: the portal, which knows the relay's
/// secret, makes them.
///
/// username = expiry ‖ ":" ‖ salt; password = base64(SHA-256(expiry ‖ ":" ‖ secret ‖ ":" ‖ salt)), without padding.
package struct StampSecret: Hashable, Sendable {
  private let text: String

  package init(_ text: String) { self.text = text }

  /// 32 bytes in lower-case hexadecimal.
  package init(drawnFrom chance: inout Chance) { text = Hex.text(chance.bytes(32)) }

  /// - Parameter username: one that `expiry(of:)` can read; any other has a password that nobody is told.
  package func password(of username: String) -> String {
    let parts = Self.parts(username)
    return Base64.text(SHA256.hash(Array("\(parts.expiry):\(text):\(parts.salt)".utf8)).bytes, padded: false)
  }

  /// Until when a name is good, in seconds since 1970; nil where it says nothing of the kind.
  package static func expiry(of username: String) -> UnixTime? {
    guard username.utf8.contains(UInt8(ascii: ":")), let seconds = Int64(parts(username).expiry),
      (0...Int64.max / 1_000_000_000).contains(seconds)
    else { return nil }
    return UnixTime(seconds: seconds)
  }

  /// Whose name it is, whenever it ends: the salt comes from a participant's public key.
  package static func owner(of username: String) -> String { String(parts(username).salt) }

  private static func parts(_ username: String) -> (expiry: Substring, salt: Substring) {
    let colon = username.utf8.firstIndex(of: UInt8(ascii: ":")) ?? username.endIndex
    return (username[..<colon], username[colon...].dropFirst())
  }

  /// What the portal is told when the relay joins. It opens every allocation: never to be shown.
  package var revealed: String { text }
}

extension StampSecret: CustomStringConvertible, CustomReflectable {
  package var description: String { "(stamp secret)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Nonces without a table (RFC 8489 §9.2): seconds ‖ HMAC-SHA256(secret, seconds ‖ client), cut to 12 bytes, in
/// hexadecimal. Each is good for one client and for an hour.
struct NonceMint: Sendable {
  private let secret: [UInt8]

  init(drawnFrom chance: inout Chance) { secret = chance.bytes(32) }

  func nonce(for client: Endpoint, at now: Instant) -> String {
    text(UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000_000), client)
  }

  enum Verdict: Hashable {
    case good
    /// Ours, and too old.
    case stale
    /// Of another relay, of another client, or of the time before a restart.
    case foreign
  }

  func judge(_ nonce: String, of client: Endpoint, at now: Instant) -> Verdict {
    guard nonce.utf8.count == 32, let seconds = UInt32(nonce.prefix(8), radix: 16), nonce == text(seconds, client)
    else { return .foreign }
    let age = now - Instant(nanoseconds: Int64(seconds) * 1_000_000_000)
    return age <= RelayConstants.nonceLifetime ? .good : .stale
  }

  private func text(_ seconds: UInt32, _ client: Endpoint) -> String {
    var bytes: [UInt8] = []
    bytes.append32(seconds)
    let port = [UInt8(client.port >> 8), UInt8(client.port & 255)]
    let code = SHA256.hmac(key: secret, bytes + client.address.octets + port)
    return Hex.text(bytes + code.bytes.prefix(12))
  }
}
