/// Names one source of a session: a file, a `-c` argument, a line typed at the prompt.
package struct SourceID: Hashable, Sendable {
  package let number: Int32

  package init(number: Int32) { self.number = number }
}

/// A half-open range of bytes in one source. White space and comments are what lies between ranges.
///
/// Small, because every node of a program has one: a source of more than 2 GiB is told of by its beginning.
package struct SourceRange: Hashable, Sendable {
  package let source: SourceID
  /// Both ends in one word, the first in its low half: what holds ranges is handed on by registers.
  private let ends: UInt64

  private static var greatest: Int { Int(Int32.max) }

  @inline(__always)
  package init(_ source: SourceID, _ lower: Int, _ upper: Int) {
    self.source = source
    let start = min(max(0, lower), Self.greatest)
    ends = UInt64(start) | UInt64(min(max(start, upper), Self.greatest)) << 32
  }

  package var lower: Int { Int(UInt32(truncatingIfNeeded: ends)) }
  package var upper: Int { Int(ends >> 32) }

  package var isEmpty: Bool { lower == upper }

  /// The smallest range that covers both; the other is ignored when it lies in another source.
  package func union(_ other: SourceRange) -> SourceRange {
    guard other.source == source else { return self }
    return SourceRange(source, min(lower, other.lower), max(upper, other.upper))
  }

  /// The empty range just behind this one.
  package var end: SourceRange { SourceRange(source, upper, upper) }
  /// The empty range at the start of this one.
  package var start: SourceRange { SourceRange(source, lower, lower) }
}

/// The bytes of one script, its name, and where its lines end.
///
/// A class: there is one of each, and all that is read from it holds it.
package final class Source: Sendable {
  package let id: SourceID
  package let name: String
  package let bytes: [UInt8]
  /// Offsets of the first byte of each line but the first.
  private let furtherLines: [Int]
  /// Whether there is a `#` in it.
  let mayHaveComments: Bool

  package init(id: SourceID, name: String, bytes: [UInt8]) {
    self.id = id
    self.name = name
    self.bytes = bytes
    var starts: [Int] = []
    var sharp = false
    bytes.withUnsafeBytes { text in
      var offset = 0
      while offset < text.count {
        // Eight at a time, as long as none of them is a `#` or before it in ASCII.
        if offset + 8 <= text.count, !Self.holdsEarly(text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) {
          offset += 8
          continue
        }
        if text[offset] == UInt8(ascii: "\n") { starts.append(offset + 1) }
        if text[offset] == UInt8(ascii: "#") { sharp = true }
        offset += 1
      }
    }
    furtherLines = starts
    mayHaveComments = sharp
  }

  /// Whether one of eight bytes is `#` or less. The lowest of them that is borrows from no other; a higher one may only seem so.
  private static func holdsEarly(_ word: UInt64) -> Bool {
    let each: UInt64 = 0x0101_0101_0101_0101
    return (word &- each &* 0x24) & ~word & (each &* 0x80) != 0
  }

  package var range: SourceRange { SourceRange(id, 0, bytes.count) }

  /// The text of a range; bytes that are not UTF-8 become U+FFFD.
  package func text(_ range: SourceRange) -> String {
    let lower = min(max(0, range.lower), bytes.count)
    return String(decoding: bytes[lower..<min(max(lower, range.upper), bytes.count)], as: UTF8.self)
  }

  /// The line that holds `offset`, counted from 0.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = furtherLines.count
    while low < high {
      let middle = (low + high) / 2
      if furtherLines[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func start(ofLine line: Int) -> Int { line == 0 ? 0 : furtherLines[line - 1] }

  /// The range of a line without its line break.
  package func lineRange(_ line: Int) -> SourceRange {
    let lower = start(ofLine: line)
    var upper = line < furtherLines.count ? furtherLines[line] - 1 : bytes.count
    if upper > lower, bytes[upper - 1] == UInt8(ascii: "\r") { upper -= 1 }
    return SourceRange(id, lower, upper)
  }

  /// Line and column counted from 1; the column counts characters, as an editor does.
  package func position(_ offset: Int) -> (line: Int, column: Int) {
    let line = line(at: offset)
    return (line + 1, text(SourceRange(id, start(ofLine: line), offset)).count + 1)
  }
}

/// All sources of a session, so that a range can be read back as text.
package struct SourceMap: Sendable {
  private var sources: [Source] = []

  package init() {}

  /// Takes in a source and gives it the next number.
  package mutating func add(name: String, bytes: [UInt8]) -> Source {
    let source = Source(id: SourceID(number: Int32(truncatingIfNeeded: sources.count)), name: name, bytes: bytes)
    sources.append(source)
    return source
  }

  package mutating func add(name: String, text: String) -> Source { add(name: name, bytes: Array(text.utf8)) }

  package subscript(_ id: SourceID) -> Source? {
    sources.indices.contains(Int(id.number)) ? sources[Int(id.number)] : nil
  }

  package func text(_ range: SourceRange) -> String { self[range.source]?.text(range) ?? "" }
}
