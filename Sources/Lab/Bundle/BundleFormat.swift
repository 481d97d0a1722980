/// A bundle as a file: what a node was born with and all that it was told, or, made anonymous, what became of it.
///
/// ```
/// file  = magic version kind entry …
/// entry = length (4 bytes) body CRC-32 of the body (4 bytes)
/// body  = tag (1 byte), nanoseconds since the entry before (varint), and what belongs to the tag
/// ```
///
/// Numbers of a fixed width are little-endian; a varint has seven bits a byte, the lowest first, and a signed one is
/// folded (0, -1, 1, -2 …). Text and bytes stand behind their length. docs/formats.md lists the tags.
package enum BundleFormat {
  /// A byte beyond ASCII, and the ends of lines that a careless copy would change.
  static let magic: [UInt8] = [0x8f] + Array("fzsh".utf8) + [0x0d, 0x0a, 0x1a]
  /// Grows when what an older program would read means something else.
  package static let version: UInt8 = 1
  /// Our own: the body of one entry. A message of the portal has at most 16 MiB.
  static let longestBody = 32 << 20
  /// Our own: lists inside lists.
  static let deepest = 8
  static let headLength = magic.count + 2

  package enum Kind: UInt8, Sendable, CaseIterable {
    /// A node's inputs: the node can be executed again.
    case recording = 1
    /// What became of them, without anybody's identity: events, packets and states.
    case anonymous = 2
  }

  package enum Tag: UInt8, Sendable, CaseIterable {
    case birth = 1
    case call, note, check, end, step, record, state

    package var meaning: String {
      switch self {
      case .birth: "what the node was born with; the first entry, and no other"
      case .call: "the node was told something, or woken"
      case .note: "what the system around the machine did, and was told as an event"
      case .check: "how much the machine has wanted so far, and a checksum of it"
      case .end: "the recording ended in order, for the reason given"
      case .step: "what follows happened in one step"
      case .record: "an event"
      case .state: "the node's state at the end"
      }
    }
  }
}

/// Why bytes are no bundle, and where.
package struct BundleProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// In bytes from the beginning of the file.
  package let offset: Int
  package let reason: String

  init(_ offset: Int, _ reason: String) { (self.offset, self.reason) = (offset, reason) }

  package var description: String { "byte \(offset): \(reason)" }
}
