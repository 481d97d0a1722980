import Base

/// Where an application wants to go: an address, or a name that the host looks up first.
package enum Destination: Hashable, Sendable {
  case address(IPAddress)
  /// A host's name as it was typed, and the family wanted; nil asks for both.
  case name(String, IPFamily? = nil)

  var isName: Bool { if case .name = self { true } else { false } }

  /// An address where the text is one, else a name.
  package init(_ text: String, family: IPFamily? = nil) {
    self = IPAddress(text).map(Destination.address) ?? .name(text, family)
  }
}

extension Destination: CustomStringConvertible {
  package var description: String {
    switch self {
    case .address(let address): "\(address)"
    case .name(let name, _): name
    }
  }
}
