import Base
import FoundationEssentials
import Glibc
import Synchronization

/// Scapy in a process of its own, by Tests/Oracle/scapy_peer.py.
final class Scapy: Sendable {
  private let child: Mutex<ChildProcess>

  static let python = "\(Project.root)/.venv/bin/python"

  /// One for all tests, whose questions wait for each other; it ends with the process of the tests.
  static let shared: Scapy? = access(python, X_OK) == 0 ? Scapy() : nil

  /// Why it cannot be asked here; nil if it can.
  static let missing: String? = {
    guard access(python, X_OK) == 0 else { return "Scapy is not installed in .venv; scripts/test does that" }
    return shared == nil ? "Scapy does not start" : nil
  }()

  init?() {
    guard let child = ChildProcess(Self.python, ["\(Project.root)/Tests/Oracle/scapy_peer.py"]) else { return nil }
    guard child.hear(within: 60) != nil else {
      _ = child.end()
      return nil
    }
    self.child = Mutex(child)
  }

  enum Question {
    case build([PeerLayer])
    /// By default IP of the version in the bytes.
    case dissect([UInt8], as: String? = nil)
    case fuzz([PeerLayer], seed: Int)
    /// As it is typed at Scapy's prompt.
    case line(String)

    fileprivate var json: String {
      switch self {
      case .build(let layers): "{\"build\":[\(layers.map(\.json).joined(separator: ","))]}"
      case .dissect(let bytes, let first):
        "{\"dissect\":\"x\(Hex.text(bytes))\"\(first.map { ",\"as\":\"\($0)\"" } ?? "")}"
      case .fuzz(let layers, let seed):
        "{\"fuzz\":[\(layers.map(\.json).joined(separator: ","))],\"seed\":\(seed)}"
      case .line(let line): "{\"line\":\(PeerValue.quoted(line))}"
      }
    }
  }

  struct Answer: Decodable {
    let bytes: String?
    /// Those that a line makes.
    let packets: [String]?
    let layers: [FoundLayer]?
    let error: String?

    var packet: [UInt8]? { bytes.flatMap { Hex.bytes(String($0.dropFirst())) } }
  }

  struct FoundLayer: Decodable, CustomStringConvertible {
    let name: String
    let fields: [String: String]
    /// Of fields that are lists of named things.
    let items: [String: [FoundItem]]

    init(from decoder: any Decoder) throws {
      var parts = try decoder.unkeyedContainer()
      name = try parts.decode(String.self)
      fields = try parts.decode([String: String].self)
      items = try parts.decode([String: [FoundItem]].self)
    }

    var description: String {
      "\(name)(\(fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")))"
    }
  }

  struct FoundItem: Decodable {
    let name: String
    let fields: [String: String]

    init(from decoder: any Decoder) throws {
      var parts = try decoder.unkeyedContainer()
      name = try parts.decode(String.self)
      fields = try parts.decode([String: String].self)
    }
  }

  /// An answer to each question; nil where Scapy no longer answers.
  func ask(_ questions: [Question]) -> [Answer]? {
    var answers: [Answer] = []
    for start in stride(from: 0, to: questions.count, by: 200) {
      let some = questions[start..<min(start + 200, questions.count)]
      let question = "[\(some.map(\.json).joined(separator: ","))]"
      // Suites run beside each other: an answer is that of the question before it.
      let line = child.withLock { child in
        child.say(question)
        return child.hear(within: 60)
      }
      guard let line else { return nil }
      guard let heard = try? JSONDecoder().decode([Answer].self, from: Data(line)), heard.count == some.count else {
        return nil
      }
      answers += heard
    }
    return answers
  }
}
