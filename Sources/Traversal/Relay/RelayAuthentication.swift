import Base
import Cipher
import Wire

/// RFC 8489 §9.2.4.
extension RelayServer {
  /// - Parameter signing: what the answer is signed with: only where the sender has shown to know it, so that nobody is
  ///   given a signature to guess passwords from.
  func authenticate(
    _ message: STUNMessage, _ tuple: FiveTuple, at now: Instant, signing: inout STUNKey?
  ) throws(RelayRefusal) -> AuthenticatedRequest {
    guard message.isSigned else { throw .noIntegrity }
    guard let username = message[.username] else { throw .noUsername }
    let known = key(of: username, at: now)
    let key = try? known.get()
    let integrity = key.map(message.checkIntegrity) ?? .mismatch
    if integrity == .valid { signing = key }
    guard let nonce = message[.nonce] else { throw .noNonce }
    switch nonces.judge(nonce, of: tuple.client, at: now) {
    case .good: break
    case .stale: throw .staleNonce
    case .foreign: throw .foreignNonce
    }
    let certain = try known.get()
    switch integrity {
    case .valid:
      return AuthenticatedRequest(
        message: message, tuple: tuple, owner: StampSecret.owner(of: username), key: certain)
    case .unavailable: throw .digestUnavailable
    default: throw .wrongIntegrity
    }
  }

  private func key(of username: String, at now: Instant) -> Result<STUNKey, RelayRefusal> {
    guard let expiry = StampSecret.expiry(of: username) else { return .failure(.malformedUsername) }
    guard wall.time(at: now) <= expiry else { return .failure(.expiredCredentials) }
    let password = secret.password(of: username)
    let key = try? STUNKey.longTerm(username: username, realm: policy.realm, password: password)
    return key.map { .success($0) } ?? .failure(.digestUnavailable)
  }
}
