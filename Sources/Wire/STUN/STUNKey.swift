import Cipher

/// How a long-term password becomes a key (RFC 8489 §18.5), with parameters that no algorithm has yet.
package struct STUNPasswordAlgorithm: Hashable, Sendable {
  package var number: UInt16
  package var parameters: [UInt8]

  package init(number: UInt16, parameters: [UInt8] = []) {
    self.number = number
    self.parameters = parameters
  }

  package static let md5 = STUNPasswordAlgorithm(number: 1)
  package static let sha256 = STUNPasswordAlgorithm(number: 2)
}

/// What message integrity is computed with. Its text is hidden.
package struct STUNKey: Hashable, Sendable {
  let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// RFC 8489 §9.1.1: the password itself, prepared by whoever hands it over (RFC 8265).
  package static func shortTerm(password: String) -> STUNKey { STUNKey(bytes: Array(password.utf8)) }

  /// RFC 8489 §9.2.2: MD5 of `username:realm:password`.
  package static func longTerm(username: String, realm: String, password: String) throws(DigestUnavailable) -> STUNKey {
    STUNKey(bytes: try MD5.hash(Array("\(username):\(realm):\(password)".utf8)).bytes)
  }

  /// RFC 8489 §18.5.1.2: SHA-256 of the same.
  package static func longTermSHA256(username: String, realm: String, password: String) -> STUNKey {
    STUNKey(bytes: SHA256.hash(Array("\(username):\(realm):\(password)".utf8)).bytes)
  }

  /// RFC 8489 §14.4: what USERHASH holds instead of a user's name.
  package static func userhash(username: String, realm: String) -> Bytes32 {
    SHA256.hash(Array("\(username):\(realm)".utf8))
  }
}

extension STUNKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "(stun key)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
