import Base

/// The UUID of one kind of thing; `Kind` keeps a client's from passing for a gateway's.
///
/// Sorts as its text does.
@usableFromInline package struct Identifier<Kind: Sendable>: Hashable, Sendable {
  @usableFromInline package var high: UInt64
  @usableFromInline package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A random UUID (RFC 9562 §5.4, version 4).
  package init(drawnFrom chance: inout Chance) {
    high = chance.nextUInt64() & ~0xf000 | 0x4000
    low = chance.nextUInt64() & ~(3 << 62) | 1 << 63
  }

  /// RFC 9562 §4: hexadecimal digits in groups of 8-4-4-4-12; either case is read, lower case is written.
  package init?(_ text: some StringProtocol) {
    let utf8 = Array(text.utf8)
    guard utf8.count == 36 else { return nil }
    var halves: (high: UInt64, low: UInt64) = (0, 0)
    for (i, byte) in utf8.enumerated() {
      if i == 8 || i == 13 || i == 18 || i == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let nibble = Hex.value(of: byte) else { return nil }
      halves.high = halves.high << 4 | halves.low >> 60
      halves.low = halves.low << 4 | UInt64(nibble)
    }
    (high, low) = halves
  }
}

extension Identifier: Comparable {
  @inlinable package static func < (a: Identifier, b: Identifier) -> Bool {
    a.high == b.high ? a.low < b.low : a.high < b.high
  }

  @inlinable package static func == (a: Identifier, b: Identifier) -> Bool { a.low == b.low && a.high == b.high }
}

extension Identifier: CustomStringConvertible {
  @usableFromInline package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for i in 0..<32 {
      if i == 8 || i == 12 || i == 16 || i == 20 { text.append(UInt8(ascii: "-")) }
      let half = i < 16 ? high : low
      text.append(digits[Int(half >> UInt64(60 - i % 16 * 4) & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Identifier: CodedAsText {
  @usableFromInline package static var wireName: String { "UUID" }
  @usableFromInline package init?(wireText: String) { self.init(wireText) }
  @usableFromInline package var wireText: String { description }
}

extension Identifier {
  /// The same UUID as something of another kind.
  package init<Other>(sameAs other: Identifier<Other>) { self.init(high: other.high, low: other.low) }
}

package enum AccountKind: Sendable {}
package enum ActorKind: Sendable {}
package enum ClientKind: Sendable {}
package enum GatewayKind: Sendable {}
package enum GroupKind: Sendable {}
package enum IdentityKind: Sendable {}
package enum PolicyKind: Sendable {}
package enum ProviderKind: Sendable {}
package enum RelayKind: Sendable {}
package enum ResourceKind: Sendable {}
package enum SiteKind: Sendable {}
package enum TokenKind: Sendable {}

package typealias AccountID = Identifier<AccountKind>
package typealias ActorID = Identifier<ActorKind>
package typealias ClientID = Identifier<ClientKind>
package typealias GatewayID = Identifier<GatewayKind>
package typealias GroupID = Identifier<GroupKind>
package typealias IdentityID = Identifier<IdentityKind>
package typealias PolicyID = Identifier<PolicyKind>
/// An authentication provider.
package typealias ProviderID = Identifier<ProviderKind>
package typealias RelayID = Identifier<RelayKind>
package typealias ResourceID = Identifier<ResourceKind>
/// A site is a `gateway_group` on the wire.
package typealias SiteID = Identifier<SiteKind>
package typealias TokenID = Identifier<TokenKind>
