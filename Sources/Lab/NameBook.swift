import Base
import Portal

/// The names by which a lab's objects are known, where machines know them by identifiers.
///
/// Copies share what they hold: every record may carry one.
package struct NameBook: Sendable {
  package var clients = SortedTable<ClientID, String>()
  package var gateways = SortedTable<GatewayID, String>()
  package var resources = SortedTable<ResourceID, String>()
  package var sites = SortedTable<SiteID, String>()
  package var relays = SortedTable<RelayID, String>()

  package init() {}

  package func name(_ id: ClientID) -> String { clients[id] ?? "\(id)" }
  package func name(_ id: GatewayID) -> String { gateways[id] ?? "\(id)" }
  package func name(_ id: ResourceID) -> String { resources[id] ?? "\(id)" }
  package func name(_ id: RelayID) -> String { relays[id] ?? "\(id)" }
  package func name(_ id: SiteID) -> String { sites[id] ?? "\(id)" }

  package func name(_ participant: Participant) -> String {
    switch participant {
    case .client(let id): name(id)
    case .gateway(let id): name(id)
    case .relay(let id): name(id)
    }
  }

  package func client(named name: String) -> ClientID? { clients.first { $0.value == name }?.key }
  package func gateway(named name: String) -> GatewayID? { gateways.first { $0.value == name }?.key }
  package func resource(named name: String) -> ResourceID? { resources.first { $0.value == name }?.key }

  /// A message's field, with the object's name in place of its identifier.
  package func fact(_ value: Portal.FieldValue) -> Fact {
    switch value {
    case .client(let id): .text(name(id))
    case .gateway(let id): .text(name(id))
    case .resource(let id): .text(name(id))
    case .site(let id): .text(name(id))
    case .relay(let id): .text(name(id))
    case .text(let text): .text(text)
    case .number(let number): .number(number)
    case .list(let list): .list(list.map(fact))
    }
  }
}
