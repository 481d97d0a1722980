import Base

// The account, who belongs to it, and what proves it.

extension Directory {
  package struct Account: Hashable, Codable, Sendable {
    package var id: AccountID
    package var slug: String
    package var searchDomain: String?
    package var upstreamDNS: [UpstreamDNS]
    /// Nobody of a disabled account is let in.
    package var isDisabled = false

    package init(id: AccountID, slug: String, searchDomain: String? = nil, upstreamDNS: [UpstreamDNS] = []) {
      self.id = id
      self.slug = slug
      self.searchDomain = searchDomain
      self.upstreamDNS = upstreamDNS
    }
  }

  /// Somebody, or something, that may be let in.
  package struct Actor: Hashable, Codable, Sendable {
    package var id: ActorID
    package var name: String
    package var kind: Kind
    package var isDisabled: Bool

    package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
      case accountUser = "account_user"
      case accountAdminUser = "account_admin_user"
      case serviceAccount = "service_account"
      case apiClient = "api_client"
    }

    package init(id: ActorID, name: String, kind: Kind = .accountUser, isDisabled: Bool = false) {
      self.id = id
      self.name = name
      self.kind = kind
      self.isDisabled = isDisabled
    }
  }

  /// An actor as one authentication provider knows it.
  package struct Identity: Hashable, Codable, Sendable {
    package var id: IdentityID
    package var actor: ActorID
    package var provider: ProviderID

    package init(id: IdentityID, actor: ActorID, provider: ProviderID) {
      self.id = id
      self.actor = actor
      self.provider = provider
    }
  }

  package struct Group: Hashable, Codable, Sendable {
    package var id: GroupID
    package var name: String
    package var kind: Kind

    package enum Kind: String, Hashable, Codable, Sendable, CaseIterable {
      /// Everyone: holds every actor, and cannot be told otherwise.
      case managed
      case `static`
    }

    package init(id: GroupID, name: String, kind: Kind = .static) {
      self.id = id
      self.name = name
      self.kind = kind
    }
  }

  /// What a participant shows to be let in.
  package struct Token: Hashable, Codable, Sendable {
    package var id: TokenID
    package var owner: Owner
    /// nil only where a token needs no end: gateways' and relays'.
    package var expiresAt: UnixTime?

    package enum Owner: Hashable, Codable, Sendable {
      /// A client token; the identity is absent for service accounts.
      case actor(ActorID, IdentityID?)
      case browser(ActorID)
      case apiClient(ActorID)
      case email(ActorID)
      case site(SiteID)
      case relays
    }

    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case browser, client, email
      case apiClient = "api_client"
      case gatewayGroup = "gateway_group"
      case relayGroup = "relay_group"
    }

    package var kind: Kind {
      switch owner {
      case .actor: .client
      case .browser: .browser
      case .apiClient: .apiClient
      case .email: .email
      case .site: .gatewayGroup
      case .relays: .relayGroup
      }
    }

    package init(id: TokenID, owner: Owner, expiresAt: UnixTime?) {
      self.id = id
      self.owner = owner
      self.expiresAt = expiresAt
    }

    package func isGood(at time: UnixTime) -> Bool { expiresAt.map { $0 > time } ?? true }
  }
}

extension Directory.Token.Owner {
  package var actor: ActorID? {
    switch self {
    case .actor(let actor, _), .browser(let actor), .apiClient(let actor), .email(let actor): actor
    case .site, .relays: nil
    }
  }
}
