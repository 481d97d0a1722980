import Base
import Cipher

/// The address that a participant's WebSocket is opened at.
package struct LoginURL: Hashable, Sendable {
  /// `ws` or `wss`.
  package let scheme: String
  /// As the `Host` header has it: without a port.
  package let host: String
  package let port: UInt16
  /// Path and query, the token and the public key among it.
  package let target: String

  /// The text of a base URL that none can be built on.
  package struct Unusable: Error, Hashable, Sendable { package var base: String }

  /// - Parameters:
  ///   - base: `FIREZONE_API_URL`; its query is dropped. Without a port it is 443, for `ws://` too.
  ///   - token: in the query as the original has it; nil when it travels in the header `x-authorization`.
  package init(
    base: String, role: LoginRequest.Role, token: String?, fields: Fields, publicKey: PublicKey?
  ) throws(Unusable) {
    let sides = base.split(separator: ":", maxSplits: 1)
    guard sides.count == 2, sides[1].hasPrefix("//") else { throw Unusable(base: base) }
    switch sides[0].lowercased() {
    case "http", "ws": scheme = "ws"
    case "https", "wss": scheme = "wss"
    default: throw Unusable(base: base)
    }
    let rest = sides[1].dropFirst(2).prefix { $0 != "?" && $0 != "#" }
    let authority = rest.prefix { $0 != "/" }
    guard let (host, port) = Self.split(authority) else { throw Unusable(base: base) }
    self.host = host
    self.port = port
    var path = String(rest.dropFirst(authority.count))
    while path.hasSuffix("/") { path.removeLast() }
    var query = token.map { [("token", $0)] } ?? []
    query += fields.pairs(role)
    if role != .relay, let publicKey { query.append(("public_key", publicKey.base64)) }
    target =
      "\(path)/\(role.rawValue)/websocket?"
      + query.map { "\($0.0)=\(FormFields.encoded($0.1))" }.joined(separator: "&")
  }

  private static func split(_ authority: Substring) -> (String, UInt16)? {
    let bracket = authority.lastIndex(of: "]")
    let colon = authority.lastIndex(of: ":").flatMap { at in bracket.map { at > $0 } ?? true ? at : nil }
    let host = authority[..<(colon ?? authority.endIndex)]
    let port = colon.map { UInt16(authority[authority.index(after: $0)...]) } ?? 443
    // Whoever has a user's name in it wants something else: tokens do not stand there.
    let isHost = host.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "@") }
    guard !host.isEmpty, isHost, let port, port > 0 else { return nil }
    return (String(host), port)
  }

  /// What a participant says of itself.
  package struct Fields: Hashable, Sendable {
    /// As configured; a UUID is hashed on its way out.
    package var deviceID: String?
    package var name: String?
    package var ipv4: IPv4Address?
    package var ipv6: IPv6Address?
    package var port: UInt16?
    package var hardware = HardwareIDs()

    package init() {}

    /// In the order of the original.
    fileprivate func pairs(_ role: LoginRequest.Role) -> [(String, String)] {
      var pairs: [(String, String?)] = []
      if role != .relay { pairs.append(("external_id", deviceID.map(LoginURL.externalID))) }
      pairs.append(("name", name))
      switch role {
      case .gateway: break
      case .relay:
        pairs += [("ipv4", ipv4?.description), ("ipv6", ipv6?.description)]
        pairs.append(("port", "\(port ?? Directory.Relay.standardPort)"))
      case .client:
        pairs += [("device_serial", hardware.deviceSerial), ("device_uuid", hardware.deviceUUID)]
        pairs.append(("identifier_for_vendor", hardware.identifierForVendor))
        pairs.append(("firebase_installation_id", hardware.firebaseInstallationID))
      }
      return pairs.compactMap { name, value in value.map { (name, $0) } }
    }
  }

  /// A UUID as the hexadecimal SHA-256 of its text, just as configured; anything else as it is.
  package static func externalID(of deviceID: String) -> String {
    Identifier<ClientKind>(deviceID) == nil ? deviceID : Hex.text(SHA256.hash(Array(deviceID.utf8)).bytes)
  }
}
