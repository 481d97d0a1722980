import FoundationEssentials
import Glibc

/// Published vector suites that are not ours to copy: a folder named by FZSH_VECTORS, or nothing.
enum VectorFolder {
  static let path = getenv("FZSH_VECTORS").map { String(cString: $0) }
  static let skip = "FZSH_VECTORS names no folder with the published suites"

  static func load<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: "\(path ?? "")/\(name)")))
  }
}

/// The shape that all files of Wycheproof share.
struct Wycheproof<Group: Decodable>: Decodable {
  let numberOfTests: Int
  let testGroups: [Group]
}
