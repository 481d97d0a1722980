import Base
import FoundationEssentials

/// Bytes of a control socket, cut into lines: however they come, and however long somebody makes them.
package struct ControlLines: Sendable {
  private var waiting: [UInt8] = []
  /// Where the next line begins, and how far its end has been looked for.
  private var start = 0
  private var searched = 0
  private let longest: Int

  /// - Parameter longest: in bytes, without the end of the line.
  package init(longest: Int) { self.longest = longest }

  package mutating func append(_ bytes: some Sequence<UInt8>) { waiting += bytes }

  /// The next whole line without its end; nil until more has come.
  ///
  /// - Throws: for a line that is longer than any may be; nothing behind it can be trusted.
  package mutating func next() throws(ControlRefusal) -> [UInt8]? {
    let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n"))
    guard (end ?? waiting.count) - start <= longest else { throw .malformed("a line of more than \(longest) bytes") }
    guard let end else {
      waiting.removeFirst(start)
      (start, searched) = (0, waiting.count)
      return nil
    }
    let line = Array(waiting[start..<end])
    (start, searched) = (end + 1, end + 1)
    return line
  }
}

/// A message as a line of JSON, and back.
package enum ControlCoding {
  package static func line(_ message: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Every type of the protocol can be written: there is nothing that JSON lacks.
    let data = (try? encoder.encode(message)) ?? Data()
    return Array(data) + [UInt8(ascii: "\n")]
  }

  package static func message<Message: Decodable>(
    _: Message.Type, _ line: [UInt8]
  ) throws(ControlRefusal) -> Message {
    do { return try JSONDecoder().decode(Message.self, from: Data(line)) } catch {
      throw .malformed(Self.words(error))
    }
  }

  /// A request that cannot be read may still have a number to answer it under.
  package static func number(of line: [UInt8]) -> UInt32 {
    struct Numbered: Decodable { let id: UInt32 }
    return (try? JSONDecoder().decode(Numbered.self, from: Data(line)))?.id ?? 0
  }

  private static func words(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .dataCorrupted(let context)?, .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      place(context.codingPath) + context.debugDescription
    case .keyNotFound(let key, let context)?: place(context.codingPath) + "`\(key.stringValue)` is missing"
    default: "not understood"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "" : path.map(\.stringValue).joined(separator: ".") + ": "
  }
}
