import Base
import Portal
import Wire

/// Decides which traffic a resource allows: everything, or what its filters name.
///
/// | packet | without filters | with filters |
/// | --- | --- | --- |
/// | TCP, UDP | allowed | the port is in a range of its protocol |
/// | ICMP | allowed | there is an `icmp` filter |
/// | any other protocol | allowed | refused |
package struct FilterEngine: Hashable, Sendable {
  /// nil: everything is allowed.
  private let filters: [Filter]?

  /// An empty list allows everything.
  package init(_ filters: [Filter]) { self.filters = filters.isEmpty ? nil : filters }

  /// - Parameter remotePort: the port on the resource's side: destination on the way out, source on the way back.
  ///   nil for TCP and UDP without a readable header.
  package func allows(_ proto: IPProtocol, remotePort: UInt16?) -> Bool {
    guard let filters else { return true }
    return filters.contains { filter in
      switch (filter, proto) {
      case (.tcp(let ports), .tcp), (.udp(let ports), .udp): remotePort.map(ports.contains) ?? false
      case (.icmp, .icmp), (.icmp, .icmpv6): true
      default: false
      }
    }
  }

  package func allowsOutbound(_ packet: IPPacket) -> Bool {
    allows(packet.proto, remotePort: packet.ports?.destination)
  }
  package func allowsInbound(_ packet: IPPacket) -> Bool { allows(packet.proto, remotePort: packet.ports?.source) }
}

extension FilterEngine: CustomStringConvertible {
  package var description: String { filters.map { $0.map(\.description).joined(separator: ", ") } ?? "all" }
}
