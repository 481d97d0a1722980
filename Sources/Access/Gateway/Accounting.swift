import Base
import Wire

extension ClientPeer {
  /// Whether an access stands behind a packet of the client that is on its way to the resources: a network that holds
  /// its destination, or a name that leads there. Says nothing of filters; for who watches the gateway.
  package func accounts(for packet: IPPacket) -> Bool {
    let destination = packet.destination
    if grants.values.contains(where: { $0.resource.networks.contains { $0.contains(destination) } }) { return true }
    if let port = packet.outboundPort, nat.knows(NATOutside(port: port, address: destination)) { return true }
    return translations.all.contains {
      granted[$0.key.resource] != nil && $0.addresses?.contains(destination) == true
    }
  }
}
