import Base
import Lab
import Wire

extension Text {
  /// A part of the state as JSON: records are objects in their own order, tables lists of objects.
  ///
  /// Secrets have no place in it: crafting material is `null`, as are results, which belong to one question.
  package mutating func add(json state: State) {
    switch state {
    case .fact(let fact): add(json: fact)
    case .record(let members): add(jsonRecord: members)
    case .table(let columns, let rows):
      add(UInt8(ascii: "["))
      for (i, row) in rows.enumerated() {
        if i > 0 { add(UInt8(ascii: ",")) }
        add(jsonRecord: zip(columns, row).map { State.Member($0, .fact($1)) })
      }
      add(UInt8(ascii: "]"))
    case .packet(let packet): add(json: Fact.bytes(Array(packet.bytes)))
    case .result, .material: add("null")
    }
  }

  private mutating func add(jsonRecord members: [State.Member]) {
    add(UInt8(ascii: "{"))
    for (i, member) in members.enumerated() {
      add(member: member.name, first: i == 0)
      add(json: member.value)
    }
    add(UInt8(ascii: "}"))
  }
}
