import Cipher
import Portal

/// Where a node's portal is, and what the node says of itself there.
package struct PortalLogin: Sendable {
  /// `FIREZONE_API_URL`: `ws://…`, `wss://…`, `http://…` or `https://…`.
  package var base: String
  package var role: LoginRequest.Role
  /// A secret.
  package var token: String
  package var fields: LoginURL.Fields
  package var userAgent: String
  /// A PEM file with authorities besides the system's.
  package var authorities: String?

  package init(base: String, role: LoginRequest.Role, token: String, fields: LoginURL.Fields, userAgent: String) {
    self.base = base
    self.role = role
    self.token = token
    self.fields = fields
    self.userAgent = userAgent
  }

  /// Whether the base is an address that a WebSocket can be opened at.
  package var isUsable: Bool { (try? request(as: nil)) != nil }

  /// The token travels in the query, as at the seed: every portal takes it there.
  func request(as key: PublicKey?) throws(LoginURL.Unusable) -> WebSocketRequest {
    let url = try LoginURL(base: base, role: role, token: token, fields: fields, publicKey: key)
    let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
    return WebSocketRequest(
      host: host, port: url.port, target: url.target, isSecure: url.scheme == "wss", userAgent: userAgent)
  }
}
