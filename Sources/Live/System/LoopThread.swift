import Glibc

/// A thread of its own for a loop that waits in the kernel.
package enum LoopThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// - Returns: the thread, to be joined exactly once.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) -> pthread_t {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      work.release()
      throw SystemError(.thread, code: code)
    }
    return thread
  }

  /// One that nobody waits for.
  package static func detach(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    pthread_detach(try start(body))
  }
}
