import Base
import Lab
import Sim

/// What a datagram costs at a router, by how many mappings there are.
enum NATMeasures {
  static func all() throws -> [Measure] { [1, 1000, 100_000].flatMap { measures($0) } }

  private static func measures(_ mappings: Int) -> [Measure] {
    // Built when it is first needed, and once.
    let made = Lazy { NATCrowd(mappings) }
    let title = "router of \(mappings) mapping\(mappings == 1 ? "" : "s")"
    return [
      Measure("\(title): a datagram out and its answer in", count: 100_000) { count in
        var crowd = try made.value
        for i in 0..<count { use(crowd.cross(i)) }
      },
      Measure("\(title): copied, and changed by a datagram", count: 20_000) { count in
        let crowd = try made.value
        for i in 0..<count {
          var copy = crowd
          use(copy.cross(i))
        }
      },
    ]
  }
}

/// A router and those who have spoken through it.
struct NATCrowd {
  var box: NATBox
  private let count: Int
  private var changes: [NATMappingChange] = []
  private let remote = Endpoint(.v4(IPv4Address(bits: 0xc633_6401)), 3478)

  init(_ count: Int) {
    self.count = count
    let outside = (0..<4).map { IPAddress.v4(IPv4Address(bits: 0xcb00_7130 + $0)) }
    box = NATBox(NATKind.portRestricted.behaviour, addresses: outside, chance: Chance(seed: 1))
    for i in 0..<count { _ = cross(i) }
  }

  mutating func cross(_ i: Int) -> Endpoint? {
    let inside = Endpoint(.v4(IPv4Address(bits: 0x0a00_0000 + UInt32(i % count))), 50_000)
    guard let outside = try? box.outbound(NATFlow(.udp, local: inside, remote: remote), at: .zero, &changes) else {
      return nil
    }
    changes.removeAll(keepingCapacity: true)
    return try? box.inbound(NATFlow(.udp, local: outside, remote: remote), at: .zero, &changes)
  }
}
