import Base
import Cipher

// Clients, gateways and relays, and where they stand.

extension Directory {
  /// Gateways that reach the same networks.
  package struct Site: Hashable, Codable, Sendable {
    package var id: SiteID
    package var name: String
    package var owner: Owner

    package enum Owner: String, Hashable, Codable, Sendable, CaseIterable {
      case account
      /// The one site `Internet`, which serves the Internet resource and nothing else.
      case system
    }

    package init(id: SiteID, name: String, owner: Owner = .account) {
      self.id = id
      self.name = name
      self.owner = owner
    }
  }

  package struct Gateway: Hashable, Codable, Sendable {
    package var id: GatewayID
    package var name: String
    package var site: SiteID
    package var tunnel: TunnelPair
    /// 32 random bytes: the gateway's half of every preshared key.
    package var pskBase: [UInt8]
    package var externalID: String?
    package internal(set) var seen: Origin?
    /// The key that it came with last, and when that was.
    package internal(set) var publicKey: PublicKey?
    package internal(set) var seenAt: UnixTime?
  }

  package struct Client: Hashable, Codable, Sendable {
    package var id: ClientID
    package var name: String
    package var actor: ActorID
    package var tunnel: TunnelPair
    /// 32 random bytes: the client's half of every preshared key.
    package var pskBase: [UInt8]
    package var externalID: String?
    package internal(set) var hardware = HardwareIDs()
    package internal(set) var isVerified = false
    /// The token that it came with last; with it every access ends.
    package internal(set) var token: TokenID
    package internal(set) var seen: Origin?
    /// The key that it came with last, and when that was.
    package internal(set) var publicKey: PublicKey?
    package internal(set) var seenAt: UnixTime?
  }

  package struct Relay: Hashable, Codable, Sendable {
    package var id: RelayID
    package var name: String
    package var ipv4: IPv4Address?
    package var ipv6: IPv6Address?
    package var port: UInt16
    package var location: Coordinates?

    package static let standardPort: UInt16 = 3478

    package init(
      id: RelayID, name: String, ipv4: IPv4Address?, ipv6: IPv6Address?, port: UInt16 = standardPort,
      location: Coordinates? = nil
    ) {
      self.id = id
      self.name = name
      self.ipv4 = ipv4
      self.ipv6 = ipv6
      self.port = port
      self.location = location
    }
  }

  /// The tunnel addresses of one participant.
  package struct TunnelPair: Hashable, Codable, Sendable {
    package var ipv4: IPv4Address
    package var ipv6: IPv6Address

    package init(ipv4: IPv4Address, ipv6: IPv6Address) {
      self.ipv4 = ipv4
      self.ipv6 = ipv6
    }
  }
}

/// What a device says of its hardware. A part that changes makes a verified client an unverified one.
package struct HardwareIDs: Hashable, Codable, Sendable {
  package var deviceSerial: String?
  package var deviceUUID: String?
  package var identifierForVendor: String?
  package var firebaseInstallationID: String?

  package init() {}

  /// Whether a part that was known is missing or another now.
  func contradicts(_ known: HardwareIDs) -> Bool {
    let parts: [KeyPath<HardwareIDs, String?>] = [
      \.deviceSerial, \.deviceUUID, \.identifierForVendor, \.firebaseInstallationID,
    ]
    return parts.contains { known[keyPath: $0] != nil && known[keyPath: $0] != self[keyPath: $0] }
  }
}

/// From where, and as what, a participant connected: kept until it connects again.
package struct Origin: Hashable, Codable, Sendable {
  package var remoteIP: IPAddress?
  /// ISO 3166-1 alpha-2: `DE`.
  package var region: String?
  package var location: Coordinates?
  package var version: AppVersion?
  /// nil: the one that the directory has for it.
  package var token: TokenID?

  package init(
    remoteIP: IPAddress? = nil, region: String? = nil, location: Coordinates? = nil, version: AppVersion? = nil,
    token: TokenID? = nil
  ) {
    self.remoteIP = remoteIP
    self.region = region
    self.location = location
    self.version = version
    self.token = token
  }
}
