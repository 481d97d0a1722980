import Glibc
import Synchronization

/// SIGTERM and SIGINT of a node: an orderly end, instead of the prompt's ways.
final class EndSignals: Sendable {
  private let action: @Sendable () -> Void
  private let isForgotten = Atomic(false)

  /// - Parameter action: called once, on a thread of its own.
  init(_ action: @escaping @Sendable () -> Void) {
    self.action = action
    var signals = Self.signals
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { box in
        guard let box else { return nil }
        Unmanaged<EndSignals>.fromOpaque(box).takeRetainedValue().wait()
        return nil
      }, box)
    pthread_detach(thread)
  }

  /// The node has ended by itself.
  func forget() { isForgotten.store(true, ordering: .relaxed) }

  private func wait() {
    var signals = Self.signals
    var number: Int32 = 0
    sigwait(&signals, &number)
    if !isForgotten.load(ordering: .relaxed) { action() }
  }

  private static var signals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    return signals
  }
}
