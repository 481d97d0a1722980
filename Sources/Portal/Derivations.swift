import Base
import Cipher

/// One end of a pair for which the portal derives secrets.
package struct DerivationEnd<Kind: Sendable>: Sendable {
  package var id: Identifier<Kind>
  package var publicKey: PublicKey

  package init(id: Identifier<Kind>, publicKey: PublicKey) {
    self.id = id
    self.publicKey = publicKey
  }
}

extension ICECredentials {
  /// Both ends' credentials, the same as long as nobody changes a key: this is how both know a connection again.
  ///
  /// SHA-256 of `client id:client key:gateway id:gateway key` in base32, cut 4, 22, 4, 22.
  package static func derived(
    client: DerivationEnd<ClientKind>, gateway: DerivationEnd<GatewayKind>
  ) -> (client: ICECredentials, gateway: ICECredentials) {
    let text = "\(client.id):\(client.publicKey.base64):\(gateway.id):\(gateway.publicKey.base64)"
    let letters = Array(Base32.text(SHA256.hash(Array(text.utf8)).bytes).utf8)
    func cut(_ range: Range<Int>) -> String { String(decoding: letters[range], as: UTF8.self) }
    return (
      ICECredentials(username: cut(0..<4), password: cut(4..<26)),
      ICECredentials(username: cut(26..<30), password: cut(30..<52))
    )
  }
}

extension PresharedKey {
  /// The preshared key of a client and a gateway; each holds half of the password.
  ///
  /// PBKDF2-HMAC-SHA256, one iteration, salted with `WG_PSK|C_ID:…|G_ID:…|C_PK:…|G_PK:…`.
  package static func derived(
    client: DerivationEnd<ClientKind>, clientBase: [UInt8], gateway: DerivationEnd<GatewayKind>, gatewayBase: [UInt8]
  ) -> PresharedKey {
    let salt =
      "WG_PSK|C_ID:\(client.id)|G_ID:\(gateway.id)|C_PK:\(client.publicKey.base64)|G_PK:\(gateway.publicKey.base64)"
    return PresharedKey(
      raw: SHA256.pbkdf2(password: clientBase + gatewayBase, salt: Array(salt.utf8), iterations: 1))
  }
}

/// A participant's user name and password at one relay; the relay derives the same from its own secret.
package struct TURNCredentials: Hashable, Sendable {
  package var username: String
  package var password: String
  package var expiresAt: UnixTime

  /// - Parameter stampSecret: what the relay made up when it started.
  package init(expiresAt: UnixTime, stampSecret: String, publicKey: PublicKey) {
    let salt = Base64.text(SHA256.hash(Array(publicKey.base64.utf8)).bytes, padded: false)
    self.init(expiresAt: expiresAt, stampSecret: stampSecret, salt: salt)
  }

  /// Password = base64 of SHA-256 of `expiry:stamp secret:salt`, user name = `expiry:salt`.
  package init(expiresAt: UnixTime, stampSecret: String, salt: String) {
    self.expiresAt = expiresAt
    username = "\(expiresAt.seconds):\(salt)"
    let text = "\(expiresAt.seconds):\(stampSecret):\(salt)"
    password = Base64.text(SHA256.hash(Array(text.utf8)).bytes, padded: false)
  }
}
