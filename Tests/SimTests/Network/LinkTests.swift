import Base
import Lab
import Testing

@testable import Sim

@Suite struct LinkTests {
  static func link(_ text: String, seed: UInt64 = 1) throws -> Link {
    var shape = LinkShape()
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=").map(String.init)
      try #require(try #require(LinkSetting.named(parts[0])).apply(parts[1], to: &shape), "\(word)")
    }
    return Link(shape, chance: Chance(seed: seed).stream("link"))
  }

  /// What becomes of one packet each millisecond.
  static func fates(_ link: inout Link, _ count: Int, length: Int = 100) -> [LinkFate] {
    (0..<count).map { link.carry(length, pieces: 1, .up, at: Instant.zero + .milliseconds(Int64($0))) }
  }

  static func arrivals(_ fates: [LinkFate]) -> [Instant] {
    fates.compactMap { if case .passed(let at, _, _) = $0 { at } else { nil } }
  }

  static func losses(_ fates: [LinkFate]) -> [Bool] {
    fates.map { if case .lost = $0 { true } else { false } }
  }

  @Test(arguments: [1, 4, 10])
  func `a share is lost, in bursts of the length that was asked for`(burst: Int) throws {
    var link = try Self.link("loss=10% burst=\(burst)")
    let losses = Self.losses(Self.fates(&link, 40_000))
    let lost = losses.count { $0 }
    let bursts = losses.indices.count { losses[$0] && ($0 == 0 || !losses[$0 - 1]) }
    #expect((3400...4600).contains(lost))
    let mean = Double(lost) / Double(max(1, bursts))
    // Losses by themselves follow each other by accident too.
    #expect(abs(mean - max(Double(burst), 1.11)) < Double(burst) * 0.15)
  }

  @Test func `jitter alone keeps the order, reordering does not`() throws {
    var ordered = try Self.link("latency=10ms jitter=50ms")
    let inOrder = Self.arrivals(Self.fates(&ordered, 500))
    #expect(inOrder == inOrder.sorted())
    #expect(inOrder.indices.allSatisfy { inOrder[$0] - (Instant.zero + .milliseconds(Int64($0))) >= .milliseconds(10) })
    var late = try Self.link("latency=10ms reorder=10%")
    let outOfOrder = Self.arrivals(Self.fates(&late, 500))
    #expect(outOfOrder != outOfOrder.sorted() && outOfOrder.count == 500)
  }

  @Test func `a rate spaces what crosses, and a full queue says so`() throws {
    var link = try Self.link("rate=100000B queue=3000B")
    let fates = (0..<10).map { _ in link.carry(1000, pieces: 1, .up, at: .zero) }
    let arrivals = Self.arrivals(fates)
    #expect(arrivals == [1, 2, 3].map { Instant.zero + .milliseconds($0 * 10) })
    #expect(fates.count { if case .lost(.queue) = $0 { true } else { false } } == 7)
    // The other direction has a queue of its own, and this one is empty again later.
    #expect(Self.arrivals([link.carry(1000, pieces: 1, .down, at: .zero)]).count == 1)
    #expect(Self.arrivals([link.carry(1000, pieces: 1, .up, at: Instant.zero + .seconds(1))]).count == 1)
  }

  @Test func `what is damaged and what comes twice are shares of all`() throws {
    var link = try Self.link("corrupt=20% duplicate=30%")
    var (damaged, doubled) = (0, 0)
    for case .passed(_, let damage, let twice) in Self.fates(&link, 5000) {
      damaged += damage == nil ? 0 : 1
      doubled += twice ? 1 : 0
    }
    #expect((850...1150).contains(damaged) && (1350...1650).contains(doubled))
  }

  @Test func `one seed, one fate; and each link has a chance of its own`() throws {
    func draw(_ seed: UInt64) throws -> [Bool] {
      var link = try Self.link("loss=30%", seed: seed)
      return Self.losses(Self.fates(&link, 100))
    }
    #expect(try draw(1) == draw(1))
    #expect(try draw(1) != draw(2))
  }

  @Test(arguments: [
    ("loss", "101%"), ("loss", "5"), ("latency", "11s"), ("burst", "0"), ("burst", "1001"), ("rate", "10B"),
    ("queue", "100B"), ("mtu", "575B"), ("mtu", "65536B"), ("mtu", "0B"), ("jitter", "-1ms"), ("corrupt", "x"),
  ])
  func `a value out of its bounds changes nothing`(name: String, text: String) throws {
    var shape = LinkShape()
    #expect(try #require(LinkSetting.named(name)).apply(text, to: &shape) == false)
    #expect(shape == LinkShape())
  }

  @Test func `every property reads back as it is printed`() throws {
    let words =
      "latency=50ms loss=2.5% burst=4 jitter=10ms reorder=1% duplicate=2% corrupt=3% rate=125000B queue=16000B mtu=1280B"
    #expect(try Self.link(words).shape.words == words)
    #expect(LinkSetting.all.count == words.split(separator: " ").count)
  }
}
