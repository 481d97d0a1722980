import Base
import Portal
import Wire

extension AccessGateway {
  /// Whether an access stands behind a packet on its way to the resources. What the gateway says itself needs none.
  package func accounts(for packet: IPPacket) -> Bool {
    if tunnelAddresses.contains(packet.source) { return true }
    guard let client = clients.client(at: packet.source) else { return false }
    return clients.read(client) { $0.accounts(for: packet) } ?? false
  }
}

extension ClientPeer {
  /// Whether an access stands behind a packet of the client that is on its way to the resources: a network that holds
  /// its destination, or a name that leads there. Says nothing of filters; for who watches the gateway.
  package func accounts(for packet: IPPacket) -> Bool {
    let destination = packet.destination
    if grants.values.contains(where: { $0.resource.target.holds(destination) }) { return true }
    if let port = packet.outboundPort, nat.knows(NATOutside(port: port, address: destination)) { return true }
    return translations.all.contains {
      granted[$0.key.resource] != nil && $0.addresses?.contains(destination) == true
    }
  }
}

extension GatewayResource.Target {
  fileprivate func holds(_ address: IPAddress) -> Bool {
    switch self {
    case .cidr(let network, _): network.contains(address)
    case .internet: true
    case .dns: false
    }
  }
}
