import Base
import FoundationEssentials
import Portal

extension HTTPAnswer {
  /// As the original words it: an error, and for parameters all that is wrong with each.
  init(refusing refusal: LoginRefusal) {
    var answer = Answer(error: "\(refusal)")
    if case .invalid(let faults) = refusal {
      answer.errors = Dictionary(faults.map { ($0.field, [$0.problem]) }, uniquingKeysWith: +)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(answer)) ?? Data()
    self.init(refusal.status, String(decoding: bytes, as: UTF8.self) + "\n")
  }

  private struct Answer: Encodable {
    var error: String
    var errors: [String: [String]]?
  }
}

extension IPAddress {
  /// What the system calls a peer: one that speaks IPv4 to an IPv6 socket is `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2).
  init?(ofPeer text: String) {
    let mapped = "::ffff:"
    self.init(text.hasPrefix(mapped) && text.contains(".") ? String(text.dropFirst(mapped.count)) : text)
  }
}
