import Base
import Portal
import Wire

/// A name of a DNS resource as client and gateway tell it to each other: without the root's dot.
package struct ResourceDomain: Hashable, Comparable, Sendable {
  package let name: DomainName

  package init(_ name: DomainName) { self.name = name }

  /// Names that differ in case alone are equal, and neither comes before the other.
  package static func < (a: ResourceDomain, b: ResourceDomain) -> Bool { a.wireText < b.wireText }
}

extension ResourceDomain: CodedAsText {
  package static var wireName: String { "domain name" }
  package init?(wireText: String) {
    guard let name = try? DomainName(wireText) else { return nil }
    self.init(name)
  }
  package var wireText: String { name.description.lowercased() }
}
