import Base

/// The ends of a transport that the IP header does not say itself.
extension Packet {
  /// RFC 6275 §6.3: a mobile node's transport speaks from its home address.
  func homeAddress(of ip: Int, under upper: Int) -> IPAddress? {
    guard upper > ip + 1, layers[ip].schema.role == .ip(.v6) else { return nil }
    for span in layers[ip..<upper].indices where layers[span].schema === LayerSchema.destinationOptions {
      let header = layers[span].header
      if case .address(let home)? = itemValue(IPv6Option.homeAddress, field: "address", in: header, at: span) {
        return home
      }
    }
    return nil
  }

  /// RFC 8200 §8.1: while there are nodes to be visited, checksums are made for the last of them. IPv4's source routes
  /// say their last stop likewise (RFC 1122 §3.2.1.8).
  func finalDestination(of ip: Int, under upper: Int) -> IPAddress? {
    if layers[ip].schema.role == .ip(.v4) {
      return layers[ip].headerEnd - layers[ip].start > 20 ? lastOfSourceRoute(at: ip) : nil
    }
    guard upper > ip + 1 else { return nil }
    return layers[ip..<upper].indices.lazy.filter { self.layers[$0].schema === LayerSchema.routing }
      .compactMap { self.lastOfRouting(at: $0) }.first
  }

  private func lastOfSourceRoute(at ip: Int) -> IPAddress? {
    let header = layers[ip].header
    let routes = items(in: header).filter {
      $0.schema === IPv4Option.looseRoute || $0.schema === IPv4Option.strictRoute
    }
    // RFC 791: a pointer behind the last address says that the route is at its end.
    guard let route = routes.first, Int(bytes[route.start + 2]) < route.end - route.start,
      let field = route.schema["route"], case .list(let addresses)? = value(of: field, in: route, at: ip),
      case .address(let last)? = addresses.last
    else { return nil }
    return last
  }

  private func lastOfRouting(at span: Int) -> IPAddress? {
    let start = layers[span].start
    guard layers[span].headerEnd - start >= 4, bytes[start + 3] > 0 else { return nil }
    let name = [0: "addresses", 2: "home_address", 4: "segments"][bytes[start + 2]]
    let value = name.flatMap { layers[span].schema[$0] }.flatMap { self.value(of: $0, at: span) }
    switch value {
    case .address(let address)?: return address
    // Segments stand in reverse.
    case .list(let stops)?:
      guard case .address(let address)? = bytes[start + 2] == 4 ? stops.first : stops.last else { return nil }
      return address
    default: return nil
    }
  }
}
