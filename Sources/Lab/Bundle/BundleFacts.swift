import Base

// Facts, fields and states in a bundle.

private enum FactTag: UInt8 {
  case none = 0
  case no, yes, number, text, address, endpoint, prefix, duration, instant, packet, bytes, list
}

extension [UInt8] {
  mutating func put(_ fact: Fact) {
    switch fact {
    case .none: begin(.none)
    case .flag(let flag): begin(flag ? .yes : .no)
    case .number(let number): put(.number, signed: number)
    case .text(let text):
      begin(.text)
      put(text)
    case .address(let address):
      begin(.address)
      put(address)
    case .endpoint(let endpoint):
      begin(.endpoint)
      put(endpoint)
    case .prefix(let prefix):
      begin(.prefix)
      put(prefix.address)
      put(prefix.length)
    case .duration(let span): put(.duration, signed: span.nanoseconds)
    case .instant(let instant): put(.instant, signed: instant.nanoseconds)
    case .packet(let id): put(.packet, signed: Int64(id.number))
    case .bytes(let bytes):
      begin(.bytes)
      put(bytes: bytes)
    case .list(let facts):
      begin(.list)
      put(list: facts) { $0.put($1) }
    }
  }

  private mutating func begin(_ tag: FactTag) { put(tag.rawValue) }

  private mutating func put(_ tag: FactTag, signed value: Int64) {
    begin(tag)
    put(signed: value)
  }

  mutating func put(_ fields: [Field]) {
    put(list: fields) { bytes, field in
      bytes.put(field.name)
      bytes.put(field.value)
    }
  }

  /// Packets, results and secrets are no part of a node's state.
  mutating func put(_ state: State) {
    switch state {
    case .fact(let fact):
      put(UInt8(0))
      put(fact)
    case .record(let members):
      put(UInt8(1))
      put(list: members) { bytes, member in
        bytes.put(member.name)
        bytes.put(member.value)
      }
    case .table(let columns, let rows):
      put(UInt8(2))
      put(list: columns) { $0.put($1) }
      put(list: rows) { bytes, row in bytes.put(list: row) { $0.put($1) } }
    case .packet, .result, .material:
      put(UInt8(0))
      put(Fact.none)
    }
  }
}

extension BundleCursor {
  mutating func fact(depth: Int = 0) throws(BundleProblem) -> Fact {
    let byte = try byte()
    switch FactTag(rawValue: byte) {
    case .none?: return .none
    case .no: return .flag(false)
    case .yes: return .flag(true)
    case .number: return .number(try signed())
    case .text: return .text(try text())
    case .address: return .address(try address())
    case .endpoint: return .endpoint(try endpoint())
    case .prefix: return .prefix(try prefix())
    case .duration: return .duration(.nanoseconds(try signed()))
    case .instant: return .instant(Instant(nanoseconds: try signed()))
    case .packet: return .packet(PacketID(UInt32(truncatingIfNeeded: try signed())))
    case .bytes: return .bytes(try blob())
    case .list:
      guard depth < BundleFormat.deepest else { throw problem("lists inside lists, too deep") }
      return .list(try list { cursor throws(BundleProblem) in try cursor.fact(depth: depth + 1) })
    case nil: throw BundleProblem(at - 1, "there is no fact \(byte)")
    }
  }

  mutating func fields() throws(BundleProblem) -> [Field] {
    try list { cursor throws(BundleProblem) in Field(try cursor.text(), try cursor.fact()) }
  }

  mutating func state(depth: Int = 0) throws(BundleProblem) -> State {
    guard depth < BundleFormat.deepest else { throw problem("records inside records, too deep") }
    switch try byte() {
    case 0: return .fact(try fact())
    case 1:
      return .record(
        try list { cursor throws(BundleProblem) in
          State.Member(try cursor.text(), try cursor.state(depth: depth + 1))
        })
    case 2:
      let columns = try list { cursor throws(BundleProblem) in try cursor.text() }
      return .table(
        columns: columns,
        rows: try list { cursor throws(BundleProblem) in
          let row = try cursor.list { cell throws(BundleProblem) in try cell.fact() }
          guard row.count == columns.count else { throw cursor.problem("a row of another width") }
          return row
        })
    case let kind: throw BundleProblem(at - 1, "there is no state \(kind)")
    }
  }
}
