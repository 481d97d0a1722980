import Base

/// The items found in a range of bytes.
struct ItemWalk {
  var items: [Header] = []
  /// Where the bytes begin that are no items: the end of the range, padding, or what cannot be read.
  var end: Int
  /// Whether the items are all there is: writing them gives the range's bytes.
  var isWhole = true
}

extension [UInt8] {
  /// - Parameter owner: the header that the range is a field of.
  func items(_ list: ItemList, in range: Range<Int>, of owner: Header) -> ItemWalk {
    var walk = ItemWalk(end: range.lowerBound)
    let wanted = list.count?(self, owner.origin)
    var isOver = false
    while walk.end < range.upperBound, walk.items.count < wanted ?? .max {
      if wanted == nil, isPadding(walk.end..<range.upperBound, of: list, unit: owner.schema.tailUnit) { return walk }
      guard let found = list.find(self, walk.end, range.upperBound, owner.origin), found.end > walk.end,
        found.end <= range.upperBound, !isOver || found.schema === list.last
      else {
        walk.isWhole = false
        return walk
      }
      walk.items.append(Header(schema: found.schema, start: walk.end, end: found.end, origin: owner.origin))
      isOver = found.schema === list.last
      let length = (found.end - walk.end + list.alignment - 1) / list.alignment * list.alignment
      let next = Swift.min(walk.end + length, range.upperBound)
      if next - walk.end < length || self[found.end..<next].contains(where: { $0 != 0 }) { walk.isWhole = false }
      walk.end = next
    }
    if let wanted, walk.items.count < wanted { walk.isWhole = false }
    return walk
  }

  /// Whether the rest of a header is what fills it up to its unit.
  private func isPadding(_ rest: Range<Int>, of list: ItemList, unit: Int) -> Bool {
    rest.count < unit && self[rest].elementsEqual(list.padding(rest.count))
  }
}
