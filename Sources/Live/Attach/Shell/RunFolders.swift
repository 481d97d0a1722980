import Base

/// Folders in which nodes come and go while somebody is attached.
struct RunFolders {
  private let paths: [String]
  /// What is there and is no node of ours.
  private var strangers: [String] = []
  private var next = Instant.zero

  /// Our own: how often the folders are looked into.
  private static let pause: Duration = .milliseconds(500)

  init(_ paths: [String]) { self.paths = paths }

  /// When they are to be looked into; nil where there are none.
  var due: Instant? { paths.isEmpty ? nil : next }

  /// Sockets that nobody has looked at.
  ///
  /// - Parameter known: those of the nodes that are or were attached.
  mutating func newcomers(besides known: [String], at now: Instant) -> [String] {
    guard let due, due <= now else { return [] }
    next = now + Self.pause
    return paths.flatMap { RunFolder.sockets(in: $0) }.filter { !known.contains($0) && !strangers.contains($0) }
  }

  /// They are looked into when next somebody asks.
  mutating func hurry() { next = .zero }

  mutating func passOver(_ path: String) { strangers.append(path) }
}
