import Base
import Testing

@testable import Portal

@Suite struct SortedTreeTests {
  @Test(arguments: [1, 2, 3]) func `a tree holds what a dictionary holds, in order`(_ seed: UInt64) {
    var chance = Chance(seed: seed)
    var tree = SortedTree<UInt32, UInt32>()
    var model = SortedTable<UInt32, UInt32>()
    for round in 0..<6000 {
      let key = chance.below(1500)
      // Grows at first, shrinks to nothing at last.
      if chance.below(6000) > UInt32(round) {
        tree[key] = UInt32(round)
        model[key] = UInt32(round)
      } else {
        tree[key] = nil
        model[key] = nil
      }
      guard round % 200 == 0 else { continue }
      #expect(tree.values == model.values)
      #expect(tree.count == model.count)
      #expect(tree.firstKey == model.keys.first)
    }
    for key in model.keys { tree[key] = nil }
    #expect(tree.isEmpty && tree.firstKey == nil)
  }

  @Test func `a scan begins where it is told and ends when it is told`() {
    var tree = SortedTree<Int, Int>()
    for key in stride(from: 0, to: 1000, by: 2) { tree[key] = key }
    for start in [-1, 0, 1, 500, 501, 998, 999] {
      var seen: [Int] = []
      tree.scan(from: start) { key, _ in
        seen.append(key)
        return seen.count < 3
      }
      let first = max(0, (start + 1) / 2 * 2)
      #expect(seen == [first, first + 2, first + 4].filter { $0 < 1000 })
    }
  }

  @Test func `a copy keeps what the other one loses`() {
    var tree = SortedTree<Int, Int>()
    for key in 0..<500 { tree[key] = key }
    let copy = tree
    for key in 0..<500 where key % 3 != 0 { tree[key] = nil }
    #expect(tree.update(3) { $0 = 7 })
    #expect(!tree.update(4) { $0 = 7 })
    #expect(copy.values == Array(0..<500))
    #expect(tree.count == 167 && tree[3] == 7)
  }

  @Test func `pairs are found by their owner alone`() {
    var pairs = Pairs<SiteKind, GatewayKind>()
    for site in 1...3 {
      for gateway in 1...3 { pairs.set(Fixture.id(UInt64(site)), Fixture.id(UInt64(gateway)), true) }
    }
    pairs.set(Fixture.id(2), Fixture.id(2), false)
    #expect(pairs[Fixture.id(2)] == [Fixture.id(1), Fixture.id(3)])
    #expect(pairs[Fixture.id(4)] == [])
    #expect(pairs.contains(Fixture.id(3), Fixture.id(2)) && !pairs.contains(Fixture.id(2), Fixture.id(2)))
  }
}
