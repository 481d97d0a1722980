import Base

/// How a field is compared. Sets, ranges and networks on the right of `=` mean membership.
package enum FieldComparison: String, Hashable, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  /// All of these flags are set; these bytes or this text are a part of it; these items are in the list.
  case has
}

/// One comparison of a pattern, as written: `dport in {53, 80}`.
package struct FieldTest: Hashable, Sendable {
  package let field: String
  package let comparison: FieldComparison
  package let value: FieldValue

  package init(_ field: String, _ comparison: FieldComparison = .equal, _ value: FieldValue) {
    self.field = field
    self.comparison = comparison
    self.value = value
  }
}

/// One layer of a pattern: it must be there, and its tests must hold. What is not named is not looked at.
package struct LayerPattern: Hashable, Sendable {
  package let schema: LayerSchema
  package let tests: [FieldTest]

  package init(_ layer: String, _ tests: [FieldTest] = []) throws(CraftingError) {
    schema = try LayerSchema.named(layer)
    self.tests = tests
  }

  package init(_ schema: LayerSchema, _ tests: [FieldTest] = []) {
    self.schema = schema
    self.tests = tests
  }
}
