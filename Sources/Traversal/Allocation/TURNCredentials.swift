import Cipher
import Wire

/// A long-term name and password for one TURN server (RFC 8489 §9.2).
package struct TURNCredentials: Hashable, Sendable {
  package var username: String
  package var password: String
  /// Known beforehand, as with Firezone's relays: the first request is signed already, and another realm is not accepted.
  /// Nil for a standard server, which refuses that: its realm is what its challenge says.
  package var realm: String?

  package init(username: String, password: String, realm: String? = "firezone") {
    self.username = username
    self.password = password
    self.realm = realm
  }
}

extension TURNCredentials: CustomStringConvertible, CustomReflectable {
  package var description: String { "(credentials of \(username))" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a client signs its requests with, and what the server has told it for that.
struct TURNAuthentication: Sendable {
  let credentials: TURNCredentials
  private(set) var realm: String?
  private(set) var key: STUNKey?
  private(set) var nonce: String?

  init(_ credentials: TURNCredentials) {
    self.credentials = credentials
    learn(realm: credentials.realm)
  }

  private mutating func learn(realm: String?) {
    guard let realm else { return }
    self.realm = realm
    key = try? .longTerm(username: credentials.username, realm: realm, password: credentials.password)
  }

  /// Takes realm and nonce of a challenge (401 or 438).
  mutating func accept(_ challenge: STUNMessage) throws(AllocationRejection) {
    guard let nonce = challenge[.nonce] else { throw .missing(.nonce) }
    if let realm = challenge[.realm], realm != self.realm {
      guard credentials.realm == nil else { throw .foreignRealm(realm) }
      learn(realm: realm)
    }
    guard key != nil else { throw .missing(.realm) }
    self.nonce = nonce
  }

  /// Adds what identifies us, as far as we know it, and closes the message.
  func sign(_ writer: consuming STUNWriter) -> [UInt8]? {
    if let realm, key != nil {
      writer.add(.username, credentials.username)
      writer.add(.realm, realm)
      if let nonce { writer.add(.nonce, nonce) }
    }
    return try? writer.finish(integrity: key)
  }
}
