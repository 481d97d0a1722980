import Base
import Lab
import Portal

// What an operator changes in the portal.

extension Simulation {
  mutating func perform(_ change: AccessChange) throws(LabError) -> ActionResult {
    switch change {
    case .setPolicy(let resource, let group, let enabled):
      for policy in try policies(of: resource, group) { try operate(.setPolicyEnabled(policy.id, enabled)) }
    case .deletePolicy(let resource, let group):
      for policy in try policies(of: resource, group) { try operate(.deletePolicy(policy.id)) }
    default: throw .notSupported(what: "this change", reason: "the portal has no such action yet")
    }
    return .done
  }

  mutating func operate(_ action: OperatorAction) throws(LabError) {
    world.drivePortal(.operate(action), into: &events)
  }

  /// - Throws: when there is none.
  private func policies(of resource: String, _ group: String?) throws(LabError) -> [Directory.Policy] {
    let id = try self.resource(resource)
    let directory = world.portal.plane.directory
    let all = directory.policies.values.filter { $0.resource == id }
    guard let group else { return all }
    guard let groupID = directory.groups.values.first(where: { $0.name == group })?.id else {
      throw .unknown(.group, name: group, known: names(of: .group))
    }
    return all.filter { $0.group == groupID }
  }
}
