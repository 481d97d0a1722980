import Base

/// Who a client is to a relay: where its datagrams come from and go to (RFC 8656 §2.2; the protocol is always UDP).
package struct FiveTuple: Hashable, Comparable, Sendable {
  package let client: Endpoint
  package let server: Endpoint

  package init(client: Endpoint, server: Endpoint) {
    self.client = client
    self.server = server
  }

  package static func < (a: FiveTuple, b: FiveTuple) -> Bool { (a.client, a.server) < (b.client, b.server) }
}

extension FiveTuple: CustomStringConvertible {
  package var description: String { "\(client) to \(server)" }
}
