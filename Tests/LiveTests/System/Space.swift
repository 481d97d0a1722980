import Glibc
import Synchronization

@testable import Live

/// A network namespace of a test, with loopback and one link whose other end is nobody's.
final class Space {
  let name: String

  init(_ name: String) {
    self.name = "fz\(getpid() % 100_000)\(name)"
    Command.run("ip", "netns", "add", self.name)
    ip("link", "set", "lo", "up")
    ip("link", "add", "out", "type", "veth", "peer", "name", "far")
    ip("link", "set", "far", "up")
    ip("link", "set", "out", "up")
  }

  deinit { Command.run("ip", "netns", "del", name) }

  @discardableResult
  func ip(_ words: String...) -> Command { Command.run(["ip", "-n", name] + words) }

  /// Why there is no name server here; nil where one is.
  static let missingServer: String? =
    Streets.missing ?? (Command.find("dnsmasq") == nil ? "dnsmasq is not installed" : nil)

  /// On a thread of its own, for a thread that has entered stays there.
  func within(_ body: @escaping @Sendable () throws -> Void) throws {
    let failure = Failure()
    let name = name
    let thread = try LoopThread.start {
      do {
        try NetworkNamespace.enter(named: name)
        try body()
      } catch { failure.note(error) }
    }
    pthread_join(thread, nil)
    if let error = failure.error { throw error }
  }

  private final class Failure: Sendable {
    private let noted = Mutex<(any Error)?>(nil)

    var error: (any Error)? { noted.withLock { $0 } }
    func note(_ error: any Error) { noted.withLock { $0 = error } }
  }
}
