/// What another tool and we do not agree on, told once for each kind with its number and its first packet.
struct Disagreements {
  private struct Kind {
    let key: String
    var count = 0
    let first: String
  }

  private var kinds: [Kind] = []

  var isEmpty: Bool { kinds.isEmpty }

  /// - Parameter packet: what it is about, for those who want to see it again.
  mutating func add(_ line: String, about packet: @autoclosure () -> String) {
    let key = String(line.prefix { $0 != ":" })
    if let at = kinds.firstIndex(where: { $0.key == key }) {
      kinds[at].count += 1
    } else {
      kinds.append(Kind(key: key, count: 1, first: "\(line)\n    \(packet())"))
    }
  }

  var text: String { kinds.map { "\($0.count) times \($0.first)" }.joined(separator: "\n") }
}
