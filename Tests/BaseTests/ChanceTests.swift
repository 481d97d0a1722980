import Testing

@testable import Base

@Suite struct ChanceTests {
  /// RFC 8439 appendix A.1, test vector 1: key, counter and nonce all zero.
  @Test func `the keystream is ChaCha20`() {
    var chance = Chance(seed: 0)
    #expect(Hex.text(chance.bytes(32)) == "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7")
  }

  @Test func `streams are split by label and draw nothing from their parent`() {
    var root = Chance(seed: 7)
    var gateway = root.stream("gateway")
    var again = root.stream("gateway")
    var client = root.stream("client")
    let first = gateway.nextUInt64()
    #expect(first == again.nextUInt64())
    #expect(first != client.nextUInt64())
    var untouched = Chance(seed: 7)
    #expect(root.nextUInt64() == untouched.nextUInt64())
  }

  @Test func `a label is not a prefix of another`() {
    let root = Chance(seed: 1)
    var labels = ["", "\0", "a", "a\0", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa\0", "aaaaaaaaaaaaaaaaa"]
    var seen: [UInt64] = []
    while let label = labels.popLast() {
      var stream = root.stream(label)
      seen.append(stream.nextUInt64())
    }
    #expect(Set(seen).count == 7)
  }

  @Test func `a bounded draw stays below its bound and reaches all of it`() {
    var chance = Chance(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[Int(chance.below(7))] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
    #expect(chance.below(0) == 0)
    #expect(chance.duration(upTo: .zero) == .zero)
  }
}
