import Base

/// Why a request was refused: 300…699 and words for people (RFC 8489 §14.8).
///
/// ```
/// |           reserved, 0                 |class|    number     |
/// |  reason, UTF-8 …
/// ```
package struct STUNError: Hashable, Sendable {
  package var code: STUNErrorCode
  package var reason: String

  /// - Parameter reason: by default the registry's own words.
  package init(_ code: STUNErrorCode, reason: String? = nil) {
    self.code = code
    self.reason = reason ?? code.title
  }
}

/// RFC 8656 §18.12: why one of two families was not allocated.
///
/// ```
/// |    family     |        reserved, 0      |class|    number     |
/// |  reason, UTF-8 …
/// ```
package struct STUNAddressError: Hashable, Sendable {
  package var family: IPFamily
  package var error: STUNError

  package init(_ family: IPFamily, _ error: STUNError) {
    self.family = family
    self.error = error
  }
}

/// RFC 8656 §18.13: an ICMP error that the relay had from a peer's side.
///
/// ```
/// |            reserved, 0        |    type     |      code       |
/// |                             data                              |
/// ```
package struct STUNICMP: Hashable, Sendable {
  /// 7 bits.
  package var type: UInt8
  /// 9 bits.
  package var code: UInt16
  package var data: UInt32

  package init(type: UInt8, code: UInt16, data: UInt32 = 0) {
    self.type = type
    self.code = code
    self.data = data
  }
}

/// The hundreds and the rest of an error code, as they stand on the wire.
package struct STUNErrorCode: RawRepresentable, Hashable, Comparable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// RFC 8489 §14.8.
  package static let tryAlternate = STUNErrorCode(rawValue: 300)
  package static let badRequest = STUNErrorCode(rawValue: 400)
  package static let unauthenticated = STUNErrorCode(rawValue: 401)
  package static let unknownAttribute = STUNErrorCode(rawValue: 420)
  package static let staleNonce = STUNErrorCode(rawValue: 438)
  package static let serverError = STUNErrorCode(rawValue: 500)
  /// RFC 8656 §19.
  package static let forbidden = STUNErrorCode(rawValue: 403)
  package static let allocationMismatch = STUNErrorCode(rawValue: 437)
  package static let addressFamilyNotSupported = STUNErrorCode(rawValue: 440)
  package static let wrongCredentials = STUNErrorCode(rawValue: 441)
  package static let unsupportedTransport = STUNErrorCode(rawValue: 442)
  package static let peerAddressFamilyMismatch = STUNErrorCode(rawValue: 443)
  package static let allocationQuotaReached = STUNErrorCode(rawValue: 486)
  package static let insufficientCapacity = STUNErrorCode(rawValue: 508)
  /// RFC 8445 §16.2.
  package static let roleConflict = STUNErrorCode(rawValue: 487)

  package var title: String { NameTable.stunErrors[UInt64(rawValue)]?.title ?? "" }

  package static func < (a: STUNErrorCode, b: STUNErrorCode) -> Bool { a.rawValue < b.rawValue }
}

extension NameTable {
  /// IANA "STUN Error Codes".
  package static let stunErrors = NameTable([
    NamedValue(300, "try-alternate", "Try Alternate"), NamedValue(400, "bad-request", "Bad Request"),
    NamedValue(401, "unauthenticated", "Unauthenticated", "unauthorized"), NamedValue(403, "forbidden", "Forbidden"),
    NamedValue(405, "mobility-forbidden", "Mobility Forbidden"),
    NamedValue(420, "unknown-attribute", "Unknown Attribute"),
    NamedValue(437, "allocation-mismatch", "Allocation Mismatch"), NamedValue(438, "stale-nonce", "Stale Nonce"),
    NamedValue(440, "address-family-not-supported", "Address Family not Supported"),
    NamedValue(441, "wrong-credentials", "Wrong Credentials"),
    NamedValue(442, "unsupported-transport-protocol", "Unsupported Transport Protocol"),
    NamedValue(443, "peer-address-family-mismatch", "Peer Address Family Mismatch"),
    NamedValue(446, "connection-already-exists", "Connection Already Exists"),
    NamedValue(447, "connection-timeout-or-failure", "Connection Timeout or Failure"),
    NamedValue(486, "allocation-quota-reached", "Allocation Quota Reached"),
    NamedValue(487, "role-conflict", "Role Conflict"), NamedValue(500, "server-error", "Server Error"),
    NamedValue(508, "insufficient-capacity", "Insufficient Capacity"),
  ])
}
