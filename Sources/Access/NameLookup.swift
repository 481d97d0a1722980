import Base
import Wire

/// A question to the gateway's own system resolver; the answer comes back with the same number.
package struct NameLookup: Hashable, Sendable {
  package let id: LookupID
  package let domain: ResourceDomain

  package init(id: LookupID, domain: ResourceDomain) {
    self.id = id
    self.domain = domain
  }
}

/// A question to a name server outside the tunnel, as the bytes of a DNS message; the answer comes back with the same
/// number.
package struct UpstreamQuery: Hashable, Sendable {
  package enum Transport: String, Hashable, Sendable { case udp, tcp }

  package let id: LookupID
  package let server: Endpoint
  package let transport: Transport
  package let message: [UInt8]

  package init(id: LookupID, server: Endpoint, transport: Transport, message: [UInt8]) {
    self.id = id
    self.server = server
    self.transport = transport
    self.message = message
  }
}

/// The number of a question among all that one machine has asked; never used again.
package struct LookupID: Hashable, Comparable, Sendable {
  package var number: UInt32

  package init(_ number: UInt32) { self.number = number }
  package static func < (a: LookupID, b: LookupID) -> Bool { a.number < b.number }
}

/// What the gateway's system resolver said.
package enum LookupAnswer: Hashable, Sendable {
  /// All A and AAAA records of the name; empty if it has none.
  case addresses([IPAddress])
  /// Neither family could be asked, or the name does not exist.
  case failed(String)
}

/// What a name server outside the tunnel said.
package enum UpstreamAnswer: Hashable, Sendable {
  case message([UInt8])
  case timedOut
  case failed(String)
}
