/// A list of which single elements may be beyond us: they are set aside with the reason, the others count.
package struct LossyList<Element: Codable & Hashable & Sendable>: Hashable, Sendable {
  package var elements: [Element]
  package var skipped: [SkippedElement]

  package init(_ elements: [Element] = []) {
    self.elements = elements
    skipped = []
  }
}

/// Which element of a list was left out, and why.
package struct SkippedElement: Hashable, Sendable {
  package var index: Int
  package var problem: PayloadProblem

  package init(index: Int, problem: PayloadProblem) {
    self.index = index
    self.problem = problem
  }
}

extension LossyList: Codable {
  /// Takes any JSON value and leaves it unread: how a list steps over an element.
  private struct Anything: Decodable { init(from decoder: any Decoder) {} }

  package init(from decoder: any Decoder) throws {
    self.init()
    var container = try decoder.unkeyedContainer()
    while !container.isAtEnd {
      let index = container.currentIndex
      do {
        elements.append(try container.decode(Element.self))
      } catch {
        skipped.append(SkippedElement(index: index, problem: PayloadProblem(error)))
        _ = try container.decode(Anything.self)
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for element in elements { try container.encode(element) }
  }
}
