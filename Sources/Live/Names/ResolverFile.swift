import Base
import Glibc

/// The name servers of the system, as resolv.conf(5) names them.
package enum ResolverFile {
  package static let path = "/etc/resolv.conf"
  /// Its readers look at no more (MAXNS).
  private static let greatestCount = 3
  /// A file that is longer is none.
  private static let greatestLength = 1 << 16

  package static func servers(in text: String) -> [Endpoint] {
    var servers: [Endpoint] = []
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count >= 2, words[0] == "nameserver" else { continue }
      // The zone of a link-local address is not part of it.
      guard let address = IPAddress(words[1].prefix { $0 != "%" }) else { continue }
      servers.append(Endpoint(address, 53))
    }
    return Array(servers.prefix(greatestCount))
  }

  /// None where there is no such file.
  package static func systemServers() -> [Endpoint] { servers(at: path) }

  static func servers(at path: String) -> [Endpoint] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    let descriptor = Descriptor(owning: file)
    var bytes = [UInt8](repeating: 0, count: greatestLength)
    let count = read(descriptor.number, &bytes, bytes.count)
    return servers(in: String(decoding: bytes[..<max(count, 0)], as: UTF8.self))
  }
}
