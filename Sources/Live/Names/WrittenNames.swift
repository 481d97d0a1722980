import Access
import Base
import Glibc

/// The sentinels in resolv.conf(5), and what stood there before in a copy beside it, where a node that was killed finds it.
///
/// The file is written where it stands: in a container it is a mount of its own, which nobody can replace.
final class WrittenNames: SystemNames {
  private let path: String
  private let copy: String
  /// Opened while the process may: it goes on writing when its privileges are gone.
  private var file: Descriptor
  /// What the system would have without us.
  private var original: String
  private var configuration: TunConfiguration?
  /// What the file held when it was looked at last.
  private var seen: String

  /// The first line of a file that is ours.
  static let mark = "# By fzsh, which puts back what stood here when it ends; it is in the file of this name with"
  /// Where the original keeps it, too.
  static let suffix = ".before-firezone"

  init(path: String = ResolverFile.path) throws(SystemError) {
    self.path = path
    copy = path + Self.suffix
    file = try Self.open(path)
    seen = try Self.text(of: file, path)
    guard seen.hasPrefix(Self.mark) else {
      original = seen
      try Self.write(original, to: Self.open(copy), copy)
      return
    }
    // Whoever wrote it did not come to put the other back.
    original = try Self.text(of: Self.open(copy), copy)
  }

  var servers: [Endpoint] { ResolverFile.servers(in: original) }

  func use(_ configuration: TunConfiguration) throws(SystemError) {
    self.configuration = configuration
    try put(configuration.sentinels.isEmpty ? original : Self.file(configuration, instead: original))
  }

  /// What stands there and is not ours somebody has written, who knows of the network: it counts from now on.
  func look() throws(SystemError) -> Bool {
    let now = try Self.open(path)
    let text = try Self.text(of: now, path)
    guard text != seen else { return false }
    (file, seen) = (now, text)
    guard !text.hasPrefix(Self.mark) else { return false }
    original = text
    try Self.write(original, to: Self.open(copy), copy)
    if let configuration { try use(configuration) }
    return true
  }

  /// Whether a node's file stands there, as far as it can be read.
  static func stand(at path: String) -> Bool {
    guard let file = try? Descriptor(Glibc.open(path, O_RDONLY | O_CLOEXEC), of: .file(path)) else { return true }
    return (try? text(of: file, path))?.hasPrefix(mark) ?? true
  }

  func restore() {
    guard (try? put(original)) != nil else { return }
    unlink(copy)
  }

  private func put(_ text: String) throws(SystemError) {
    guard text != seen else { return }
    try Self.write(text, to: file, path)
    seen = text
  }

  /// Readers look at no more (MAXNS of resolv.h).
  private static let greatestCount = 3

  static func file(_ configuration: TunConfiguration, instead original: String) -> String {
    let lines = original.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
    func words(after keyword: String) -> [Substring]? {
      lines.last { $0.first == keyword[...] }?.dropFirst().map(\.self)
    }
    let local = (words(after: "search") ?? words(after: "domain") ?? []).map(String.init)
    let domains = [configuration.searchDomain].compactMap(\.self) + local.filter { $0 != configuration.searchDomain }
    var text = "\(mark) \(suffix)\n"
    if !domains.isEmpty { text += "search \(domains.joined(separator: " "))\n" }
    for sentinel in configuration.sentinels.prefix(greatestCount) { text += "nameserver \(sentinel.address)\n" }
    for line in lines where line.first == "options" || line.first == "sortlist" {
      text += line.joined(separator: " ") + "\n"
    }
    return text
  }
}

extension WrittenNames {
  /// A file that is longer is none.
  private static let greatestLength = 1 << 16

  private static func open(_ path: String) throws(SystemError) -> Descriptor {
    try Descriptor(Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644), of: .file(path))
  }

  private static func text(of file: Descriptor, _ path: String) throws(SystemError) -> String {
    var bytes = [UInt8](repeating: 0, count: greatestLength)
    let count = pread(file.number, &bytes, bytes.count, 0)
    guard count >= 0 else { throw SystemError(.file(path)) }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// First all of it, then what it is longer than: whoever reads in between misses nothing.
  private static func write(_ text: String, to file: Descriptor, _ path: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    guard pwrite(file.number, bytes, bytes.count, 0) == bytes.count, ftruncate(file.number, off_t(bytes.count)) == 0
    else { throw SystemError(.file(path)) }
  }
}
