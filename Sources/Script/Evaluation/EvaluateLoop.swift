import Base

extension Evaluator {
  func forEach(_ name: Name, _ source: BindingSource, _ block: Block) throws(ScriptFailure) {
    switch source {
    case .expression(let values): try forEach(name, value(of: values), at: values.range, block)
    case .expectation(let expectation): try forEach(name, expect(expectation), at: expectation.range, block)
    case .command(let command):
      switch try flow(of: command) {
      case .value(let value): try forEach(name, value, at: command.range, block)
      case .rows(let rows): try forEach(name, rows, block)
      }
    }
  }

  /// What comes out of a command and its pipe, here and now.
  private func flow(of command: Command) throws(ScriptFailure) -> Flow {
    switch try host.perform(command, self) {
    case .value(let value): return try flow(.value(value), command.pipe, at: command.range)
    case .rows(let rows): return try flow(.rows(rows), command.pipe, at: command.range)
    case .suspended:
      throw Operators.failure(
        .notIterable, "a breakpoint stopped the command, so there is nothing to go through yet", command.range)
    }
  }

  private func forEach(_ name: Name, _ rows: RowStream, _ block: Block) throws(ScriptFailure) {
    var turn = 0
    while let row = try rows.next() {
      try iterate(turn, name, row.element(of: rows.columns), block)
      turn += 1
    }
  }

  private func forEach(_ name: Name, _ collection: Value, at range: SourceRange, _ block: Block)
    throws(ScriptFailure)
  {
    if case .range(let range) = collection {
      var turn = 0
      var at = range.lowerBound
      while true {
        try iterate(turn, name, .integer(at), block)
        if at == range.upperBound { return }
        (turn, at) = (turn + 1, at + 1)
      }
    }
    if let addresses = collection.addresses {
      for turn in 0..<addresses.count { try iterate(turn, name, .address(addresses[turn]), block) }
      return
    }
    guard let elements = collection.elements ?? hostElements(collection) else {
      throw Operators.failure(
        .notIterable, "there is nothing to go through in \(collection.indefinite)", range,
        label: "a set, list, range, table or record")
    }
    for (turn, element) in elements.enumerated() { try iterate(turn, name, element, block) }
  }

  /// A host value that counts its elements (`count`) can be gone through by index.
  private func hostElements(_ value: Value) -> [Value]? {
    guard case .host(let host) = value, case .integer(let count)? = host.member("count"), count >= 0 else { return nil }
    return (0..<min(count, Int64(Budget.iterations))).compactMap { host.element(.integer($0)) }
  }

  func repeatTimes(_ count: Expression, _ block: Block) throws(ScriptFailure) {
    for turn in 0..<Int(clamping: try self.count(of: count)) { try iterate(turn, nil, .none, block) }
  }

  private func iterate(_ turn: Int, _ name: Name?, _ value: Value, _ block: Block) throws(ScriptFailure) {
    try checkInterrupt(at: block.range)
    try budget.step(at: block.range)
    try Budget.checkTurn(turn, at: block.range)
    let inner = Scope(parent: scope)
    if let name { inner.declare(name.text, value) }
    _ = try within(inner) { () throws(ScriptFailure) in try execute(block.statements, isFunction: false) }
  }

  /// A whole number that is not negative.
  package func count(of expression: Expression) throws(ScriptFailure) -> Int64 {
    let value = try value(of: expression)
    guard case .integer(let count) = value, count >= 0 else {
      throw Operators.failure(
        .badCount, "\(value.literal.shortened) is not a count", expression.range, label: "a whole number from 0 on")
    }
    return count
  }
}

extension Value {
  /// What a range of addresses or a network holds.
  fileprivate var addresses: AddressRange? {
    switch self {
    case .addresses(let range): range
    case .prefix(let prefix): AddressRange(prefix)
    default: nil
    }
  }
}
