import Base
import Lab

extension LabBackend {
  /// The faults that a node can have.
  func quirks(of node: String) -> [String] {
    guard case .record(let members)? = try? answer(.state([node, "quirks"])) else { return [] }
    return members.map(\.name)
  }

  /// Switches faults of the original on wherever a node can have them; `seed` stands for all.
  ///
  /// - Throws: the first name that is none, with those that are.
  mutating func switchOn(_ faults: [String]) throws(LabError) {
    let known = try names(.quirk)
    if let stranger = faults.first(where: { $0 != Compat.all && !known.contains($0) }) {
      throw .unknown(.quirk, name: stranger, known: known)
    }
    let wanted = faults.contains(Compat.all) ? known : faults
    for node in try names(.client) + names(.gateway) + [Compat.portal] {
      let own = quirks(of: node)
      for quirk in wanted where own.contains(quirk) { _ = try perform(.setQuirk(quirk, node: node, on: true)) }
    }
  }

  private func names(_ objects: ObjectClass) throws(LabError) -> [String] {
    guard case .fact(.list(let names)) = try answer(.names(objects)) else { return [] }
    return names.map(\.description)
  }
}

/// Every lab of a session begins with these faults, whatever the script makes of it later.
func beginning(with faults: [String], _ makeLab: @escaping LabMaker) -> LabMaker {
  guard !faults.isEmpty else { return makeLab }
  return { topology, seed throws(LabError) in
    var lab = try makeLab(topology, seed)
    try lab.switchOn(faults)
    return lab
  }
}
