import Base
import Wire

/// A portal message with holes: `create_flow(resource_id="MyCorp Network") from client to portal`.
package struct MessagePattern: Hashable, Sendable {
  package let name: String
  /// The nodes at its ends; nil for any.
  package let from: String?
  package let to: String?
  package let tests: [MessageTest]

  package init(name: String, from: String? = nil, to: String? = nil, tests: [MessageTest] = []) {
    self.name = name
    self.from = from
    self.to = to
    self.tests = tests
  }

  package func matches(_ message: PortalMessage) -> Bool {
    message.message == name && (from == nil || message.from == from) && (to == nil || message.to == to)
      && tests.allSatisfy { $0.holds(in: message) }
  }
}

/// One comparison of a message's field, with objects' names where the wire has ids.
package struct MessageTest: Hashable, Sendable {
  package let field: String
  package let comparison: FieldComparison
  package let value: Fact

  package init(_ field: String, _ comparison: FieldComparison = .equal, _ value: Fact) {
    self.field = field
    self.comparison = comparison
    self.value = value
  }

  package func holds(in message: PortalMessage) -> Bool { holds(message[field] ?? .none) }

  private func holds(_ actual: Fact) -> Bool {
    switch comparison {
    case .equal, .isIn: isMember(actual)
    case .notEqual: !isMember(actual)
    case .less: isOrdered(actual) { $0 < $1 }
    case .lessOrEqual: isOrdered(actual) { $0 <= $1 }
    case .greater: isOrdered(actual) { $0 > $1 }
    case .greaterOrEqual: isOrdered(actual) { $0 >= $1 }
    case .has: hasPart(actual)
    }
  }

  /// A member of a list, a part of a text.
  private func hasPart(_ actual: Fact) -> Bool {
    switch (actual, value) {
    case (.list(let members), _): members.contains { Self.same($0, value) }
    case (.text(let text), .text(let part)): text.contains(part)
    default: false
    }
  }

  /// A list on the right means membership, one on the left that a member is meant.
  private func isMember(_ actual: Fact) -> Bool {
    if Self.same(actual, value) { return true }
    switch (actual, value) {
    case (_, .list(let members)): return members.contains { Self.same(actual, $0) }
    case (.list(let members), _): return members.contains { Self.same($0, value) }
    default: return false
    }
  }

  /// Names, addresses and numbers count as the same when they read the same.
  private static func same(_ a: Fact, _ b: Fact) -> Bool { a == b || a.description == b.description }

  private func isOrdered(_ actual: Fact, _ relation: (Int64, Int64) -> Bool) -> Bool {
    guard case .number(let a) = actual, case .number(let b) = value else { return false }
    return relation(a, b)
  }
}

extension PortalMessage {
  package subscript(field: String) -> Fact? { fields.first { $0.name == field }?.value }
}
