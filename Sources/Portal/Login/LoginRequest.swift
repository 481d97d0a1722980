import Base
import Cipher

/// What a WebSocket's URL and headers say of whoever opens it: `/client/websocket?token=…&external_id=…`.
///
/// Parameters are form data. The token stands in the query, or in the header `x-authorization` as later versions have it.
package struct LoginRequest: Hashable, Sendable {
  package var role: Role
  package var token: String?
  package var externalID: String?
  package var name: String?
  package var publicKey: PublicKey?
  package var hardware = HardwareIDs()
  package var ipv4: IPv4Address?
  package var ipv6: IPv6Address?
  package var port: UInt16 = Directory.Relay.standardPort
  package var version: AppVersion

  package enum Role: String, Hashable, Sendable, CaseIterable {
    case client, gateway, relay

    /// Whose WebSockets are served at `path`, which has no query; nil where none are.
    package init?(path: some StringProtocol) {
      guard let role = Self.allCases.first(where: { path == "/\($0.rawValue)/websocket" }) else { return nil }
      self = role
    }
  }

  /// Reads what can be checked without the directory.
  ///
  /// - Parameters:
  ///   - target: path and query of the request line.
  ///   - headers: names in any case.
  package init(target: String, headers: [(name: String, value: String)]) throws(LoginRefusal) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let role = Role(path: parts[0]) else {
      throw .unknownPath(String(parts[0].prefix(64)))
    }
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    guard let agent = header("user-agent"), let version = AppVersion(userAgent: agent) else {
      throw .invalid([.init("user_agent", "names no known component with a version")])
    }
    self.role = role
    self.version = version
    let fields = FormFields(parts.count > 1 ? parts[1] : "")
    token = (Self.bearer(header("x-authorization")) ?? fields["token"]).map(Self.trimmed)
    try read(fields)
  }

  private mutating func read(_ fields: FormFields) throws(LoginRefusal) {
    var faults: [LoginRefusal.Fault] = []
    name = fields["name"]
    if let name, name.count > 255 { faults.append(.init("name", "is longer than 255 characters")) }
    switch role {
    case .client, .gateway:
      externalID = fields["external_id"]
      for field in ["external_id", "name"] where fields[field]?.isEmpty ?? true {
        faults.append(.init(field, "is missing"))
      }
      publicKey = fields["public_key"].flatMap { PublicKey(base64: $0) }
      if publicKey == nil { faults.append(.init("public_key", "is no base64 of 32 bytes")) }
      hardware = fields.hardware
    case .relay:
      ipv4 = fields["ipv4"].flatMap { IPv4Address($0) }
      ipv6 = fields["ipv6"].flatMap { IPv6Address($0) }
      for field in ["ipv4", "ipv6"] where fields[field] != nil && (field == "ipv4" ? ipv4 == nil : ipv6 == nil) {
        faults.append(.init(field, "is no address"))
      }
      if fields["ipv4"] == nil, fields["ipv6"] == nil { faults.append(.init("ipv4", "is missing, and so is ipv6")) }
      if let text = fields["port"] {
        if let port = UInt16(text), port > 0 { self.port = port } else { faults.append(.init("port", "is no port")) }
      }
    }
    guard faults.isEmpty else { throw .invalid(faults) }
  }

  private static func bearer(_ value: String?) -> String? {
    guard let value else { return nil }
    return value.lowercased().hasPrefix("bearer ") ? String(value.dropFirst(7)) : value
  }

  private static func trimmed(_ text: String) -> String {
    let white: [Character] = [" ", "\t", "\n", "\r", "\r\n"]
    let tail = text.drop { white.contains($0) }
    return String(String(tail.reversed().drop { white.contains($0) }).reversed())
  }
}

/// Why nobody is let in at a WebSocket's door, and the HTTP status that says so.
package enum LoginRefusal: Error, Hashable, Sendable {
  case missingToken
  /// Unknown, expired, of another type, or its actor is disabled.
  case invalidToken
  case accountDisabled
  /// All that is wrong with the parameters.
  case invalid([Fault])
  case unknownPath(String)
  /// Of a lab whose directory has no such participant.
  case unknownParticipant

  package struct Fault: Hashable, Sendable {
    package var field: String
    package var problem: String

    package init(_ field: String, _ problem: String) {
      self.field = field
      self.problem = problem
    }
  }

  package var status: Int {
    switch self {
    case .missingToken, .invalidToken: 401
    case .accountDisabled: 403
    case .invalid: 422
    case .unknownPath, .unknownParticipant: 404
    }
  }
}

extension LoginRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingToken: "Missing token"
    case .invalidToken: "Invalid token"
    case .accountDisabled: "The account is disabled"
    case .invalid(let faults): faults.map { "\($0.field) \($0.problem)" }.joined(separator: ", ")
    case .unknownPath(let path): "nothing is served at \(path)"
    case .unknownParticipant: "the directory knows nobody of this identity"
    }
  }
}
