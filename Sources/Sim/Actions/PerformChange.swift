import Base
import Lab
import Portal

// What an operator changes in the portal.

extension Simulation {
  mutating func perform(_ change: AccessChange) throws(LabError) -> ActionResult {
    let directory = world.portal.plane.directory
    var machines = SortedTable<String, ClientID>()
    for node in world.clients.values { machines[node.name] = node.id }
    var orders = PortalOrders(
      directory, world.names, machines: machines, world.chance, serial: events.records.count, at: wall.time(at: now))
    let (before, actions) = (world.names, try orders.orders(for: change))
    // A message tells of what is added by its name, and of what is gone by the name that it had.
    if case .addResource = change { world.names = orders.names }
    if case .addSite = change { world.names = orders.names }
    do throws(LabError) { for action in actions { try operate(action) } } catch {
      world.names = before
      throw error
    }
    world.names = orders.names
    return .done
  }

  /// - Throws: why the portal refuses.
  mutating func operate(_ action: OperatorAction) throws(LabError) {
    let seen = events.records.count
    world.drivePortal(.operate(action), into: &events)
    for record in events.records[seen...] {
      if case .reported(let report as PortalReport) = record.what, let refusal = report.refusal { throw refusal }
    }
  }
}
