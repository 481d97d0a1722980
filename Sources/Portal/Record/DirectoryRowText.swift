import Base
import FoundationEssentials

/// Why a text is no row.
package struct RowProblem: Error, Hashable, Sendable {
  package var key: DirectoryRow.Key
  /// In words.
  package var reason: String
}

// A row as text: a JSON object with sorted keys.

extension DirectoryRow {
  package var text: String {
    switch self {
    case .account(let row): Self.text(row)
    case .site(let row): Self.text(row)
    case .actor(let row): Self.text(row)
    case .identity(let row): Self.text(row)
    case .group(let row): Self.text(row)
    case .member(let row): Self.text(row)
    case .token(let row): Self.text(row)
    case .client(let row): Self.text(row)
    case .gateway(let row): Self.text(row)
    case .relay(let row): Self.text(row)
    case .resource(let row): Self.text(row)
    case .policy(let row): Self.text(row)
    }
  }

  private static func text(_ row: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing in a row is what JSON cannot say.
    return (try? encoder.encode(row)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }

  /// Reads a row back.
  ///
  /// - Throws: where the text is no row of this kind, or one of another key.
  package init(_ key: Key, text: String) throws(RowProblem) {
    do {
      self = try Self.read(key.kind, Data(text.utf8))
    } catch {
      throw RowProblem(key: key, reason: "it cannot be read")
    }
    guard self.key == key else { throw RowProblem(key: key, reason: "it is about \(self.key.id)") }
  }

  private static func read(_ kind: Kind, _ data: Data) throws -> DirectoryRow {
    func row<Row: Decodable>(_ wrap: (Row) -> DirectoryRow) throws -> DirectoryRow {
      wrap(try JSONDecoder().decode(Row.self, from: data))
    }
    return switch kind {
    case .account: try row { .account($0) }
    case .site: try row { .site($0) }
    case .actor: try row { .actor($0) }
    case .identity: try row { .identity($0) }
    case .group: try row { .group($0) }
    case .member: try row { .member($0) }
    case .token: try row { .token($0) }
    case .client: try row { .client($0) }
    case .gateway: try row { .gateway($0) }
    case .relay: try row { .relay($0) }
    case .resource: try row { .resource($0) }
    case .policy: try row { .policy($0) }
    }
  }
}
