import Glibc
import Synchronization

/// Threads that take one piece of work after another until none is left.
enum Crew {
  /// A script may nest as deeply on a thread as on the main one, with room to spare. Untouched pages cost nothing.
  private static let stack = 64 << 20

  /// - Parameter work: is handed the number of each piece from 0, the pieces in order, several at a time.
  static func run(_ pieces: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let job = Job(pieces: pieces, work: work)
    var started: [pthread_t] = []
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, stack)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    for _ in 0..<min(threads, pieces) {
      var thread: pthread_t = 0
      let handed = Unmanaged.passRetained(job)
      let code = pthread_create(
        &thread, attributes,
        { pointer in
          if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().take() }
          return nil
        }, handed.toOpaque())
      if code == 0 { started.append(thread) } else { handed.release() }
    }
    // A machine that gives no thread still has this one.
    if started.isEmpty { job.take() }
    for thread in started { pthread_join(thread, nil) }
  }

  private final class Job: Sendable {
    private let next = Atomic<Int>(0)
    private let pieces: Int
    private let work: @Sendable (Int) -> Void

    init(pieces: Int, work: @escaping @Sendable (Int) -> Void) { (self.pieces, self.work) = (pieces, work) }

    func take() {
      while true {
        let piece = next.add(1, ordering: .relaxed).oldValue
        guard piece < pieces else { return }
        work(piece)
      }
    }
  }
}
