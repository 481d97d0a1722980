import Base

/// The words that the grammar knows. Where it does not look for them they are names like all others; but for those that are
/// reserved, which name nothing.
package enum Keyword: String, Sendable, CaseIterable {
  case and, or, not, `in`, has, matches, with, `where`
  case `true`, `false`
  case nothing = "none"
  case `let`, `for`, `repeat`, `if`, `else`, fn, use, section, finally, expect, check, require
  case inOrder = "in-order"
  case anyOrder = "any-order"
  case either, mark
  case without, packet, raw, bpf
  case no, failure, event, at, from, to, within, `as`
  case by, asc, desc, invariants

  private static let index = NameIndex(allCases.map(\.rawValue))

  init?(_ text: [UInt8], _ range: Range<Int>) {
    guard let place = Self.index[text, range] else { return nil }
    self = Self.allCases[place]
  }

  /// Begins a statement, or continues one.
  var isStatement: Bool {
    switch self {
    case .let, .for, .repeat, .if, .else, .fn, .use, .section, .finally, .expect, .check, .require, .inOrder, .anyOrder,
      .either, .mark:
      true
    default: false
    }
  }

  /// Stands between the parts of an expression.
  var isOperator: Bool {
    switch self {
    case .and, .or, .not, .in, .has, .matches, .with, .where: true
    default: false
    }
  }

  /// The value that the word stands for.
  var constant: Value? {
    switch self {
    case .true: .bool(true)
    case .false: .bool(false)
    case .nothing: .some(.none)
    default: nil
    }
  }

  /// Cannot name anything.
  var isReserved: Bool { isStatement || isOperator || constant != nil }

  static let statements = allCases.filter(\.isStatement)
}
