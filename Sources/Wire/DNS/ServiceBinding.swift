import Base

/// SVCB and HTTPS (RFC 9460 §2.2).
package struct ServiceBinding: Hashable, Sendable {
  /// 0: an alias.
  package var priority: UInt16
  package var target: DomainName
  /// Ascending by key, each key once.
  package var parameters: [ServiceParameter]

  package init(priority: UInt16, target: DomainName, parameters: [ServiceParameter] = []) {
    self.priority = priority
    self.target = target
    self.parameters = parameters
  }
}

/// One SvcParam (RFC 9460 §7).
package enum ServiceParameter: Hashable, Sendable {
  /// Keys without which the record must not be used; ascending.
  case mandatory([UInt16])
  /// Protocol ids of 1…255 bytes.
  case alpn([[UInt8]])
  case noDefaultALPN
  case port(UInt16)
  case ipv4hint([IPv4Address])
  case ech([UInt8])
  case ipv6hint([IPv6Address])
  case other(UInt16, [UInt8])

  package var key: UInt16 {
    switch self {
    case .mandatory: 0
    case .alpn: 1
    case .noDefaultALPN: 2
    case .port: 3
    case .ipv4hint: 4
    case .ech: 5
    case .ipv6hint: 6
    case .other(let key, _): key
    }
  }
}
