import Base
import Lab
import Script
import Wire

/// A part of the lab's state with named parts of its own: a node, a resource, a connection.
final class StateValue: HostValue {
  let name: String
  let members: [State.Member]

  init(name: String, members: [State.Member]) { (self.name, self.members) = (name, members) }

  var typeName: String { "state" }
  /// Its name, so that a node can stand where a name is wanted: `client.connections[gateway]`.
  var description: String { name }
  var memberNames: [String] { members.map(\.name) }

  /// Its parts, and for `count(…)` how many there are.
  func member(_ name: String) -> Value? {
    let part = members.first { $0.name == name }.map { Value($0.value, named: $0.name) }
    return part ?? (name == "count" ? .integer(Int64(members.count)) : nil)
  }

  func element(_ index: Value) -> Value? { member(index.fact.description) }

  func equals(_ other: any HostValue) -> Bool {
    guard let other = other as? StateValue else { return false }
    return members == other.members
  }
}

extension Value {
  init(_ state: State, named name: String) {
    switch state {
    case .fact(let fact): self = Value(fact)
    case .record(let members): self = .host(StateValue(name: name, members: members))
    case .table(let columns, let rows):
      self = .table(Script.Table(columns: columns, rows: rows.map { .init($0.map(Value.init)) }))
    case .packet(let packet): self = .host(PacketValue(found: Packet(packet)))
    case .result(let result): self = .host(AppValue(result))
    case .material: self = .none
    }
  }
}
