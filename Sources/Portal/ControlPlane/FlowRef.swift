import Base
import Cipher

/// The `ref` of `authorize_flow`: an authorization's number, signed, so that a gateway cannot make one up.
///
/// Base64 of the number (4 bytes) followed by HMAC-SHA256 over it.
struct FlowRef: Sendable {
  private let secret: [UInt8]

  init(secret: [UInt8]) { self.secret = secret }

  func text(of id: AuthorizationID) -> String {
    let number = Self.bytes(of: id)
    return Base64.text(number + SHA256.hmac(key: secret, number).bytes)
  }

  func id(of text: String) -> AuthorizationID? {
    guard text.utf8.count == 48, let bytes = Base64.bytes(text), bytes.count == 36 else { return nil }
    let id = AuthorizationID(bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    return self.text(of: id) == text ? id : nil
  }

  private static func bytes(of id: AuthorizationID) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id.number >> $0) }
  }
}
